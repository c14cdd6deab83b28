import type { Clock } from '../../base/clock.ts'
import { Emitter } from '../../base/emitter.ts'
import type { SerialQueue } from '../../base/serial-queue.ts'
import { type LogName, ownerOf } from '../../domain/rating-log/log-name.ts'
import type { Signer } from '../../domain/signer.ts'
import {
  type BlockRefusal,
  FIRST_LOGS,
  type IngestedBatch,
  type OwnLog,
  type RatingsOptions,
  type RatingStore,
  type StoredRating,
} from '../ports.ts'
import { inspect } from './inspect.ts'

/** Batches per transaction; more would delay a rating of this node. */
const MAX_BATCHES = 8

/** Inspected blocks of one log; `replaced`: the rating that a rating corrects. */
export interface Judged extends IngestedBatch {
  replaced: ReadonlyMap<StoredRating, StoredRating>
}

interface QueuedBlocks {
  log: LogName
  from: number
  blocks: Uint8Array[]
  resolve(): void
  reject(error: unknown): void
}

export interface RatingIngestOptions {
  store: RatingStore
  /** My own log. */
  log: OwnLog
  logs: Pick<RatingsOptions['logs'], 'places'>
  signer: Signer
  clock: Clock
  /** Shared with the writer, so that positions never overtake each other. */
  queue: SerialQueue
}

/**
 * Inspects blocks of rating logs and stores the ratings in them; 'stored' follows. Blocks of several logs that are
 * queued at the same time share one transaction, which costs more than the ratings in it. The event loop runs between
 * two logs.
 */
export class RatingIngest {
  readonly events = new Emitter<{ stored: Judged }>()
  readonly #options: RatingIngestOptions
  readonly #queued: QueuedBlocks[] = []
  #scheduled = false

  constructor(options: RatingIngestOptions) {
    this.#options = options
  }

  /** True while blocks are queued. */
  get busy(): boolean {
    return this.#scheduled
  }

  /** Takes blocks of a log from number `from` on, in order; resolves when they are stored and 'stored' was emitted. */
  add(log: LogName, from: number, blocks: Uint8Array[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queued.push({ log, from, blocks, resolve, reject })
      this.#schedule()
    })
  }

  /** Reads the blocks of my own log that the store does not have. Only to be called from work on the queue. */
  async readOwn(): Promise<void> {
    const { store, log } = this.#options
    const from = store.position(log.name)
    if (from >= log.length) return
    const blocks: Uint8Array[] = []
    for await (const { block } of log.read(from)) blocks.push(block)
    const judged = this.#judge(log.name, from, blocks)
    if (!judged) return
    store.commit([judged])
    this.events.emit('stored', judged)
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    void this.#options.queue.run(() => this.#storeQueued())
  }

  async #storeQueued(): Promise<void> {
    const taken: QueuedBlocks[] = []
    try {
      const judged: Judged[] = []
      while (this.#queued.length > 0 && taken.length < MAX_BATCHES) {
        const next = this.#queued[0] as QueuedBlocks
        // later blocks of a peer are inspected against its earlier ones in the store
        if (taken.some(({ log }) => ownerOf(log) === ownerOf(next.log))) break
        if (taken.length > 0) await new Promise((resolve) => setImmediate(resolve))
        this.#queued.shift()
        taken.push(next)
        const found = this.#judge(next.log, next.from, next.blocks)
        if (found) judged.push(found)
      }
      if (judged.length > 0) this.#options.store.commit(judged)
      for (const one of judged) this.events.emit('stored', one)
      for (const { resolve } of taken) resolve()
    } catch (error) {
      for (const { reject } of taken) reject(error)
    } finally {
      this.#scheduled = false
      if (this.#queued.length > 0) this.#schedule()
    }
  }

  /** Null if all blocks were read before, or if there is a gap before them. */
  #judge(log: LogName, from: number, blocks: Uint8Array[]): Judged | null {
    const { store, logs, signer, clock } = this.#options
    const rater = ownerOf(log)
    const first = (logs.places ?? FIRST_LOGS).firstNumber(log)
    const position = store.position(log)
    if (from + blocks.length <= position) return null
    // queued before the cache was cleared: the log is read from its start again
    if (from > position) return null
    const ratings: StoredRating[] = []
    const replaced = new Map<StoredRating, StoredRating>()
    const ignored = new Map<BlockRefusal, number>()
    const nonces = new Map<string, StoredRating>()
    const now = clock.now()
    const bytes = blocks.slice(Math.max(from, position) - from).reduce((sum, { byteLength }) => sum + byteLength, 0)
    for (let seq = Math.max(from, position); seq < from + blocks.length; seq++) {
      let before: StoredRating | null = null
      let name = ''
      const found = inspect(blocks[seq - from] as Uint8Array, {
        rater,
        seq: first + seq,
        now,
        signer,
        earlier(nonce) {
          name = Buffer.from(nonce.buffer, nonce.byteOffset, nonce.byteLength).toString('hex')
          return (before = nonces.get(name) ?? store.byNonce(rater, nonce))
        },
      })
      if (typeof found === 'string') {
        ignored.set(found, (ignored.get(found) ?? 0) + 1)
        continue
      }
      ratings.push(found)
      if (before) replaced.set(found, before)
      if (found.nonce) nonces.set(name, found)
    }
    return { rater, log, ratings, ignored, position: from + blocks.length, bytes, replaced }
  }
}
