import { systemClock } from '../../../main/base/clock.ts'
import { keywordTopic } from '../../../main/network/discovery/dht-topics.ts'
import { type NeighbourStatsRow, NeighbourStats } from '../../../main/search/network/flood/neighbour-stats.ts'
import { NetworkSearch } from '../../../main/search/network/network-search.ts'
import type { QueryNode } from './query-nodes.ts'

/** A store of neighbour statistics in memory. */
export class Memory {
  rows = new Map<string, NeighbourStatsRow>()
  learned = (): NeighbourStatsRow[] => [...this.rows.values()]
  saveLearned = (row: NeighbourStatsRow): void => void this.rows.set(row.word + row.peer, row)
  dropLearned = (word: string, peer: string): void => void this.rows.delete(word + peer)
}

/** A node's network search as the node composes it. */
export function searchOf(
  node: QueryNode,
  settings: { localOnly?: boolean; stats?: NeighbourStats } = {},
): NetworkSearch {
  const { overlay, flood } = node
  return new NetworkSearch({
    flood,
    stats: settings.stats ?? new NeighbourStats({ store: new Memory(), clock: systemClock }),
    network: overlay,
    topicOf: keywordTopic,
    frequencies: { othersWith: () => 0 },
    trust: { isExcluded: (peer) => node.excluded.has(peer) },
    settings: { values: { searchScope: settings.localOnly ? 'local' : 'network' } },
    clock: systemClock,
  })
}
