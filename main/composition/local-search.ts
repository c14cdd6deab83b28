import type { CatalogueIndexer } from '../search/local/catalogue-indexer.ts'
import { CommunityIndexer } from '../search/local/community-indexer.ts'
import { CommonCommunities } from '../search/common-communities.ts'
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
  const { index, library } = sharing
  const { indexer, replication } = composeReplication(parts)
  const communityFiles = new SqliteCommunityFiles(database)
  const communityIndexer = new CommunityIndexer({ self, index, clock, log, files: communityFiles })
  teardown.add('community indexer', () => communityIndexer.close())
  library.events.on('change', () => communityIndexer.changed())

  const savedStore = new SqliteSavedSearchStore(database)
  const threads = new SearchThreads(database.path)
  teardown.add('search threads', () => threads.close())
  const finder = new Finder(entryReader(database, () => clock.now()))
  const search = new Search({
    self,
    index,
    executors: { finder, threads },
    peers: {
      trust: trust.ratings,
      names: profile.names,
      presence: profile.peers,
      communities: new CommonCommunities({ self, communities: network.communities, network: network.overlay }),
      speeds: new SeenSpeeds(database, clock),
    },
    downloads: savedStore,
    indexer,
    clock,
  })
  return { indexer, replication, communityIndexer, search, savedStore }
}
