import type { Clock } from '../../base/clock.ts'
import { Emitter } from '../../base/emitter.ts'
import { asHyobanError } from '../../base/errors.ts'
import type { CatalogueBudget, PeerCatalogues } from '../replication/peer-catalogues.ts'
import { dropCatalogue } from './drop-catalogue.ts'
import { IndexingPace } from './indexing-pace.ts'
import type { SearchIndex } from './search-index.ts'
import type { CatalogueChange } from '../../domain/catalogue-entry.ts'

/** Changes per transaction, which takes some ten milliseconds. */
const BATCH = 400
/** Blocks of a stranger's catalogue that are read before a rest: as many as the feed asks for at once. */
const BLOCKS_AT_ONCE = 64
/** A catalogue whose peer left is retried after this many ms. */
const RETRY_MS = 10_000

export interface CatalogueIndexerOptions {
  feed: PeerCatalogues
  index: SearchIndex
  clock: Clock
  log: (line: string) => void
}

export type IndexerEvents = {
  /** The indexed entries of this peer, or the progress of its catalogue, have changed. */
  change: { peer: string }
  /** A peer's catalogue is indexed up to its latest known version. */
  indexed: { peer: string; files: number }
}

interface Arrival {
  stop: AbortController
  /** Versions: indexed, and known to exist. */
  done: number
  total: number
  again: boolean
  work: Promise<void>
}

/**
 * Reads followed catalogues into the index, one peer independently of another. Resumes at the indexed version after a
 * restart or a lost connection.
 */
export class CatalogueIndexer {
  readonly events = new Emitter<IndexerEvents>()
  readonly #options: CatalogueIndexerOptions
  readonly #arrivals = new Map<string, Arrival>()
  readonly #pace: IndexingPace
  readonly #retries = new Map<string, () => void>()
  readonly #off: () => void
  #budget: CatalogueBudget | undefined
  /** The latest known version, by peer. */
  readonly #known = new Map<string, number>()
  #closed = false

  constructor(options: CatalogueIndexerOptions) {
    this.#options = options
    this.#pace = new IndexingPace(options.clock)
    this.#off = options.feed.on('update', ({ peer, version }) => this.#follow(peer, version))
  }

  /** Limits how much of each catalogue is read; without a budget, all of it. */
  limitBy(budget: CatalogueBudget): void {
    this.#budget = budget
  }

  /** Number of catalogues being indexed. */
  get arriving(): number {
    return this.#arrivals.size
  }

  /** For each catalogue being indexed: versions indexed so far, and known in total. */
  progress(): { peer: string; done: number; total: number }[] {
    return [...this.#arrivals].map(([peer, { done, total }]) => ({ peer, done, total }))
  }

  /** Resumes a catalogue that was cut: there may be room for more of it now. */
  again(peer: string): void {
    const known = this.#known.get(peer)
    if (known !== undefined) this.#follow(peer, known)
  }

  /**
   * Stops reading a peer's catalogue and removes its entries from the index; false if the indexer was closed before all
   * were removed.
   */
  async forget(peer: string): Promise<boolean> {
    this.#retries.get(peer)?.()
    this.#retries.delete(peer)
    this.#known.delete(peer)
    const arrival = this.#arrivals.get(peer)
    arrival?.stop.abort()
    await arrival?.work
    const removed = await dropCatalogue(this.#options.index, peer, () => this.#closed)
    if (removed) this.events.emit('change', { peer })
    return removed
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#off()
    for (const cancel of this.#retries.values()) cancel()
    for (const { stop } of this.#arrivals.values()) stop.abort()
    await Promise.all([...this.#arrivals.values()].map(({ work }) => work))
  }

  #follow(peer: string, version: number): void {
    if (this.#closed) return
    this.#known.set(peer, version)
    const running = this.#arrivals.get(peer)
    if (running) {
      running.total = Math.max(running.total, version)
      running.again = true
      return
    }
    const key = this.#options.feed.keyOf(peer)
    if (key === null) return
    const done = this.#options.index.version(peer, key)
    // equal versions under the same key: nothing new
    if (done === version) return
    const arrival: Arrival = { stop: new AbortController(), done, total: version, again: true, work: Promise.resolve() }
    this.#arrivals.set(peer, arrival)
    arrival.work = this.#run(peer, arrival)
  }

  async #run(peer: string, arrival: Arrival): Promise<void> {
    const { index, log, clock } = this.#options
    this.events.emit('change', { peer })
    try {
      while (arrival.again && !arrival.stop.signal.aborted) {
        arrival.again = false
        await this.#read(peer, arrival)
      }
      this.events.emit('indexed', { peer, files: index.sharesOf(peer).files })
    } catch (error) {
      const { code, message } = asHyobanError(error)
      if (code !== 'CANCELLED' && code !== 'NOT_FOUND') log(`search: catalogue of ${peer.slice(0, 8)}: ${message}`)
      // a peer that left may come back without an update of its catalogue
      if (code === 'PEER_LEFT') {
        this.#retries.get(peer)?.()
        this.#retries.set(
          peer,
          clock.after(RETRY_MS, () => this.#follow(peer, arrival.total)),
        )
      }
    } finally {
      this.#arrivals.delete(peer)
      this.events.emit('change', { peer })
    }
  }

  async #read(peer: string, arrival: Arrival): Promise<void> {
    const { feed, index, clock } = this.#options
    const budget = this.#budget
    const { signal } = arrival.stop
    const key = feed.keyOf(peer)
    if (key === null) return
    const isStranger = (): boolean => budget !== undefined && !budget.isTrusted(peer)
    const turn = (work: () => void): Promise<void> =>
      isStranger() ? this.#pace.run(work, signal) : this.#pace.turn().then(work)
    const known = index.version(peer, key)
    const since = known > arrival.total ? 0 : known
    // one that was read further, or under another key
    if ((since < known || known === 0) && !(await dropCatalogue(index, peer, () => signal.aborted, turn))) return
    let room = budget && (await budget.room(peer, key))
    if (signal.aborted) return
    if (room && room.entries <= 0) return budget?.mark(peer, key, room.short)
    const changes = feed.changes(peer, since, signal)
    let batch: CatalogueChange[] = []
    /** Entries and bytes counted since the last call of `room`. */
    let [entries, counted] = [0, 0]
    let cut = false
    /** The version up to which reading has been counted as work. */
    let charged = since
    const rest = async (): Promise<void> => {
      const blocks = changes.version - charged
      charged = changes.version
      if (isStranger()) await this.#pace.rest(blocks, signal)
    }
    const flush = (version: number): void => {
      // if the key has changed meanwhile, this is another catalogue
      if (signal.aborted || feed.keyOf(peer) !== key) return
      index.apply(peer, key, batch, version)
      budget?.took(peer, key, (changes.bytes ?? 0) - counted)
      counted = changes.bytes ?? 0
      batch = []
      arrival.done = version
      this.events.emit('change', { peer })
    }
    try {
      for await (const change of changes) {
        if (signal.aborted) return
        if (room && change.type === 'put' && (++entries > room.entries || (changes.bytes ?? 0) > room.bytes)) {
          // a put that was counted as new may have replaced an entry: the index has the true count
          flush(changes.version - 1)
          const left = await budget?.room(peer, key)
          cut = left !== undefined && left.entries <= 0
          if (left && cut) return budget?.mark(peer, key, left.short)
          if (left) room = { ...left, bytes: left.bytes + counted }
          entries = 1
        }
        batch.push(plausible(change, clock.now()))
        if (changes.version - charged >= BLOCKS_AT_ONCE) await rest()
        if (batch.length >= BATCH) await turn(() => flush(changes.version))
      }
      if (changes.version > index.version(peer, key)) await turn(() => flush(changes.version))
      budget?.mark(peer, key, changes.version < arrival.total && !arrival.again ? 'changes' : '')
    } finally {
      if (!cut && changes.version > index.version(peer, key)) flush(changes.version)
    }
  }
}

/** Clamps a modification time in the future, which would rank the file first among the newest for ever. */
function plausible(change: CatalogueChange, now: number): CatalogueChange {
  if (change.type === 'del' || change.entry.modified <= now) return change
  return { ...change, entry: { ...change.entry, modified: now } }
}
