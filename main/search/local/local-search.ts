import type { Clock } from '../../base/clock.ts'
import type { HolderViews } from '../holder-views.ts'
import { BY_RELEVANCE, type SearchRequest } from '../search-request.ts'
import type { Finder, FindRequest, FindResult, SearchExecutor } from './finder.ts'
import type { SearchIndex } from './search-index.ts'

/** Maximum number of entries read for a complete result, and for each row of a first result. */
const MAX_ENTRIES = 100_000
const FIRST_ENTRIES_PER_ROW = 4
/** An index of up to this many entries is searched in milliseconds, without a thread or a first result. */
const SMALL_INDEX = 5_000

export interface SearchExecutors {
  /** Searches in this thread. */
  finder: Finder
  /** Searches large indexes in other threads. */
  threads?: SearchExecutor
}

export type PlainRequest = Pick<FindRequest, 'query' | 'filters' | 'maxEntries' | 'stranger'>

export interface LocalSearchOptions {
  index: Pick<SearchIndex, 'size'>
  executors: SearchExecutors
  views: HolderViews
  clock: Clock
}

/** Searches the local index: a small one in this thread, a large one, or one for a peer, in others. */
export class LocalSearch {
  readonly #options: LocalSearchOptions

  constructor(options: LocalSearchOptions) {
    this.#options = options
  }

  /** Whether the index is so large that a first result is worth computing. */
  get isLarge(): boolean {
    return this.#options.executors.threads !== undefined && this.#options.index.size() > SMALL_INDEX
  }

  /** A complete result, computed in this thread. */
  findNow(search: SearchRequest): FindResult {
    return this.#options.executors.finder.find({ ...this.#requestOf(search), maxEntries: MAX_ENTRIES, thorough: true })
  }

  /** A complete result: with facets, and with other spellings if few contents match. */
  complete(search: SearchRequest, signal?: AbortSignal): Promise<FindResult> {
    return this.#find({ ...this.#requestOf(search), maxEntries: MAX_ENTRIES, thorough: true }, signal)
  }

  /** Enough good matches to fill the first page, quickly. */
  first(search: SearchRequest, signal?: AbortSignal): Promise<FindResult> {
    const maxEntries = search.limit * FIRST_ENTRIES_PER_ROW
    return this.#find({ ...this.#requestOf(search), maxEntries, thorough: false, quick: true }, signal)
  }

  /** Contents of at most `most` entries, best first: without facets, and without what only excluded peers have. */
  plain({ query, filters, maxEntries, stranger = false }: PlainRequest, signal?: AbortSignal): Promise<FindResult> {
    const request = { query, filters, maxEntries, stranger, sort: BY_RELEVANCE, showExcluded: false, thorough: false }
    return this.#find({ ...request, ...this.#context() }, signal)
  }

  #find(request: FindRequest, signal?: AbortSignal): Promise<FindResult> {
    const { threads, finder } = this.#options.executors
    return threads && (this.isLarge || request.stranger)
      ? threads.find(request, signal)
      : Promise.resolve(finder.find(request))
  }

  #requestOf({ query, filters, sort, showExcluded }: SearchRequest): Omit<FindRequest, 'maxEntries' | 'thorough'> {
    return { query: query.query, filters, sort, showExcluded, ...this.#context() }
  }

  #context(): Pick<FindRequest, 'peers' | 'now'> {
    return { peers: this.#options.views.owners(), now: this.#options.clock.now() }
  }
}
