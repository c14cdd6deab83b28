import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import type { ExclusionReason } from '../domain/reasons.ts'

/** A peer met at least once, online or not. `given` and `received` are bytes sent to it and received from it. */
export interface MetPeer {
  key: string
  name: string
  firstSeen: number
  lastSeen: number
  given: number
  received: number
  excludedSince: number | null
}

/** A peer's notice that it excludes this node. */
export interface Exclusion {
  since: number
  reason: ExclusionReason
}

/** Stores peers; the store room implements it. */
export interface PeerStore {
  all(): MetPeer[]
  save(peer: MetPeer): void
  remove(keys: readonly string[]): void
}

/** Maximum remembered peers: anyone can connect under any number of keys. */
const MAX_MET = 20_000

/** All peers met: names, presence, bytes exchanged, exclusions both ways. Cached in memory, written through. */
export class PeerRegistry {
  readonly events = new Emitter<{ change: { key: string } }>()
  readonly #store: PeerStore
  readonly #clock: Clock
  readonly #max: number
  readonly #met = new Map<string, MetPeer>()
  readonly #online = new Set<string>()
  /** Peers that exclude this node. */
  readonly #excludedBy = new Map<string, Exclusion>()

  constructor(store: PeerStore, clock: Clock, max = MAX_MET) {
    this.#store = store
    this.#clock = clock
    this.#max = max
    for (const peer of store.all()) this.#met.set(peer.key, peer)
  }

  get(key: string): MetPeer | undefined {
    return this.#met.get(key)
  }

  isOnline(key: string): boolean {
    return this.#online.has(key)
  }

  all(): MetPeer[] {
    return [...this.#met.values()]
  }

  /** To be called when a peer has connected or changed its name. */
  joined(key: string, name: string): void {
    this.#online.add(key)
    this.#excludedBy.delete(key)
    this.#change(key, { name, lastSeen: this.#clock.now() })
  }

  left(key: string): void {
    if (!this.#online.delete(key)) return
    this.#change(key, { lastSeen: this.#clock.now() })
  }

  /** To be called when a peer has sent that it excludes this node; its next connection revokes that. */
  shutOut(key: string, exclusion: Exclusion): void {
    this.#excludedBy.set(key, exclusion)
    this.#change(key, {})
  }

  /** The peer's notice of exclusion; null if there is none. */
  excludedBy(key: string): Exclusion | null {
    return this.#excludedBy.get(key) ?? null
  }

  /** Adds bytes transferred to the account with a peer. */
  exchanged(key: string, bytes: { given?: number; received?: number }): void {
    const peer = this.#known(key)
    this.#change(key, { given: peer.given + (bytes.given ?? 0), received: peer.received + (bytes.received ?? 0) })
  }

  /** Records since when this node excludes a peer; null readmits it. */
  excluded(key: string, since: number | null): void {
    this.#change(key, { excludedSince: since })
  }

  #known(key: string): MetPeer {
    return (
      this.#met.get(key) ?? {
        key,
        name: '',
        firstSeen: this.#clock.now(),
        lastSeen: 0,
        given: 0,
        received: 0,
        excludedSince: null,
      }
    )
  }

  #change(key: string, changes: Partial<MetPeer>): void {
    const peer = { ...this.#known(key), ...changes }
    if (this.#met.size >= this.#max && !this.#met.has(key)) this.#makeRoom()
    this.#met.set(key, peer)
    this.#store.save(peer)
    this.events.emit('change', { key })
  }

  /**
   * Forgets a tenth: those offline longest, unless bytes were exchanged with them; excluded ones last, as a key that
   * equivocates costs nothing. That a peer is excluded, and why, is remembered elsewhere.
   */
  #makeRoom(): void {
    const strangers = [...this.#met.values()].filter(
      ({ key, given, received }) => given + received === 0 && !this.#online.has(key),
    )
    const rank = ({ excludedSince }: MetPeer): number => (excludedSince === null ? 0 : 1)
    const keys = strangers
      .sort((a, b) => rank(a) - rank(b) || a.lastSeen - b.lastSeen)
      .slice(0, Math.ceil(this.#max / 10))
      .map(({ key }) => key)
    for (const key of keys) {
      this.#met.delete(key)
      this.#excludedBy.delete(key)
    }
    this.#store.remove(keys)
  }
}
