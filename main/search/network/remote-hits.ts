import { fileKind } from '../../domain/file-kind.ts'
import { cutMetadata, type Metadata } from '../../domain/metadata.ts'
import { decodeMetadata, encodeMetadata } from '../../domain/metadata-codec.ts'
import type { Facets, SearchFilters } from '../../contract/search.ts'
import { MAX_META } from '../../protocol/query.ts'
import { FacetCounter } from '../facets.ts'
import { type FilterFacts, passesFilters, sizeClassOf, trustClassOf } from '../filters.ts'
import type { PeerView } from '../local/entry-reader.ts'
import type { Query } from '../query/ast.ts'
import { isWithin, matchesHit } from './match-hit.ts'
import type { FoundHit } from './ports.ts'

/** A hit with its metadata decoded. All of it is an unverified claim of the holder. */
export type DecodedHit = Omit<FoundHit, 'meta'> & { metadata: Metadata | undefined }

/** Metadata fields in an answer: those that rows show and terms test. The last ones are dropped first. */
const HIT_FIELDS = [
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

/** Encodes metadata for an answer in at most `MAX_META` bytes; fields that do not fit are left out. */
export function encodeHitMetadata(metadata: Metadata | undefined): Uint8Array {
  if (!metadata) return new Uint8Array(0)
  const fields: Record<string, unknown> = {}
  for (const field of HIT_FIELDS) if (metadata[field] !== undefined) fields[field] = metadata[field]
  for (const field of [...HIT_FIELDS].reverse()) {
    const bytes = encodeMetadata(cutMetadata(fields))
    if (bytes.byteLength <= MAX_META) return bytes
    delete fields[field]
  }
  return new Uint8Array(0)
}

/** Decodes a hit: invalid metadata is dropped, and a modification time in the future becomes `now` (ms). */
export function decodeHit({ meta, ...hit }: FoundHit, now: number): DecodedHit {
  let metadata: Metadata | undefined
  try {
    const read = meta.byteLength > 0 ? decodeMetadata(meta) : {}
    if (Object.keys(read).length > 0) metadata = read
  } catch {
    // the file can be shown without metadata
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
  /** `community`: the id of the community that the peer answered in; empty if it did not answer. */
  viewOf: (peer: string, community: string) => HolderView
  /** Peers whose indexed catalogues have a content. */
  knownHolders: (root: string) => readonly string[]
}

/**
 * Hits that peers send in answer to one search. The query's terms and the filters apply to them as to contents of the
 * local index, as far as a hit carries the facts.
 */
export class RemoteHits {
  readonly #options: RemoteHitsOptions
  readonly #byRoot = new Map<string, DecodedHit[]>()
  /** Cache of `knownHolders`. */
  readonly #knownHolders = new Map<string, readonly string[]>()

  constructor(options: RemoteHitsOptions) {
    this.#options = options
  }

  /** Adds hits of at most `max` contents; returns all hits of the affected contents that may be shown. */
  add(hits: readonly FoundHit[], max: number): DecodedHit[] {
    const roots = new Set<string>()
    for (const hit of hits) {
      const known = this.#byRoot.get(hit.root) ?? []
      if (known.some(({ holder }) => holder === hit.holder)) continue
      if (known.length === 0 && this.#byRoot.size >= max) continue
      const decoded = decodeHit(hit, this.#options.now)
      if (matchesHit(this.#options.query, decoded, this.#viewOf(decoded), this.#options.now) === false) continue
      this.#byRoot.set(hit.root, [...known, decoded])
      roots.add(hit.root)
    }
    return [...roots].flatMap((root) => {
      const all = this.#byRoot.get(root) ?? []
      const facts = this.#factsOf(all)
      const isShown = !this.#isHidden(facts) && this.#matchesSources(all) && passesFilters(facts, this.#options.filters)
      return isShown ? all : []
    })
  }

  /** The facets of the local index plus the contents known only from answers. */
  count(local: Facets): Facets {
    if (this.#byRoot.size === 0) return local
    const counter = new FacetCounter(this.#options.filters, local)
    for (const [root, hits] of this.#byRoot) {
      if (this.#holdersHere(root).length > 0 || !this.#matchesSources(hits)) continue
      const facts = this.#factsOf(hits)
      if (!this.#isHidden(facts)) counter.add(facts)
    }
    return counter.facets
  }

  #isHidden({ trust }: FilterFacts): boolean {
    return trust === 'bad' && !this.#options.showExcluded
  }

  #factsOf(hits: readonly DecodedHit[]): FilterFacts {
    const [first] = hits as [DecodedHit]
    const views = hits.map((hit) => this.#viewOf(hit))
    return {
      kind: fileKind(first.name),
      sizeClass: sizeClassOf(first.size),
      trust: trustClassOf(views),
      communities: new Map(views.flatMap(({ communities }) => communities.map(({ id, name }) => [id, name]))),
    }
  }

  /** Whether all sources of a content together satisfy the query's terms about their number and trust. */
  #matchesSources(hits: readonly DecodedHit[]): boolean {
    const others = this.#holdersHere(hits[0]?.root ?? '').filter((peer) => !hits.some(({ holder }) => holder === peer))
    const views = [
      ...hits.map((hit) => this.#viewOf(hit)),
      ...others.map((peer) => this.#options.viewOf(peer, '')),
    ].filter(({ decision }) => decision !== 'bad')
    const matches = (query: Query): boolean => {
      if (query.type === 'and') return query.items.every(matches)
      if (query.type === 'or') return query.items.some(matches)
      if (query.type !== 'number') return true
      if (query.field === 'peers') return isWithin(views.length, query)
      return query.field !== 'trust' || views.some(({ trust }) => trust !== null && isWithin(trust, query))
    }
    return matches(this.#options.query)
  }

  #holdersHere(root: string): readonly string[] {
    let known = this.#knownHolders.get(root)
    if (!known) this.#knownHolders.set(root, (known = this.#options.knownHolders(root)))
    return known
  }

  #viewOf({ holder, community }: DecodedHit): HolderView {
    return this.#options.viewOf(holder, community)
  }
}
