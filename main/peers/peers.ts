import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'

/** A peer that was met once, on line or not. Bytes: `given` by me to it, `received` from it. */
export interface MetPeer {
  key: string
  name: string
  firstSeen: number
  lastSeen: number
  given: number
  received: number
  excludedSince: number | null
}

/** What a peer said when it shut me out. */
export interface Exclusion {
  since: number
  reason: 'trust' | 'blocked' | 'conflict'
}

export interface PeerStore {
  all(): MetPeer[]
  save(peer: MetPeer): void
  remove(keys: readonly string[]): void
}

/** Peers remembered; anybody can come under any number of keys. */
const MAX_MET = 20_000

/**
 * Everybody this node has met, told it is excluded by, or excludes: names, presence, bytes exchanged. Held in memory,
 * written through.
 */
export class PeerRegistry {
  readonly events = new Emitter<{ change: { key: string } }>()
  readonly #store: PeerStore
  readonly #clock: Clock
  readonly #most: number
  readonly #met = new Map<string, MetPeer>()
  readonly #online = new Set<string>()
  /** Peers that told me that they exclude me, since when and why. */
  readonly #excludedBy = new Map<string, Exclusion>()

  constructor(store: PeerStore, clock: Clock, most = MAX_MET) {
    this.#store = store
    this.#clock = clock
    this.#most = most
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

  /** A peer is here, under the name that it announces now. */
  joined(key: string, name: string): void {
    this.#online.add(key)
    this.#excludedBy.delete(key)
    this.#change(key, { name, lastSeen: this.#clock.now() })
  }

  left(key: string): void {
    if (!this.#online.delete(key)) return
    this.#change(key, { lastSeen: this.#clock.now() })
  }

  /** A peer told me that it excludes me; being let in again ends that. */
  shutOut(key: string, exclusion: Exclusion): void {
    this.#excludedBy.set(key, exclusion)
    this.#change(key, {})
  }

  /** What it said if this peer excludes me. */
  excludedBy(key: string): Exclusion | null {
    return this.#excludedBy.get(key) ?? null
  }

  /** Adds bytes of one transfer to the account with `key`. */
  exchanged(key: string, bytes: { given?: number; received?: number }): void {
    const peer = this.#known(key)
    this.#change(key, { given: peer.given + (bytes.given ?? 0), received: peer.received + (bytes.received ?? 0) })
  }

  /** Records since when a peer is excluded; null readmits it. */
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
    if (this.#met.size >= this.#most && !this.#met.has(key)) this.#makeRoom()
    this.#met.set(key, peer)
    this.#store.save(peer)
    this.events.emit('change', { key })
  }

  /** Forgets a tenth at once: who is away longest of those with whom nothing was exchanged and who are not excluded. */
  #makeRoom(): void {
    const strangers = [...this.#met.values()].filter(
      ({ key, given, received, excludedSince }) =>
        given + received === 0 && excludedSince === null && !this.#online.has(key),
    )
    const keys = strangers
      .sort((a, b) => a.lastSeen - b.lastSeen)
      .slice(0, Math.ceil(this.#most / 10))
      .map(({ key }) => key)
    for (const key of keys) {
      this.#met.delete(key)
      this.#excludedBy.delete(key)
    }
    this.#store.remove(keys)
  }
}
