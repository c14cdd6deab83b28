import type { Clock } from '../base/clock.ts'
import type { Random } from '../base/random.ts'
import { keywordTopic, queryTag, rootTopic } from '../network/discovery/dht-topics.ts'
import type { Overlay } from '../network/overlay.ts'
import { queryProtocol } from '../protocol/query.ts'
import type { OwnIndexer } from '../search/local/own-indexer.ts'
import type { RestrictedFiles } from '../search/network/announced-files.ts'
import { KeywordAnnouncer } from '../search/network/announcer.ts'
import { type ContentPlaces, ContentRouting } from '../search/network/content-routing.ts'
import { Flood } from '../search/network/flood/flood.ts'
import { Neighbourhood } from '../search/network/flood/neighbourhood.ts'
import { NeighbourStats } from '../search/network/flood/neighbour-stats.ts'
import { NetworkSearch } from '../search/network/network-search.ts'
import type { LocalAnswers } from '../search/network/ports.ts'
import type { UserSettings } from '../settings/settings.ts'
import type { Database } from '../store/database.ts'
import { NetworkSearchStore } from '../store/search/network-search-store.ts'

export interface NetworkSearchInputs {
  overlay: Overlay
  database: Database
  settings: UserSettings
  trust: { isExcluded(peer: string): boolean }
  sharing: {
    own: OwnIndexer
    /** Answers queries of other peers. */
    answers: LocalAnswers
    /** Left out: no folder is restricted to a community. */
    library?: RestrictedFiles
    /** Left out: contents have no restriction. */
    origins?: ContentPlaces
  }
  clock: Clock
  random: Random
  log: (line: string) => void
}

export interface NetworkSearchParts {
  network: NetworkSearch
  flood: Flood
  keywords: KeywordAnnouncer
  routing: ContentRouting
  close(): Promise<void>
}

/** Opens search beyond this machine: queries flood over the connections of the overlay, rendezvous uses its DHT. */
export function composeNetworkSearch(options: NetworkSearchInputs): NetworkSearchParts {
  const { overlay, database, settings, trust, sharing, clock, random, log } = options
  const store = new NetworkSearchStore(database, overlay.publicKeyHex)
  const stats = new NeighbourStats({ store, clock })
  const hub = overlay.protocol(queryProtocol)
  const neighbourhood = new Neighbourhood({ hub, network: overlay, trust, ranking: stats, tagOf: queryTag, random })
  const flood = new Flood({ hub, neighbourhood, answers: sharing.answers, clock, random, limits: overlay.limits, log })
  const rendezvous = { network: overlay, topicOf: keywordTopic, frequencies: store, settings, clock }
  const network = new NetworkSearch({ ...rendezvous, flood, stats, trust })
  const keywords = new KeywordAnnouncer({ ...rendezvous, ...sharing, log })
  const offs = [
    sharing.own.events.on('change', () => keywords.changed()),
    overlay.on('status', () => keywords.changed()),
    settings.events.on('change', ({ before, after }) => {
      if (before.searchScope !== after.searchScope) keywords.changed(true)
    }),
  ]
  const routing = new ContentRouting({
    network: overlay,
    topicOf: rootTopic,
    trust,
    origins: sharing.origins,
    settings,
  })
  const close = async (): Promise<void> => {
    for (const off of offs) off()
    flood.close()
    await keywords.close()
  }
  return { network, flood, keywords, routing, close }
}
