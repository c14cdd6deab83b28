import { systemClock } from '../../../main/base/clock.ts'
import { keywordTopic } from '../../../main/network/discovery/dht-topics.ts'
import { type NeighbourStatsRow, NeighbourStats } from '../../../main/search/network/flood/neighbour-stats.ts'
import { NetworkSearch } from '../../../main/search/network/network-search.ts'
import { speaks, type QueryNode } from './query-nodes.ts'

/** Rows of what was learned, in memory: the store has its own tests. */
export class Memory {
  rows = new Map<string, NeighbourStatsRow>()
  learned = (): NeighbourStatsRow[] => [...this.rows.values()]
  saveLearned = (row: NeighbourStatsRow): void => void this.rows.set(row.word + row.peer, row)
  dropLearned = (word: string, peer: string): void => void this.rows.delete(word + peer)
}

/** A node's network search as the node composes it. */
export function searchOf(
  node: QueryNode,
  settings: { localOnly?: boolean; learning?: NeighbourStats } = {},
): NetworkSearch {
  const { overlay, flood } = node
  return new NetworkSearch({
    flood,
    learning: settings.learning ?? new NeighbourStats({ store: new Memory(), clock: systemClock }),
    communities: () => [...overlay.places.keys()],
    localOnly: () => settings.localOnly ?? false,
    isExcluded: (peer) => node.excluded.has(peer),
    othersWith: () => 0,
    clock: systemClock,
    lookup: (community, word, signal) => overlay.rendezvous.lookup(keywordTopic(community, word), { signal }),
    visit: (peer) => overlay.visits.visit(peer),
    reachable: (peer) => speaks(node, peer).then(() => true),
  })
}
