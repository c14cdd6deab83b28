import type { NodeOptions } from '../node.ts'
import { ContentAnnouncer } from '../search/network/content-announcer.ts'
import type { ContentRouting } from '../search/network/content-routing.ts'
import { IndexAnswers } from '../search/network/local-answers.ts'
import { SavedSearches } from '../search/saved/saved-searches.ts'
import { SearchChanges } from '../search/search-changes.ts'
import { composeLocalSearch, type LocalSearchParts } from './local-search.ts'
import { composeNetworkSearch } from './network-search.ts'
import type { NodeParts } from './parts.ts'

/** Search in the local index and on the network. */
export interface SearchParts extends LocalSearchParts {
  saved: SavedSearches
  /** Finds providers of contents, and announces this node as one. */
  contentAnnouncer: ContentAnnouncer
  changes: SearchChanges
}

type Foundations = Pick<NodeParts, 'ground' | 'profile' | 'trust' | 'network' | 'sharing'>

/** Opens the local search, then the network search, which answers peers from it. */
export function composeSearch({ random }: NodeOptions, parts: Foundations): SearchParts {
  const { ground, profile, trust, network, sharing } = parts
  const { self, database, clock, log, teardown } = ground
  const { overlay, communities } = network
  const { index, own, library, origins } = sharing
  const local = composeLocalSearch(parts)
  const { search, indexer, communityIndexer } = local

  const answers = new IndexAnswers({ self, index, search, network: overlay, library })
  const networkSearch = composeNetworkSearch({
    overlay,
    database,
    settings: profile.settings,
    trust: trust.ratings,
    sharing: { own, answers, library, origins },
    clock,
    random,
    log,
  })
  teardown.add('network search', networkSearch.close)
  search.attachNetwork(networkSearch.network)
  // what a provider turns out to share with everybody is not restricted
  teardown.add(
    'origins',
    indexer.events.on('indexed', () => origins.recheck()),
  )
  const contentAnnouncer = announceContents(parts, networkSearch.routing)

  const saved = openSavedSearches(parts, local)
  const changes = new SearchChanges({
    changing: [indexer, own, communityIndexer, profile.peers, communities],
    trust: trust.ratings,
    overlay,
  })
  // also between searches, so that the next one does not start with outdated peers
  teardown.add(
    'search changes',
    changes.subscribe(() => search.changed()),
  )
  return { ...local, saved, contentAnnouncer, changes }
}

function openSavedSearches(
  { ground, profile }: Foundations,
  { search, savedStore, indexer }: LocalSearchParts,
): SavedSearches {
  const { clock, log, teardown } = ground
  const saved = new SavedSearches({
    store: savedStore,
    search,
    clock,
    log,
    activity: profile.activity,
  })
  teardown.add('saved searches', () => saved.close())
  const off = indexer.events.on('indexed', () => saved.changed())
  teardown.add('indexed catalogues', off)
  return saved
}

function announceContents(
  { ground, profile, network, sharing }: Foundations,
  routing: ContentRouting,
): ContentAnnouncer {
  const { clock, log, teardown } = ground
  const announcer = new ContentAnnouncer({ own: sharing.own, routing, clock, log })
  teardown.add('content announcer', () => announcer.close())
  sharing.own.events.on('change', () => announcer.changed())
  sharing.origins.events.on('change', () => announcer.changed())
  network.communities.events.on('change', () => announcer.changed())
  profile.settings.events.on('change', ({ before, after }) => {
    if (before.searchScope !== after.searchScope) announcer.changed()
  })
  return announcer
}
