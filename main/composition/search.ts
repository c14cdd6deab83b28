import type { NodeOptions } from '../node.ts'
import type { CatalogueIndexer } from '../search/local/catalogue-indexer.ts'
import { CommunityIndexer } from '../search/local/community-indexer.ts'
import { Finder } from '../search/local/finder.ts'
import { SearchThreads } from '../search/local/search-threads.ts'
import { ContentAnnouncer } from '../search/network/content-announcer.ts'
import type { ContentRouting } from '../search/network/content-routing.ts'
import { IndexAnswers } from '../search/network/local-answers.ts'
import type { Replication } from '../search/replication/replication.ts'
import { SavedSearches } from '../search/saved/saved-searches.ts'
import { Search } from '../search/search.ts'
import { SqliteCommunityFiles } from '../store/library/community-files.ts'
import { entryReader } from '../store/search/search-connection.ts'
import { SqliteSavedSearchStore } from '../store/search/saved-search-store.ts'
import { SeenSpeeds } from '../store/transfers/seen-speeds.ts'
import { composeNetworkSearch } from './network-search.ts'
import type { NodeParts } from './parts.ts'
import { composeReplication } from './replication.ts'

/** Search in the local index and on the network. */
export interface SearchParts {
  indexer: CatalogueIndexer
  replication: Replication
  search: Search
  saved: SavedSearches
  savedStore: SqliteSavedSearchStore
  /** Finds and announces providers of contents. */
  contentAnnouncer: ContentAnnouncer
  /** Calls back when index, trust, names or presence of peers may have changed; returns what stops it. */
  onChange: (changed: () => void) => () => void
}

type Foundations = Pick<NodeParts, 'ground' | 'profile' | 'trust' | 'network' | 'library'>

/** Opens search in the local index, then the network search that answers other peers from it. */
export function composeSearch({ random }: NodeOptions, parts: Foundations): SearchParts {
  const { ground, profile, trust, network, library } = parts
  const { self, database, clock, log, teardown } = ground
  const { indexer, replication } = composeReplication(parts)
  const savedStore = new SqliteSavedSearchStore(database)
  const search = openSearch(parts, indexer, savedStore)

  const networkSearch = composeNetworkSearch({
    overlay: network.overlay,
    database,
    settings: profile.settings,
    trust: trust.ratings,
    sharing: {
      own: library.own,
      library: library.library,
      answers: new IndexAnswers({
        self,
        index: library.index,
        search,
        trust: trust.ratings,
        network: network.overlay,
        library: library.library,
      }),
    },
    clock,
    random,
    log,
  })
  teardown.add('network search', networkSearch.close)
  search.attachNetwork(networkSearch.network)
  const contentAnnouncer = announceContents(parts, networkSearch.routing)

  const communityFiles = new SqliteCommunityFiles(database)
  const communityIndexer = new CommunityIndexer({ self, index: library.index, clock, log, files: communityFiles })
  teardown.add('community indexer', () => communityIndexer.close())
  library.library.events.on('change', () => communityIndexer.changed())
  const saved = openSavedSearches(parts, search, savedStore)

  const onChange = (changed: () => void): (() => void) => {
    const offs = [
      indexer.events.on('change', changed),
      library.own.events.on('change', changed),
      communityIndexer.events.on('change', changed),
      profile.peers.events.on('change', changed),
      trust.ratings.onTrust(changed),
      // The communities in common with a peer, and my own.
      network.overlay.on('hello', changed),
      network.communities.events.on('change', changed),
    ]
    return () => offs.forEach((off) => off())
  }
  // Also between searches, so that the next one does not begin with outdated views of peers.
  const offChange = onChange(() => search.changed())
  const offIndexed = indexer.events.on('indexed', () => saved.changed())
  teardown.add('search events', () => {
    offChange()
    offIndexed()
  })
  return { indexer, replication, search, saved, savedStore, contentAnnouncer, onChange }
}

function openSearch(
  { ground, profile, trust, network, library }: Foundations,
  indexer: CatalogueIndexer,
  savedStore: SqliteSavedSearchStore,
): Search {
  const { self, database, clock, teardown } = ground
  const { names, peers } = profile
  const speeds = new SeenSpeeds(database, clock)
  const finding = new SearchThreads(database.path)
  teardown.add('search threads', () => finding.close())
  return new Search({
    self,
    index: library.index,
    clock,
    finding,
    finder: new Finder(entryReader(database, () => clock.now())),
    trustOf: (peer) => trust.ratings.trustOf(peer),
    peerOf: (peer) => ({ ...names.named(peer), online: peer === self || peers.isOnline(peer) }),
    arriving: () => indexer.arriving,
    speedOf: (peer) => speeds.of(peer),
    communitiesOf: (peer, also) => {
      const common = peer === self ? null : network.overlay.peers.get(peer)?.communities
      return network.communities
        .list()
        .filter(({ id }) => common === null || id === also || common?.has(id))
        .map(({ id, name }) => ({ id, name }))
    },
    downloaded: (root) => savedStore.downloaded(root),
  })
}

function openSavedSearches(
  { ground, profile }: Foundations,
  search: Search,
  store: SqliteSavedSearchStore,
): SavedSearches {
  const { clock, log, teardown } = ground
  const saved = new SavedSearches({
    store,
    search,
    clock,
    log,
    tell: ({ name, count, first }) => profile.activity.add('wishFound', 'good', null, { name, count, first }),
  })
  teardown.add('saved searches', () => saved.close())
  return saved
}

function announceContents(
  { ground, profile, network, library }: Foundations,
  routing: ContentRouting,
): ContentAnnouncer {
  const { clock, log, teardown } = ground
  const announcer = new ContentAnnouncer({ own: library.own, routing, clock, log })
  teardown.add('content announcer', () => announcer.close())
  library.own.events.on('change', () => announcer.changed())
  network.communities.events.on('change', () => announcer.changed())
  profile.settings.events.on('change', ({ before, after }) => {
    if (before.searchScope !== after.searchScope) announcer.changed()
  })
  return announcer
}
