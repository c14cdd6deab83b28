import type { Clock } from '../../base/clock.ts'
import { Emitter } from '../../base/emitter.ts'
import type { Trust } from '../../contract/trust.ts'
import type { SearchIndex } from '../local/search-index.ts'
import { type Limits, replicationLimits, type ReplicationSettings } from './limits.ts'

/**
 * Why a peer's catalogue is not read on: its own share is used up, or all room is; or its log is longer than any honest
 * one.
 */
export type Cut = '' | 'entries' | 'bytes' | 'total' | 'changes'

/** What is kept of one peer's catalogue, besides its entries in the index. */
export interface ReplicaRow {
  peer: string
  /** The key of its log; another one starts afresh. */
  key: string
  /** Bytes of the blocks read so far. */
  bytes: number
  cut: Cut
  /** When it was last read, ms. */
  used: number
}

/** Where that is kept; the store room has one. */
export interface ReplicaStore {
  replicas(): ReplicaRow[]
  saveReplica(row: ReplicaRow): void
  dropReplica(peer: string): void
}

export interface ReplicationOptions {
  store: ReplicaStore
  index: Pick<SearchIndex, 'sharesOf'>
  /** Removes a peer's entries from the index. */
  indexer: { forget(peer: string): Promise<void> }
  /** Removes the blocks of a log from the disk. */
  logs: { clear(key: string): Promise<void> }
  settings: Pick<ReplicationSettings, 'values'>
  trust: { trustOf(peer: string): Pick<Trust, 'decision'> }
  presence: { isOnline(peer: string): boolean }
  clock: Clock
  log: (line: string) => void
}

/** How useful the catalogue of a peer is, 0 to 1, by the decision about the peer. */
const WEIGHTS = { good: 1, new: 0.25, bad: 0 }
/** Bytes that an entry may take on average within a peer's share; the smallest share has room for some large ones. */
const BYTES_PER_ENTRY = 1024
const LEAST_BYTES = 256 * 1024
/** A newcomer's catalogue gets this share of what one peer may have. */
const NEW_SHARE = 0.5
/** Catalogues kept, the empty ones of those who came once among them. */
const MAX_CATALOGUES = 2000
/** What a catalogue was good for fades: half in 30 days. */
const HALF_LIFE_MS = 30 * 24 * 3_600_000

/** The budget of catalogue replication: how much of whom is kept, who goes when room is needed, and who was cut. */
export class Replication {
  readonly events = new Emitter<{ change: { peer: string } }>()
  readonly #options: ReplicationOptions
  readonly #rows = new Map<string, ReplicaRow>()

  constructor(options: ReplicationOptions) {
    this.#options = options
    for (const row of options.store.replicas()) this.#rows.set(row.peer, row)
  }

  /** All that is kept, by peer. */
  rows(): (ReplicaRow & { entries: number; allowance: number })[] {
    return [...this.#rows.values()].map((row) => ({
      ...row,
      entries: this.#entriesOf(row.peer),
      allowance: this.allowance(row.peer),
    }))
  }

  cutOf(peer: string): Cut {
    return this.#rows.get(peer)?.cut ?? ''
  }

  /** Entries that a peer may have here. */
  allowance(peer: string): number {
    const weight = this.#weightOf(peer)
    const { peerEntries } = this.#limits
    return weight <= 0 ? 0 : Math.floor(peerEntries * (NEW_SHARE + (1 - NEW_SHARE) * Math.min(1, weight)))
  }

  totals(): { entries: number; bytes: number } {
    return {
      entries: [...this.#rows.keys()].reduce((sum, peer) => sum + this.#entriesOf(peer), 0),
      bytes: [...this.#rows.values()].reduce((sum, { bytes }) => sum + bytes, 0),
    }
  }

  /**
   * How many more entries and bytes of a peer's catalogue may be read now; 0 says stop. Makes room by giving up who is
   * least useful.
   */
  async room(peer: string, key: string): Promise<{ entries: number; bytes: number; short: Cut }> {
    const row = this.#row(peer, key)
    const allowance = this.allowance(peer)
    const own = {
      entries: allowance - this.#entriesOf(peer),
      bytes: Math.max(LEAST_BYTES, allowance * BYTES_PER_ENTRY) - row.bytes,
    }
    if (own.entries <= 0 || own.bytes <= 0)
      return { entries: 0, bytes: 0, short: own.entries <= 0 ? 'entries' : 'bytes' }
    await this.#makeRoom(peer)
    const { entries, bytes } = this.totals()
    const limits = this.#limits
    const free = { entries: limits.entries - entries, bytes: limits.bytes - bytes }
    if (free.entries <= 0 || free.bytes <= 0) return { entries: 0, bytes: 0, short: 'total' }
    return {
      entries: Math.min(own.entries, free.entries),
      bytes: Math.min(own.bytes, free.bytes),
      short:
        free.entries < own.entries || free.bytes < own.bytes ? 'total' : own.bytes < own.entries ? 'bytes' : 'entries',
    }
  }

  /** So many bytes of a peer's catalogue were read. */
  took(peer: string, key: string, bytes: number): void {
    const row = this.#row(peer, key)
    this.#save({ ...row, bytes: row.bytes + bytes, used: this.#options.clock.now() })
  }

  /** A peer's catalogue is read no further, or ('') again. */
  mark(peer: string, key: string, cut: Cut): void {
    const row = this.#row(peer, key)
    if (row.cut !== cut) this.#save({ ...row, cut })
  }

  /** A peer's catalogue is not kept any more. */
  async forget(peer: string): Promise<void> {
    const row = this.#rows.get(peer)
    if (!row) return
    this.#rows.delete(peer)
    this.#options.store.dropReplica(peer)
    this.events.emit('change', { peer })
    await this.#options.logs.clear(row.key)
  }

  /** After the limits have become smaller: gives up who is least useful until all fits, those that are here last. */
  async fit(): Promise<void> {
    const over = (): boolean => {
      const { entries, bytes } = this.totals()
      return entries > this.#limits.entries || bytes > this.#limits.bytes
    }
    for (const peer of this.#leastUseful()) {
      if (!over()) return
      await this.#giveUp(peer)
    }
  }

  async #makeRoom(forPeer: string): Promise<void> {
    const { presence } = this.#options
    const tight = (): boolean => {
      const { entries, bytes } = this.totals()
      const limits = this.#limits
      return entries > 0.9 * limits.entries || bytes > 0.9 * limits.bytes || this.#rows.size > MAX_CATALOGUES
    }
    for (const peer of this.#leastUseful()) {
      if (!tight()) return
      // the catalogue of a connected peer would be read again at once
      if (peer !== forPeer && !presence.isOnline(peer)) await this.#giveUp(peer)
    }
  }

  async #giveUp(peer: string): Promise<void> {
    const { indexer, log } = this.#options
    await indexer.forget(peer)
    log(`search: evicted the catalogue of ${peer.slice(0, 8)}`)
    await this.forget(peer)
  }

  /** Trust first, then presence and freshness. */
  #leastUseful(): string[] {
    const { presence, clock } = this.#options
    const worth = ({ peer, used }: ReplicaRow): number =>
      this.#weightOf(peer) * (presence.isOnline(peer) ? 2 : 2 ** (-Math.max(0, clock.now() - used) / HALF_LIFE_MS))
    return [...this.#rows.values()].sort((a, b) => worth(a) - worth(b) || a.used - b.used).map(({ peer }) => peer)
  }

  get #limits(): Limits {
    return replicationLimits(this.#options.settings.values)
  }

  #entriesOf(peer: string): number {
    return this.#options.index.sharesOf(peer).files
  }

  #weightOf(peer: string): number {
    return WEIGHTS[this.#options.trust.trustOf(peer).decision]
  }

  #row(peer: string, key: string): ReplicaRow {
    const known = this.#rows.get(peer)
    return known?.key === key ? known : { peer, key, bytes: 0, cut: '', used: this.#options.clock.now() }
  }

  #save(row: ReplicaRow): void {
    const before = this.#rows.get(row.peer)
    // its owner began afresh under another key: nothing leads to the former log any more
    if (before && before.key !== row.key) void this.#options.logs.clear(before.key)
    this.#rows.set(row.peer, row)
    this.#options.store.saveReplica(row)
    this.events.emit('change', { peer: row.peer })
  }
}
