import { randomBytes } from 'node:crypto'
import type { ChannelHub } from '../protocol/channel.ts'
import type { Clock } from '../base/clock.ts'
import type { Metadata } from '../domain/metadata.ts'
import type { Random } from '../base/random.ts'
import { keywordTopic, queryTag } from '../network/discovery/dht-topics.ts'
import type { Overlay } from '../network/overlay.ts'
import { queryProtocol, type QueryMessages } from '../protocol/query.ts'
import { KeywordAnnouncer } from '../search/network/announcer.ts'
import { Flood } from '../search/network/flood.ts'
import { NeighbourStats } from '../search/network/neighbour-stats.ts'
import { NetworkSearch } from '../search/network/network-search.ts'
import type { LocalAnswers } from '../search/network/ports.ts'
import type { OwnIndexer } from '../search/local/own-indexer.ts'
import type { Settings } from '../settings/settings.ts'
import type { Database } from '../store/database.ts'
import { NetworkSearchStore } from '../store/search/network-search-store.ts'
import { findRoots, type RootFinder } from './root-finder.ts'

/** A connected peer opens the query protocol in a moment, or does not speak it. */
const OPEN_MS = 3000
/** Files of folders for one community that keywords are chosen from. */
const MAX_OF_COMMUNITY = 20_000

export interface NetworkSearchParts {
  overlay: Overlay
  database: Database
  clock: Clock
  random: Random
  log: (line: string) => void
  /** What this node answers others. */
  local: LocalAnswers
  own: OwnIndexer
  /** My files that only members of a community may see. */
  ofCommunity?: (community: string, words: readonly string[], most: number) => readonly { path: string }[]
  settings: Settings
  isExcluded: (peer: string) => boolean
  /** True for a peer that must not be left now, since a transfer runs. */
  isBusy: (peer: string) => boolean
}

export interface ComposedNetworkSearch {
  network: NetworkSearch
  flood: Flood
  keywords: KeywordAnnouncer
  roots: RootFinder
  close(): Promise<void>
}

/** Search networkSearch this machine: flooding over the overlay's connections, rendezvous over its DHT. */
export function searchNetwork(parts: NetworkSearchParts): ComposedNetworkSearch {
  const { overlay, database, clock, random, log, local, own, settings, isExcluded } = parts
  const localOnly = (): boolean => settings.values.searchScope === 'local'
  const hub = overlay.protocol(queryProtocol)
  const store = new NetworkSearchStore(database)
  const learning = new NeighbourStats({ store, clock })
  const communities = (): string[] => [...overlay.places.keys()]
  const othersWith = (word: string): number => store.othersWith(word, overlay.publicKeyHex)
  const flood = new Flood({
    hub,
    local,
    clock,
    random,
    log,
    order: learning,
    near: {
      tags: () => new Map(communities().map((id) => [queryTag(id), id])),
      common: (peer) => overlay.peers.get(peer)?.communities ?? new Set(),
      isExcluded,
      disconnect: (peer, reason) => overlay.disconnect(peer, reason),
    },
    newId: () => randomBytes(16).toString('hex'),
  })
  overlay.visits.isBusy = parts.isBusy
  const network = new NetworkSearch({
    flood,
    learning,
    communities,
    localOnly,
    isExcluded,
    othersWith,
    clock,
    lookup: (community, word, signal) => overlay.rendezvous.lookup(keywordTopic(community, word), { signal }),
    visit: (peer) => overlay.visits.visit(peer),
    reachable: (peer, signal) => opened(hub, peer, clock, signal),
  })
  const keywords = new KeywordAnnouncer({
    files: (community) => filesFor(own, community, parts.ofCommunity),
    othersWith,
    communities,
    topicOf: keywordTopic,
    clock,
    log,
    enabled: () => !localOnly(),
    announce: (topic) => overlay.rendezvous.announce(topic),
    withdraw: (topic) => void overlay.rendezvous.withdraw(topic),
  })
  const offs = [
    own.events.on('change', () => keywords.changed()),
    overlay.on('status', () => keywords.changed()),
    settings.events.on('change', ({ before, after }) => {
      if (before.searchScope !== after.searchScope) keywords.changed(true)
    }),
  ]
  const roots = findRoots({ overlay, communities, localOnly, isExcluded })
  return {
    network,
    flood,
    keywords,
    roots,
    close: async () => {
      for (const off of offs) off()
      flood.close()
      await keywords.close()
    },
  }
}

/** What members of a community can find here: the public catalogue, and folders of theirs. */
async function* filesFor(
  own: OwnIndexer,
  community: string,
  ofCommunity: NetworkSearchParts['ofCommunity'],
): AsyncGenerator<{ path: string; metadata?: Metadata | undefined }, void, void> {
  if (ofCommunity) yield* ofCommunity(community, [], MAX_OF_COMMUNITY)
  for await (const {
    path,
    entry: { metadata },
  } of own.entries())
    yield { path, metadata }
}

/** Resolves when queries can be sent to a peer; false if it does not open the protocol in time. */
function opened(hub: ChannelHub<QueryMessages>, peer: string, clock: Clock, signal: AbortSignal): Promise<boolean> {
  if (hub.channels.has(peer)) return Promise.resolve(true)
  return new Promise((resolve) => {
    const end = (open: boolean): void => {
      off()
      cancel()
      signal.removeEventListener('abort', aborted)
      resolve(open)
    }
    const aborted = (): void => end(false)
    const cancel = clock.after(OPEN_MS, () => end(false))
    const off = hub.onOpen((channel) => {
      if (channel.peer === peer) end(true)
    })
    signal.addEventListener('abort', aborted, { once: true })
  })
}
