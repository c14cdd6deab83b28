import { Buffer } from 'node:buffer'
import type { Facets, SearchFilters } from '../../contract/search.ts'
import { FacetCounter } from '../facets.ts'
import { passesFilters } from '../filters.ts'
import type { Query } from '../query/ast.ts'
import { printQuery } from '../query/printer.ts'
import { type Content, groupContents, packContents } from './contents.ts'
import type { EntryReader, EntryRow, PeerView, ReadRequest } from './entry-reader.ts'
import { alternatives, correct } from './spelling.ts'

export interface FindRequest {
  query: Query
  filters: SearchFilters
  sort: { by: 'relevance' | 'name' | 'size' | 'date' | 'sources'; descending: boolean }
  /** Maximum number of entries to read. */
  maxEntries: number
  /** Keep contents that only excluded peers have. */
  showExcluded: boolean
  /** With facets, and with other spellings if few contents match. */
  thorough: boolean
  /** Some good matches, quickly: relevance is estimated without reading all matches. */
  quick?: boolean
  /** Asked by a peer: never runs in the main thread, and keeps no search of the user waiting. */
  stranger?: boolean
  peers: readonly PeerView[]
  /** ms since the epoch. */
  now: number
}

/**
 * Contents in order, one element each: `roots` 32 bytes; `entries` the id of the best matching entry; `ranks`, higher
 * is better; `relevance` 0 to 1.
 */
export interface FindResult {
  roots: Uint8Array
  entries: Float64Array
  ranks: Float64Array
  relevance: Float32Array
  /** More entries may match than were read. */
  more: boolean
  hidden: { hits: number; peers: number }
  facets: Facets | null
  /** The corrected text that was searched for; null for the text as given. */
  corrected: string | null
  /** If few match: other spellings, and how many further contents each finds (at most 500). */
  similar?: { text: string; count: number }[]
}

/** Runs searches, in this thread or another. */
export interface SearchExecutor {
  find(request: FindRequest, signal?: AbortSignal): Promise<FindResult>
  close(): Promise<void>
}

/** Other spellings are tried if this many contents or fewer match. */
const FEW = 5
/** Maximum number of other spellings suggested, and contents counted for each. */
const MAX_SIMILAR = 3
const MAX_COUNTED = 500

/** One search over the index: entries grouped into contents, filtered, ranked, counted. Synchronous. */
export class Finder {
  readonly #reader: EntryReader
  #peers: readonly PeerView[] | undefined

  constructor(reader: EntryReader) {
    this.#reader = reader
  }

  /** Calls `check` periodically; an error that it throws ends the search. */
  find(request: FindRequest, check?: () => void): FindResult {
    const { peers, query, thorough } = request
    if (this.#peers !== peers) this.#reader.setPeers(peers)
    this.#peers = peers
    const found = this.#run(request, query, check)
    if (!thorough || found.entries.length > FEW || query.type === 'all') return found
    const alike = (word: string): readonly string[] => {
      check?.()
      return this.#reader.alike(word)
    }
    if (found.entries.length > 0)
      return this.#withSimilar(request, found, alternatives(query, alike, MAX_SIMILAR), check)
    const better = correct(query, alike)
    if (!better) return found
    const again = this.#run(request, better, check)
    return again.entries.length > 0 ? { ...again, corrected: printQuery(better) } : found
  }

  /** Adds the texts in other spellings that find more contents. */
  #withSimilar(request: FindRequest, found: FindResult, queries: readonly Query[], check?: () => void): FindResult {
    const known = new Set(rootsIn(found))
    const similar = queries.flatMap((query) => {
      const count = rootsIn(this.#run({ ...request, maxEntries: MAX_COUNTED, thorough: false }, query, check)).filter(
        (root) => !known.has(root),
      ).length
      return count > 0 ? [{ text: printQuery(query), count }] : []
    })
    return similar.length > 0 ? { ...found, similar } : found
  }

  #run(request: FindRequest, query: Query, check?: () => void): FindResult {
    const { filters, sort, maxEntries, showExcluded, thorough, quick } = request
    const text = query.type !== 'all'
    const order = sort.by === 'sources' ? 'relevance' : sort.by === 'relevance' && !text ? 'newest' : sort.by
    // facets count other kinds, too, so all kinds are read if the text narrows the search
    const { rows, more } =
      quick && sort.by === 'relevance'
        ? this.#reader.first({ query, kinds: filters.kinds, maxEntries, check })
        : this.#read({
            query,
            kinds: thorough && text ? [] : filters.kinds,
            order,
            descending: sort.descending,
            maxEntries,
            check,
          })
    const all = groupContents(this.#reader, rows, request, order === 'relevance' && text, check)
    check?.()
    const visible = showExcluded ? all : all.filter(({ trust }) => trust !== 'bad')
    const chosen = visible.filter((content) => passesFilters(content, filters))
    if (sort.by === 'relevance' && text) chosen.sort((a, b) => b.rank - a.rank)
    else if (sort.by === 'relevance') chosen.sort((a, b) => doubtOf(a) - doubtOf(b))
    if (sort.by === 'sources') chosen.sort((a, b) => (sort.descending ? 1 : -1) * (b.owners.length - a.owners.length))
    return {
      ...packContents(chosen),
      more,
      hidden: this.#hidden(all, request),
      facets: thorough ? countFacets(visible, filters) : null,
      corrected: null,
    }
  }

  #read(request: ReadRequest): { rows: EntryRow[]; more: boolean } {
    const rows = this.#reader.read(request)
    return { rows, more: rows.length >= request.maxEntries }
  }

  /** How many contents only excluded peers have, and how many of these peers match. */
  #hidden(all: readonly Content[], { peers, showExcluded }: FindRequest): FindResult['hidden'] {
    if (showExcluded) return { hits: 0, peers: 0 }
    const bad = new Set<number>()
    for (const { owners } of all) for (const owner of owners) if (peers[owner]?.decision === 'bad') bad.add(owner)
    return { hits: all.filter(({ trust }) => trust === 'bad').length, peers: bad.size }
  }
}

/** Where a content stands among the newest: 1 if only distrusted peers have it, 2 if only excluded ones do. */
const doubtOf = ({ trust, doubted }: Content): number => (trust === 'bad' ? 2 : Number(doubted))

function countFacets(contents: readonly Content[], filters: SearchFilters): Facets {
  const counter = new FacetCounter(filters)
  for (const content of contents) counter.add(content)
  return counter.facets
}

function rootsIn({ roots }: FindResult): string[] {
  return Array.from({ length: roots.length / 32 }, (_, i) =>
    Buffer.from(roots.buffer, roots.byteOffset + i * 32, 32).toString('latin1'),
  )
}
