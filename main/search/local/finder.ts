import { Buffer } from 'node:buffer'
import type { Facets, SearchFilters, SizeClass, TrustClass } from '../../contract/search.ts'
import type { EntryReader, EntryRow, PeerView, ReadRequest } from './entry-reader.ts'
import type { Query } from '../query/ast.ts'
import { printQuery } from '../query/printer.ts'
import { rank } from './ranking.ts'
import { alternatives, correct } from './spelling.ts'

export interface FindRequest {
  query: Query
  filters: SearchFilters
  sort: { by: 'relevance' | 'name' | 'size' | 'date' | 'sources'; descending: boolean }
  /** Entries looked at. */
  most: number
  /** Contents that nobody but excluded peers has stay in. */
  showExcluded: boolean
  /** With facets, and another spelling if there is little. */
  thorough: boolean
  /**
   * Some of the best, at once: the order by relevance is as good as can be told without looking at all that matches.
   */
  quick?: boolean
  peers: readonly PeerView[]
  /** ms since the epoch. */
  now: number
}

/**
 * Contents in their order: `roots` has 32 bytes for each; `entries` the index's id of the entry that matches best;
 * `relevance` 0 to 1.
 */
export interface FindResult {
  roots: Uint8Array
  entries: Float64Array
  ranks: Float64Array
  relevance: Float32Array
  /** Fewer entries were looked at than there may be. */
  more: boolean
  hidden: { hits: number; peers: number }
  facets: Facets | null
  /** The text whose results these are, if it is another than asked for. */
  corrected: string | null
  /** Few match: texts in other spellings, and the contents that each finds beside these (up to some hundreds). */
  similar?: { text: string; count: number }[]
}

/** Runs searches: in this thread, or in one of its own. */
export interface SearchExecutor {
  find(request: FindRequest, signal?: AbortSignal): Promise<FindResult>
  close(): Promise<void>
}

/** Whether a content passes all chips, or all but those of one row. */
type Passes = (content: Content, except: keyof SearchFilters | null) => boolean

/**
 * Contents whose owners under other names are looked up, too: more than are shown first; and in a first answer, which
 * is short.
 */
const LOOKED_UP = 300
const LOOKED_UP_FIRST = 100
/** With so few contents or less, other spellings are tried; so many are told, and counted up to here. */
const FEW = 5
const MAX_SIMILAR = 3
const MAX_COUNTED = 500
/** Steps of a search between two looks at whether anybody waits for it. */
const STEP = 1024

interface Content {
  row: EntryRow
  owners: number[]
  modified: number
  relevance: number
  rank: number
  trust: TrustClass
  size: SizeClass
}

const LIMITS: readonly (readonly [SizeClass, number])[] = [
  ['tiny', 100 * 1024],
  ['small', 10 * 1024 ** 2],
  ['medium', 100 * 1024 ** 2],
  ['large', 1024 ** 3],
]
export const sizeClassOf = (size: number): SizeClass => LIMITS.find(([, limit]) => size < limit)?.[0] ?? 'huge'

/** One search over the index: entries grouped into contents, filtered, ranked, counted. Synchronous. */
export class Finder {
  readonly #reader: EntryReader
  #peers: readonly PeerView[] | undefined

  constructor(reader: EntryReader) {
    this.#reader = reader
  }

  /** `check` is called now and then; what it throws ends the search midway. */
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
    if (found.entries.length > 0) return this.#besides(request, found, alternatives(query, alike, MAX_SIMILAR), check)
    const better = correct(query, alike)
    if (!better) return found
    const again = this.#run(request, better, check)
    return again.entries.length > 0 ? { ...again, corrected: printQuery(better) } : found
  }

  /** Says what other spellings would find beside what was found. */
  #besides(request: FindRequest, found: FindResult, queries: readonly Query[], check?: () => void): FindResult {
    const known = new Set(rootsIn(found))
    const similar = queries.flatMap((query) => {
      const count = rootsIn(this.#run({ ...request, most: MAX_COUNTED, thorough: false }, query, check)).filter(
        (root) => !known.has(root),
      ).length
      return count > 0 ? [{ text: printQuery(query), count }] : []
    })
    return similar.length > 0 ? { ...found, similar } : found
  }

  #run(request: FindRequest, query: Query, check?: () => void): FindResult {
    const { filters, sort, most, showExcluded, thorough, quick } = request
    const text = query.type !== 'all'
    const order = sort.by === 'sources' ? 'relevance' : sort.by === 'relevance' && !text ? 'newest' : sort.by
    // chips count beside the chosen kinds, too, where all that matches can be looked at
    const { rows, more } =
      quick && sort.by === 'relevance'
        ? this.#reader.first({ query, kinds: filters.kinds, most, check })
        : this.#read({
            query,
            kinds: thorough && text ? [] : filters.kinds,
            order,
            descending: sort.descending,
            most,
            check,
          })
    const all = this.#contents(rows, request, order === 'relevance' && text, check)
    check?.()
    const visible = showExcluded ? all : all.filter(({ trust }) => trust !== 'bad')
    const passes = this.#filter(request)
    const chosen = visible.filter((content) => passes(content, null))
    if (sort.by === 'relevance' && text) chosen.sort((a, b) => b.rank - a.rank)
    else if (sort.by === 'relevance') chosen.sort((a, b) => Number(a.trust === 'bad') - Number(b.trust === 'bad'))
    if (sort.by === 'sources') chosen.sort((a, b) => (sort.descending ? 1 : -1) * (b.owners.length - a.owners.length))
    return {
      ...pack(chosen),
      more,
      hidden: this.#hidden(all, request),
      facets: thorough ? this.#facets(visible, passes, request) : null,
      corrected: null,
    }
  }

  #read(request: ReadRequest): { rows: EntryRow[]; more: boolean } {
    const rows = this.#reader.read(request)
    return { rows, more: rows.length >= request.most }
  }

  #contents(
    rows: readonly EntryRow[],
    { peers, now, quick }: FindRequest,
    ranked: boolean,
    check?: () => void,
  ): Content[] {
    const byRoot = new Map<string, Content>()
    const top = ranked ? Math.max(rows[0]?.score ?? 0, Number.MIN_VALUE) : 1
    for (const [i, row] of rows.entries()) {
      if (i % STEP === 0) check?.()
      const key = (row.root as Buffer).toString('latin1')
      const known = byRoot.get(key)
      if (known) {
        if (!known.owners.includes(row.owner)) known.owners.push(row.owner)
        known.modified = Math.max(known.modified, row.modified)
      } else
        byRoot.set(key, {
          row,
          owners: [row.owner],
          modified: row.modified,
          relevance: row.score / top,
          rank: 0,
          trust: 'new',
          size: sizeClassOf(row.size),
        })
    }
    const contents = [...byRoot.values()]
    // other names of a content may have other owners; of the first ones they are looked up
    contents.slice(0, quick ? LOOKED_UP_FIRST : LOOKED_UP).forEach((content) => {
      content.owners = this.#reader.owners(content.row.root)
    })
    for (const [i, content] of contents.entries()) {
      if (i % STEP === 0) check?.()
      const sources = content.owners.flatMap((owner) => peers[owner] ?? []).filter(({ self }) => !self)
      const own = content.owners.some((owner) => peers[owner]?.self)
      content.trust = own
        ? 'own'
        : sources.some(({ decision }) => decision === 'good')
          ? 'good'
          : sources.length > 0 && sources.every(({ decision }) => decision === 'bad')
            ? 'bad'
            : 'new'
      if (ranked)
        content.rank =
          rank({ relevance: content.relevance, own, sources, age: now - content.modified }) -
          (content.trust === 'bad' ? 10 : 0)
    }
    return contents
  }

  /** What excluded peers alone have, and the excluded peers whose files are left out. */
  #hidden(all: readonly Content[], { peers, showExcluded }: FindRequest): FindResult['hidden'] {
    if (showExcluded) return { hits: 0, peers: 0 }
    const bad = new Set<number>()
    for (const { owners } of all) for (const owner of owners) if (peers[owner]?.decision === 'bad') bad.add(owner)
    return { hits: all.filter(({ trust }) => trust === 'bad').length, peers: bad.size }
  }

  #filter({ filters, peers }: FindRequest): Passes {
    const { kinds, sizes, trusts, communities } = filters
    const members = new Set(
      peers.flatMap((peer, place) => (peer.communities.some(({ id }) => communities.includes(id)) ? [place] : [])),
    )
    return ({ row, size, trust, owners }, except) =>
      (except === 'kinds' || kinds.length === 0 || kinds.includes(row.kind)) &&
      (except === 'sizes' || sizes.length === 0 || sizes.includes(size)) &&
      (except === 'trusts' || trusts.length === 0 || trusts.includes(trust)) &&
      (except === 'communities' || communities.length === 0 || owners.some((owner) => members.has(owner)))
  }

  #facets(contents: readonly Content[], passes: Passes, { peers }: FindRequest): Facets {
    const kinds = new Map<Facets['kinds'][number]['value'], number>()
    const sizes = new Map<SizeClass, number>()
    const trusts = new Map<TrustClass, number>()
    const communities = new Map<string, number>()
    const names = new Map(peers.flatMap((peer) => peer.communities.map(({ id, name }) => [id, name] as const)))
    const add = <K>(map: Map<K, number>, key: K): unknown => map.set(key, (map.get(key) ?? 0) + 1)
    for (const content of contents) {
      if (passes(content, 'kinds')) add(kinds, content.row.kind)
      if (passes(content, 'sizes')) add(sizes, content.size)
      if (passes(content, 'trusts')) add(trusts, content.trust)
      if (names.size > 0 && passes(content, 'communities')) {
        for (const id of new Set(
          content.owners.flatMap((owner) => peers[owner]?.communities.map((one) => one.id) ?? []),
        ))
          add(communities, id)
      }
    }
    const list = <K>(map: Map<K, number>): { value: K; count: number }[] =>
      [...map].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count)
    return {
      kinds: list(kinds),
      sizes: list(sizes),
      trusts: list(trusts),
      communities: list(communities).map((one) => ({ ...one, name: names.get(one.value) ?? '' })),
    }
  }
}

function rootsIn({ roots }: FindResult): string[] {
  return Array.from({ length: roots.length / 32 }, (_, i) =>
    Buffer.from(roots.buffer, roots.byteOffset + i * 32, 32).toString('latin1'),
  )
}

function pack(contents: readonly Content[]): Pick<FindResult, 'roots' | 'entries' | 'ranks' | 'relevance'> {
  const roots = new Uint8Array(contents.length * 32)
  contents.forEach(({ row }, i) => roots.set(row.root, i * 32))
  return {
    roots,
    entries: Float64Array.from(contents, ({ row }) => row.id),
    ranks: Float64Array.from(contents, (content) => content.rank),
    relevance: Float32Array.from(contents, (content) => content.relevance),
  }
}
