import type { Clock } from '../base/clock.ts'
import type { Handlers } from '../contract/handlers.ts'
import type { Activity } from '../activity/activity.ts'
import type { Communities } from '../communities/communities.ts'
import type { Overlay } from '../network/overlay.ts'
import type { PeerNames } from '../peers/names.ts'
import type { Peers } from '../peers/peers.ts'
import type { Ratings } from '../ratings/ratings.ts'
import type { CatalogueIndexer } from '../search/local/catalogue-indexer.ts'
import { CommunityIndexer } from '../search/local/community-indexer.ts'
import { Finder } from '../search/local/finder.ts'
import { searchHandlers } from '../search/handlers.ts'
import type { OwnIndexer } from '../search/local/own-indexer.ts'
import { SavedSearches } from '../search/saved/saved-searches.ts'
import { Search } from '../search/search.ts'
import type { SearchIndex } from '../search/local/search-index.ts'
import { SqliteCommunityFiles } from '../store/library/community-files.ts'
import type { Database } from '../store/database.ts'
import { SqliteFolderView } from '../store/library/folder-view.ts'
import { SqliteSavedSearchStore } from '../store/search/saved-search-store.ts'
import { entryReader } from '../store/search/search-connection.ts'
import { SeenSpeeds } from '../store/transfers/seen-speeds.ts'
import { SearchThreads } from '../search/local/search-threads.ts'

export interface SearchParts {
  self: string
  database: Database
  index: SearchIndex
  own: OwnIndexer
  indexer: CatalogueIndexer
  ratings: Ratings
  peers: Peers
  names: PeerNames
  overlay: Overlay
  communities: Communities
  activity: Activity
  clock: Clock
  log: (line: string) => void
}

/** Search as the contract has it: local index, peers, kept searches, folders of peers. */
export function openSearch(parts: SearchParts): {
  search: Search
  /** My files have changed. */ filesChanged: () => void
  handlers: Handlers['search']
  close: () => Promise<void>
} {
  const { self, database, index, own, indexer, ratings, peers, names, overlay, communities, activity, clock, log } =
    parts
  const now = (): number => clock.now()
  const store = new SqliteSavedSearchStore(database)
  const speeds = new SeenSpeeds(database, clock)
  const finding = new SearchThreads(database.path)
  const search = new Search({
    self,
    index,
    clock,
    finding,
    finder: new Finder(entryReader(database, now)),
    trustOf: (key) => ratings.trustOf(key),
    peerOf: (key) => ({ ...names.named(key), online: key === self || peers.isOnline(key) }),
    arriving: () => indexer.arriving,
    speedOf: (key) => speeds.of(key),
    communitiesOf: (key, also) => {
      const ids = key === self ? null : overlay.peers.get(key)?.communities
      return communities
        .list()
        .filter(({ id }) => ids === null || id === also || ids?.has(id))
        .map(({ id, name }) => ({ id, name }))
    },
    downloaded: (root) => store.downloaded(root),
  })
  const ofCommunities = new CommunityIndexer({ self, index, clock, log, files: new SqliteCommunityFiles(database) })
  const saved = new SavedSearches({
    store,
    search,
    clock,
    log,
    tell: ({ name, count, first }) => activity.add('wishFound', 'good', null, { name, count, first }),
  })
  const onChange = (changed: () => void): (() => void) => {
    const stops = [
      indexer.events.on('change', changed),
      own.events.on('change', changed),
      ofCommunities.events.on('change', changed),
      peers.events.on('change', changed),
      ratings.onTrust(changed),
      // who is in which community, I too
      overlay.on('hello', changed),
      communities.events.on('change', changed),
    ]
    return () => stops.forEach((stop) => stop())
  }
  // also while nobody searches: the next search must not begin with what was known before
  const offs = [indexer.events.on('indexed', () => saved.changed()), onChange(() => search.changed())]
  return {
    search,
    filesChanged: () => ofCommunities.changed(),
    handlers: searchHandlers({ search, saved, store, folders: new SqliteFolderView(database), clock, onChange }),
    close: async () => {
      for (const off of offs) off()
      await saved.close()
      await ofCommunities.close()
      await finding.close()
    },
  }
}
