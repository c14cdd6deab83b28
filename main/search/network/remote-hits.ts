import { Buffer } from 'node:buffer'
import { fileKind } from '../../domain/file-kind.ts'
import { foldText } from '../../domain/fold-text.ts'
import { cutMetadata, type Metadata } from '../../domain/metadata.ts'
import { decodeMetadata, encodeMetadata } from '../../domain/metadata-codec.ts'
import type { Facets, SearchFilters, TrustClass } from '../../contract/search.ts'
import type { PeerView } from '../local/entry-reader.ts'
import { sizeClassOf } from '../local/finder.ts'
import type { Query } from '../query/ast.ts'
import { MAX_NAME, MAX_META } from '../../protocol/query.ts'
import type { FoundHit } from './ports.ts'

/** A remote hit with what it says read: still nothing but a holder's word. */
export type DecodedHit = Omit<FoundHit, 'meta'> & { metadata: Metadata | undefined }

/**
 * What is told of a file in an answer: what rows show and filters ask for. The fields that count least come last, and
 * go first.
 */
const TOLD = [
  'title',
  'artist',
  'album',
  'year',
  'duration',
  'width',
  'height',
  'author',
  'pages',
  'bitRate',
  'genre',
  'track',
] as const satisfies (keyof Metadata)[]

/** Metadata for an answer: within `MAX_META` bytes, whole fields only. */
export function encodeHitMetadata(metadata: Metadata | undefined): Uint8Array {
  if (!metadata) return new Uint8Array(0)
  const told: Record<string, unknown> = {}
  for (const field of TOLD) if (metadata[field] !== undefined) told[field] = metadata[field]
  for (const field of [...TOLD].reverse()) {
    const bytes = encodeMetadata(cutMetadata(told))
    if (bytes.byteLength <= MAX_META) return bytes
    delete told[field]
  }
  return new Uint8Array(0)
}

/** A hit as it came in, its metadata cleaned and cut, left out where it makes no sense; nothing is from the future. */
export function decodeHit({ meta, ...hit }: FoundHit, now: number): DecodedHit {
  let metadata: Metadata | undefined
  try {
    const read = meta.byteLength > 0 ? decodeMetadata(meta) : {}
    if (Object.keys(read).length > 0) metadata = read
  } catch {
    // a file is found by its root and name without it
  }
  return { ...hit, modified: Math.min(hit.modified, now), metadata }
}

export type HolderView = Pick<PeerView, 'peer' | 'decision' | 'trust' | 'name' | 'communities'>

export interface RemoteHitsOptions {
  query: Query
  filters: SearchFilters
  showExcluded: boolean
  /** ms since the epoch. */
  now: number
  /** `community`: the id of the one in which it was met. */
  viewOf: (peer: string, community: string) => HolderView
  /** Peers whose catalogues here have it. */
  knownHolders: (root: string) => readonly string[]
}

type Except = keyof SearchFilters | null

/**
 * What peers tell in answer to one search: conditions of the query and chips hold for it as for what is known here, as
 * far as can be told.
 */
export class RemoteHits {
  readonly #o: RemoteHitsOptions
  readonly #told = new Map<string, DecodedHit[]>()
  /** Who is known here to have what was told, looked up once for each content. */
  readonly #known = new Map<string, readonly string[]>()

  constructor(options: RemoteHitsOptions) {
    this.#o = options
  }

  /** Takes in hits; returns those of contents that may be shown. */
  add(hits: readonly FoundHit[], most: number): DecodedHit[] {
    const roots = new Set<string>()
    for (const hit of hits) {
      const known = this.#told.get(hit.root) ?? []
      if (known.some(({ holder }) => holder === hit.holder) || (known.length === 0 && this.#told.size >= most)) continue
      const read = decodeHit(hit, this.#o.now)
      if (!this.#matches(read)) continue
      this.#told.set(hit.root, [...known, read])
      roots.add(hit.root)
    }
    return [...roots].flatMap((root) => {
      const told = this.#told.get(root) ?? []
      const hidden = !this.#o.showExcluded && this.#trustOf(told) === 'bad'
      return !hidden && this.#isEnough(told) && this.#passes(told, null) ? told : []
    })
  }

  /** The counts with contents that only peers have told of. */
  count(facets: Facets): Facets {
    const { showExcluded } = this.#o
    if (this.#told.size === 0) return facets
    const kinds = new Map(facets.kinds.map(({ value, count }) => [value, count]))
    const sizes = new Map(facets.sizes.map(({ value, count }) => [value, count]))
    const trusts = new Map(facets.trusts.map(({ value, count }) => [value, count]))
    const communities = new Map(facets.communities.map((one) => [one.value, one]))
    const add = <K>(map: Map<K, number>, key: K): unknown => map.set(key, (map.get(key) ?? 0) + 1)
    for (const [root, told] of this.#told) {
      const trust = this.#trustOf(told)
      if (!this.#isEnough(told) || (trust === 'bad' && !showExcluded) || this.#knownHolders(root).length > 0) continue
      const [first] = told as [DecodedHit]
      if (this.#passes(told, 'kinds')) add(kinds, fileKind(first.name))
      if (this.#passes(told, 'sizes')) add(sizes, sizeClassOf(first.size))
      if (this.#passes(told, 'trusts')) add(trusts, trust)
      if (this.#passes(told, 'communities')) {
        const places = new Map(
          told.flatMap((hit) => this.#viewOf(hit).communities.map((one) => [one.id, one.name] as const)),
        )
        for (const [value, name] of places)
          communities.set(value, { value, name, count: (communities.get(value)?.count ?? 0) + 1 })
      }
    }
    const list = <K>(map: Map<K, number>): { value: K; count: number }[] =>
      [...map].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count)
    return {
      kinds: list(kinds),
      sizes: list(sizes),
      trusts: list(trusts),
      communities: [...communities.values()].sort((a, b) => b.count - a.count),
    }
  }

  /** Conditions on how many have it and how they are trusted look at all holders together. */
  #isEnough(told: readonly DecodedHit[]): boolean {
    const known = this.#knownHolders(told[0]?.root ?? '').filter((peer) => !told.some(({ holder }) => holder === peer))
    const views = [...told.map((hit) => this.#viewOf(hit)), ...known.map((peer) => this.#o.viewOf(peer, ''))].filter(
      ({ decision }) => decision !== 'bad',
    )
    const holds = (query: Query): boolean => {
      if (query.type === 'and') return query.items.every(holds)
      if (query.type === 'or') return query.items.some(holds)
      if (query.type !== 'number' || (query.field !== 'peers' && query.field !== 'trust')) return true
      return query.field === 'peers'
        ? isWithin(views.length, query)
        : views.some(({ trust }) => trust !== null && isWithin(trust, query))
    }
    return holds(this.#o.query)
  }

  #knownHolders(root: string): readonly string[] {
    let known = this.#known.get(root)
    if (!known) this.#known.set(root, (known = this.#o.knownHolders(root)))
    return known
  }

  #trustOf(told: readonly DecodedHit[]): TrustClass {
    const decisions = told.map((hit) => this.#viewOf(hit).decision)
    return decisions.includes('good') ? 'good' : decisions.every((decision) => decision === 'bad') ? 'bad' : 'new'
  }

  #passes(told: readonly DecodedHit[], except: Except): boolean {
    const { kinds, sizes, trusts, communities } = this.#o.filters
    const [first] = told as [DecodedHit]
    return (
      (except === 'kinds' || kinds.length === 0 || kinds.includes(fileKind(first.name))) &&
      (except === 'sizes' || sizes.length === 0 || sizes.includes(sizeClassOf(first.size))) &&
      (except === 'trusts' || trusts.length === 0 || trusts.includes(this.#trustOf(told))) &&
      (except === 'communities' ||
        communities.length === 0 ||
        told.some((hit) => this.#viewOf(hit).communities.some(({ id }) => communities.includes(id))))
    )
  }

  #viewOf({ holder, community }: DecodedHit): HolderView {
    return this.#o.viewOf(holder, community)
  }

  #matches(hit: DecodedHit): boolean {
    return judge(this.#o.query, hit, this.#viewOf(hit), this.#o.now) !== false
  }
}

const isWithin = (value: number, { min, max, open }: Extract<Query, { type: 'number' }>): boolean =>
  (min === null || (open ? value > min : value >= min)) && (max === null || (open ? value < max : value <= max))

/**
 * Whether a hit is what was asked for, as far as it tells: null where that cannot be known here (its folder and its
 * text are not told;
 * a word may be in them). Who answered has looked there.
 */
export function judge(query: Query, hit: DecodedHit, view: HolderView, now: number): boolean | null {
  const { metadata = {} } = hit
  switch (query.type) {
    case 'all':
      return true
    case 'not': {
      const inner = judge(query.item, hit, view, now)
      return inner === null ? null : !inner
    }
    case 'and':
    case 'or': {
      const all = query.items.map((item) => judge(item, hit, view, now))
      const decisive = query.type === 'or'
      return all.includes(decisive) ? decisive : all.includes(null) ? null : !decisive
    }
    case 'kind':
      return query.kinds.includes(fileKind(hit.name))
    case 'ext':
      return query.extensions.includes(foldText(/[^.]\.([^.]{1,16})$/.exec(hit.name)?.[1] ?? ''))
    case 'root':
      return hit.root.startsWith(query.prefix)
    case 'number': {
      const { field } = query
      // these look at all holders; see `RemoteHits`
      if (field === 'peers' || field === 'trust') return null
      if (field === 'shared') return isWithin(0, query)
      const value =
        field === 'size'
          ? hit.size
          : field === 'modified'
            ? now - hit.modified
            : metadata[field === 'bitrate' ? 'bitRate' : field]
      return value !== undefined && isWithin(value, query)
    }
    case 'text': {
      const { field, text } = query
      const has = (value: string | undefined): boolean => value !== undefined && foldText(value).includes(text)
      if (field === 'community') return view.communities.some(({ id, name }) => id.includes(text) || has(name))
      if (field === 'from') return view.peer.includes(text) || has(view.name)
      // a long name came cut
      if (field === 'name') return has(hit.name) || (Buffer.byteLength(hit.name) > MAX_NAME - 16 ? null : false)
      if (field === 'title' || field === 'artist' || field === 'album' || field === 'author')
        return has(metadata[field])
      return has(hit.name) || has(metadata.title) || has(metadata.artist) || has(metadata.album) || has(metadata.author)
        ? true
        : null
    }
  }
}
