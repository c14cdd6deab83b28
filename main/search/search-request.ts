import type { SearchFilters } from '../contract/search.ts'
import type { Kind } from '../domain/file-kind.ts'
import type { FindRequest } from './local/finder.ts'
import { understand, type UnderstoodQuery } from './query/parser.ts'
import { outgoingQuery, type OutgoingQuery } from './query/redact.ts'

export const BY_RELEVANCE: FindRequest['sort'] = { by: 'relevance', descending: true }

/** A search as the contract describes it. */
export interface SearchQuery {
  text: string
  kinds: readonly Kind[]
  /** Rows on the first page. */
  limit: number
  /** Keep contents that only excluded peers have. */
  showExcluded?: boolean | undefined
  filters?: { [K in keyof SearchFilters]?: SearchFilters[K] | undefined } | undefined
  sort?: FindRequest['sort'] | undefined
  /** False to search the local index only. */
  network?: boolean | undefined
}

/** A search with its text parsed and its defaults filled in. */
export interface SearchRequest {
  query: UnderstoodQuery
  filters: SearchFilters
  sort: FindRequest['sort']
  showExcluded: boolean
  limit: number
  /** The query for peers; null if they are not asked. */
  outgoing: OutgoingQuery | null
}

/** Parses a search. No later step parses the text again. */
export function readSearch({ text, kinds, limit, filters, sort, showExcluded, network }: SearchQuery): SearchRequest {
  const query = understand(text)
  const trusts = filters?.trusts ?? []
  return {
    query,
    filters: {
      kinds: [...new Set([...kinds, ...(filters?.kinds ?? [])])],
      sizes: filters?.sizes ?? [],
      trusts,
      communities: filters?.communities ?? [],
    },
    sort: sort ?? BY_RELEVANCE,
    showExcluded: (showExcluded ?? false) || trusts.includes('bad'),
    limit,
    outgoing: network === false || query.problem ? null : outgoingQuery(query),
  }
}
