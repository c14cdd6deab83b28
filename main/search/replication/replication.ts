import type { Clock } from '../../base/clock.ts'
import { Emitter } from '../../base/emitter.ts'
import { messageOf } from '../../base/errors.ts'
import type { Trust } from '../../contract/trust.ts'
import type { SearchIndex } from '../local/search-index.ts'
import { type Limits, replicationLimits, type ReplicationSettings } from './limits.ts'

/**
 * Why a catalogue is cut: the peer's share of entries or bytes is used up, or the total budget is; or the log has more
 * changes than an honest one.
 */
export type Cut = '' | 'entries' | 'bytes' | 'total' | 'changes'

/** What is kept of one peer's catalogue, besides its entries in the index. */
export interface ReplicaRow {
  peer: string
  /** The key of its log; under a new key the catalogue is read from the start. */
  key: string
  /** Bytes of the blocks read so far. */
  bytes: number
  cut: Cut
  /** When it was last read, ms since the epoch. */
  used: number
}

/** Persists the rows; the store implements it. */
export interface ReplicaStore {
  replicas(): ReplicaRow[]
  saveReplica(row: ReplicaRow): void
  dropReplica(peer: string): void
}

export interface ReplicationOptions {
  store: ReplicaStore
  index: Pick<SearchIndex, 'sharesOf'>
  /** Removes a peer's entries from the index; false if the node is being closed. */
  indexer: { forget(peer: string): Promise<boolean> }
  /** Removes the blocks of a log from the disk. */
  logs: { clear(key: string): Promise<void> }
  settings: Pick<ReplicationSettings, 'values'>
  trust: { trustOf(peer: string): Pick<Trust, 'decision' | 'count'> }
  presence: { isOnline(peer: string): boolean }
  clock: Clock
  log: (line: string) => void
}

/** Usefulness of a peer's catalogue, 0 to 1, by the decision about the peer. */
const WEIGHTS = { good: 1, new: 0.25, bad: 0 }
/** Average bytes allowed per entry of a peer's share, and the smallest share in bytes, with room for large entries. */
const BYTES_PER_ENTRY = 1024
const MIN_BYTES = 256 * 1024
/** Share of the limit per peer that the least useful peer gets; it grows linearly with the weight. */
const NEW_SHARE = 0.5
/** Maximum number of catalogues kept, including empty ones of peers that were met once. */
const MAX_CATALOGUES = 2000
/**
 * Share of the limits that is kept for peers that are away and that nobody trusted has rated: by default 25,000
 * entries, 20 MiB of the index. Keys are free, so that strangers would fill the disk with all that they ever announced.
 */
const ABSENT_STRANGERS_SHARE = 1 / 80
/** Half-life of the worth of an offline peer's catalogue, in ms: 30 days. */
const HALF_LIFE_MS = 30 * 24 * 3_600_000

/** The budget of catalogue replication: how much of each catalogue is kept, which are cut, and which are evicted. */
export class Replication {
  readonly events = new Emitter<{ change: { peer: string } }>()
  readonly #options: ReplicationOptions
  readonly #rows = new Map<string, ReplicaRow>()
  #dropping: Promise<void> | null = null

  constructor(options: ReplicationOptions) {
    this.#options = options
    for (const row of options.store.replicas()) this.#rows.set(row.peer, row)
  }

  /** What is kept, by peer. */
  rows(): (ReplicaRow & { entries: number; allowance: number })[] {
    return [...this.#rows.values()].map((row) => ({
      ...row,
      entries: this.#entriesOf(row.peer),
      allowance: this.allowance(row.peer),
    }))
  }

  isTrusted(peer: string): boolean {
    return this.#weightOf(peer) === WEIGHTS.good
  }

  cutOf(peer: string): Cut {
    return this.#rows.get(peer)?.cut ?? ''
  }

  /** Maximum number of entries kept of a peer. */
  allowance(peer: string): number {
    const weight = this.#weightOf(peer)
    const { peerEntries } = this.#limits
    return weight <= 0 ? 0 : Math.floor(peerEntries * (NEW_SHARE + (1 - NEW_SHARE) * Math.min(1, weight)))
  }

  totals(): { entries: number; bytes: number } {
    return this.#totalsOf([...this.#rows.keys()])
  }

  /**
   * How many more entries and bytes of a peer's catalogue may be read now, 0 to stop; `short` is the limit that binds.
   * Makes room by evicting the least useful catalogues.
   */
  async room(peer: string, key: string): Promise<{ entries: number; bytes: number; short: Cut }> {
    const row = this.#row(peer, key)
    const allowance = this.allowance(peer)
    const own = {
      entries: allowance - this.#entriesOf(peer),
      bytes: Math.max(MIN_BYTES, allowance * BYTES_PER_ENTRY) - row.bytes,
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

  /** Records `bytes` read of a peer's catalogue. */
  took(peer: string, key: string, bytes: number): void {
    const row = this.#row(peer, key)
    this.#save({ ...row, bytes: row.bytes + bytes, used: this.#options.clock.now() })
  }

  /** Marks a peer's catalogue as cut, or with '' as complete. */
  mark(peer: string, key: string, cut: Cut): void {
    const row = this.#row(peer, key)
    if (row.cut !== cut) this.#save({ ...row, cut })
  }

  /** Drops a peer's row and the blocks of its log. */
  async forget(peer: string): Promise<void> {
    const row = this.#rows.get(peer)
    if (!row) return
    this.#rows.delete(peer)
    this.#options.store.dropReplica(peer)
    this.events.emit('change', { peer })
    await this.#options.logs.clear(row.key)
  }

  /** Evicts the least useful catalogues until the rest fits lower limits. */
  async fit(): Promise<void> {
    const over = (): boolean => {
      const { entries, bytes } = this.totals()
      return entries > this.#limits.entries || bytes > this.#limits.bytes
    }
    for (const peer of this.#leastUseful()) {
      if (!over()) return
      await this.#evict(peer)
    }
  }

  async #makeRoom(forPeer: string): Promise<void> {
    const { presence, log } = this.#options
    // not awaited: the reading of a catalogue must not wait for that of another one to end
    this.#dropping ??= this.#dropAbsentStrangers()
      .catch((error: unknown) => log(`search: no catalogue could be dropped: ${messageOf(error)}`))
      .finally(() => (this.#dropping = null))
    const tight = (): boolean => {
      const { entries, bytes } = this.totals()
      const limits = this.#limits
      return entries > 0.9 * limits.entries || bytes > 0.9 * limits.bytes || this.#rows.size > MAX_CATALOGUES
    }
    for (const peer of this.#leastUseful()) {
      if (!tight()) return
      // the catalogue of a connected peer would be read again at once
      if (peer !== forPeer && !presence.isOnline(peer)) await this.#evict(peer)
    }
  }

  async #dropAbsentStrangers(): Promise<void> {
    const { presence, trust } = this.#options
    const limits = this.#limits
    const absent = this.#leastUseful().filter((peer) => !presence.isOnline(peer) && trust.trustOf(peer).count === 0)
    let { entries, bytes } = this.#totalsOf(absent)
    for (const peer of absent) {
      if (entries <= ABSENT_STRANGERS_SHARE * limits.entries && bytes <= ABSENT_STRANGERS_SHARE * limits.bytes) return
      const dropped = this.#totalsOf([peer])
      entries -= dropped.entries
      bytes -= dropped.bytes
      if (!presence.isOnline(peer)) await this.#evict(peer)
    }
  }

  async #evict(peer: string): Promise<void> {
    const { indexer, log } = this.#options
    if (!(await indexer.forget(peer))) return
    log(`search: evicted the catalogue of ${peer.slice(0, 8)}`)
    await this.forget(peer)
  }

  /** Peers by the worth of their catalogues, the least first: trust times presence or freshness. */
  #leastUseful(): string[] {
    const { presence, clock } = this.#options
    const worth = ({ peer, used }: ReplicaRow): number =>
      this.#weightOf(peer) * (presence.isOnline(peer) ? 2 : 2 ** (-Math.max(0, clock.now() - used) / HALF_LIFE_MS))
    return [...this.#rows.values()].sort((a, b) => worth(a) - worth(b) || a.used - b.used).map(({ peer }) => peer)
  }

  #totalsOf(peers: readonly string[]): { entries: number; bytes: number } {
    return {
      entries: peers.reduce((sum, peer) => sum + this.#entriesOf(peer), 0),
      bytes: peers.reduce((sum, peer) => sum + (this.#rows.get(peer)?.bytes ?? 0), 0),
    }
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
    // the owner has a new key, so the former log is unreachable
    if (before && before.key !== row.key) void this.#options.logs.clear(before.key)
    this.#rows.set(row.peer, row)
    this.#options.store.saveReplica(row)
    this.events.emit('change', { peer: row.peer })
  }
}
