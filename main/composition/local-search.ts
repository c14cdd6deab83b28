import type { CatalogueIndexer } from '../search/local/catalogue-indexer.ts'
import { CommunityIndexer } from '../search/local/community-indexer.ts'
import { Finder } from '../search/local/finder.ts'
import { SearchThreads } from '../search/local/search-threads.ts'
import type { Replication } from '../search/replication/replication.ts'
import { Search } from '../search/search.ts'
import { SqliteCommunityFiles } from '../store/library/community-files.ts'
import { entryReader } from '../store/search/search-connection.ts'
import { SqliteSavedSearchStore } from '../store/search/saved-search-store.ts'
import { SeenSpeeds } from '../store/transfers/seen-speeds.ts'
import type { NodeParts } from './parts.ts'
import { composeReplication } from './replication.ts'

/** Search in the local index: own catalogue, catalogues of peers, and folders for one community. */
export interface LocalSearchParts {
  indexer: CatalogueIndexer
  replication: Replication
  communityIndexer: CommunityIndexer
  search: Search
  savedStore: SqliteSavedSearchStore
}

export function composeLocalSearch(
  parts: Pick<NodeParts, 'ground' | 'profile' | 'trust' | 'network' | 'sharing'>,
): LocalSearchParts {
  const { ground, profile, trust, network, sharing } = parts
  const { self, database, clock, log, teardown } = ground
  const { names, peers } = profile
  const { index, library } = sharing
  const { indexer, replication } = composeReplication(parts)
  const communityFiles = new SqliteCommunityFiles(database)
  const communityIndexer = new CommunityIndexer({ self, index, clock, log, files: communityFiles })
  teardown.add('community indexer', () => communityIndexer.close())
  library.events.on('change', () => communityIndexer.changed())

  const savedStore = new SqliteSavedSearchStore(database)
  const speeds = new SeenSpeeds(database, clock)
  const finding = new SearchThreads(database.path)
  teardown.add('search threads', () => finding.close())
  const search = new Search({
    self,
    index,
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
  return { indexer, replication, communityIndexer, search, savedStore }
}
