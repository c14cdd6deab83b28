// What came by an invitation stays there. A node cannot see which folder of a provider a content was served from, so it
// judges by what it can see: the communities in common with the provider, and whether the provider's own catalogue,
// which anybody may read, lists the content. Each provider is remembered with the invitation communities in common; a
// peer may have the content if it is in all of them, as any one may be the reason.
import { Emitter } from '../../base/emitter.ts'
import type { CommunityPeers } from '../library-options.ts'

/** A peer that a content came from; empty: it was shared here before. */
export interface Origin {
  peer: string
  /** Invitation communities in common with it, sorted; empty: anybody may have the content. */
  places: readonly string[]
  /** Verified bytes that came from it. */
  bytes: number
  size: number
  /** True if the peer's own catalogue lists the content. */
  listed: boolean
}

/** Storage of origins and restrictions; roots have 64 hex digits. */
export interface OriginStore {
  origins(root: string): Origin[]
  /** A shared file of this content, rather a public one (`community` is empty); null if there is none. */
  shared(root: string): { community: string; size: number } | null
  note(root: string, origin: Omit<Origin, 'listed'>): void
  /** The sets of communities of which a peer must be in one completely; empty: anybody may have it. */
  restriction(root: string): (readonly string[])[]
  /** Sets the restriction, and has the files of this content withdrawn from the catalogue, or published again. */
  restrict(root: string, restriction: readonly (readonly string[])[]): void
  /** Has the restriction survive a power cut from here on. */
  settle(root: string): void
  /** Restricted contents that a provider lists in its catalogue by now. */
  listedByNow(): string[]
}

interface ContentOriginsOptions {
  store: OriginStore
  network: CommunityPeers
  communities: { list(): readonly { id: string; policy: 'open' | 'invitation' }[] }
}

/** Remembers by which communities contents came, and decides who may have them. */
export class ContentOrigins {
  /** The restriction of a content has changed. */
  readonly events = new Emitter<{ change: { root: string } }>()
  readonly #options: ContentOriginsOptions

  constructor(options: ContentOriginsOptions) {
    this.#options = options
  }

  /** A content is requested from a peer, and `bytes` have come from it so far. To be called before they are served. */
  came({ root, size }: { root: string; size: number }, peer: string, bytes: number): void {
    const { store } = this.#options
    const origins = store.origins(root)
    if (origins.length === 0) this.#noteBefore(root, size)
    const known = origins.find((origin) => origin.peer === peer)
    store.note(root, { peer, places: this.#places(peer, known), bytes: Math.max(bytes, known?.bytes ?? 0), size })
    this.#judge(root)
  }

  /** The content is complete, and will be in its place. */
  settle(root: string): void {
    const { store } = this.#options
    if (store.restriction(root).length > 0) store.settle(root)
  }

  /** Whether a content is only for members of some communities. */
  isPrivate(root: string): boolean {
    return this.#options.store.restriction(root).length > 0
  }

  /** Whether this peer may have a content, and learn that it is here. */
  mayHave(root: string, peer: string): boolean {
    const restriction = this.#options.store.restriction(root)
    if (restriction.length === 0) return true
    const common = this.#options.network.peers.get(peer)?.communities
    return common !== undefined && restriction.some((places) => places.every((id) => common.has(id)))
  }

  /** The communities in which a content may be announced; null: in all. */
  placesOf(root: string): ReadonlySet<string> | null {
    const restriction = this.#options.store.restriction(root)
    if (restriction.length === 0) return null
    return new Set(restriction.flatMap((places) => (places.length === 1 ? places : [])))
  }

  /** Catalogues have been read: what a provider shares with everybody is no longer restricted. */
  recheck(): void {
    for (const root of this.#options.store.listedByNow()) this.#judge(root)
  }

  /** What was shared here before stays so; a restriction whose origins are lost (a rebuilt database) stays, too. */
  #noteBefore(root: string, size: number): void {
    const { store } = this.#options
    const restriction = store.restriction(root)
    const own = restriction.length === 0 ? store.shared(root) : null
    if (own) store.note(root, { peer: '', places: own.community === '' ? [] : [own.community], bytes: own.size, size })
    for (const [n, places] of restriction.entries()) store.note(root, { peer: `before ${n}`, places, bytes: 0, size })
  }

  /** What was known when bytes came stays; a peer that is not connected may be in any of the communities. */
  #places(peer: string, known: Origin | undefined): readonly string[] {
    const { network, communities } = this.#options
    const common = network.peers.get(peer)?.communities
    if (known && (known.bytes > 0 || !common)) return known.places
    return communities
      .list()
      .filter(({ id, policy }) => policy === 'invitation' && (common?.has(id) ?? true))
      .map(({ id }) => id)
      .sort()
  }

  #judge(root: string): void {
    const { store } = this.#options
    const before = store.restriction(root)
    const after = restrictionOf(store.origins(root))
    if (keyOf(before) === keyOf(after)) return
    store.restrict(root, after)
    this.events.emit('change', { root })
  }
}

/**
 * The sets of communities of which a peer must be in one completely. None if every origin is public, or if public ones
 * delivered at least half: a peer that only claims to have a content, or guessed one chunk, does not make it public.
 */
export function restrictionOf(origins: readonly Origin[]): (readonly string[])[] {
  const isPublic = ({ places, listed }: Origin): boolean => places.length === 0 || listed
  const publicBytes = origins.filter(isPublic).reduce((sum, { bytes }) => sum + bytes, 0)
  if (publicBytes * 2 >= (origins[0]?.size ?? 0)) return []
  const sets = new Map(origins.filter((one) => !isPublic(one)).map(({ places }) => [places.join(' '), places]))
  return [...sets.values()]
}

const keyOf = (restriction: readonly (readonly string[])[]): string =>
  restriction
    .map((places) => places.join(' '))
    .sort()
    .join(',')
