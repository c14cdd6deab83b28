import type { Clock } from '../../base/clock.ts'
import { Emitter } from '../../base/emitter.ts'
import type { SerialQueue } from '../../base/serial-queue.ts'
import { type LogName, ownerOf } from '../../domain/rating-log/log-name.ts'
import type { Signer } from '../../domain/signer.ts'
import {
  type BlockRefusal,
  FIRST_LOGS,
  type FutureBlock,
  type IngestedBatch,
  type OwnLog,
  type RatingsOptions,
  type RatingStore,
  type StoredRating,
} from '../ports.ts'
import { dueOf, inspect } from './inspect.ts'

/** Batches per transaction; more would delay a rating of this node. */
const MAX_BATCHES = 8
/** Blocks judged again in one transaction. */
const MAX_DUE = 256

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

  /**
   * Judges the blocks again that were dated in the future and no longer are: this clock was behind, or theirs ahead.
   * Only to be called from work on the queue.
   */
  readDue(): void {
    const { store, clock } = this.#options
    for (;;) {
      const due = store.future.due(clock.now(), MAX_DUE)
      const raters = new Set(due.map(({ rater }) => rater))
      const judged = [...raters].map((rater) =>
        this.#judgeAgain(
          rater,
          due.filter((one) => one.rater === rater),
        ),
      )
      if (judged.length > 0) store.commit(judged)
      for (const one of judged) this.events.emit('stored', one)
      if (due.length < MAX_DUE) return
    }
  }

  /** Null if all blocks were read before, or if there is a gap before them. */
  #judge(log: LogName, from: number, blocks: Uint8Array[]): Judged | null {
    const { store, logs } = this.#options
    const position = store.position(log)
    if (from + blocks.length <= position) return null
    // queued before the cache was cleared: the log is read from its start again
    if (from > position) return null
    const unread = blocks.slice(Math.max(from, position) - from)
    const first = (logs.places ?? FIRST_LOGS).firstNumber(log) + Math.max(from, position)
    const rater = ownerOf(log)
    const judged = this.#inspectAll(
      rater,
      unread.map((block, i) => ({ seq: first + i, block })),
    )
    const bytes = unread.reduce((sum, { byteLength }) => sum + byteLength, 0)
    return { ...judged, rater, log, position: from + blocks.length, bytes, settled: [] }
  }

  #judgeAgain(rater: string, settled: FutureBlock[]): Judged {
    const judged = this.#inspectAll(rater, settled)
    // until now they were counted as ignored
    judged.ignored.set('future', (judged.ignored.get('future') ?? 0) - settled.length)
    // what was read of its logs stays as it is
    return { ...judged, rater, log: rater, position: this.#options.store.position(rater), bytes: 0, settled }
  }

  #inspectAll(
    rater: string,
    blocks: readonly { seq: number; block: Uint8Array }[],
  ): Pick<Judged, 'ratings' | 'replaced' | 'ignored' | 'future'> {
    const { store, signer, clock } = this.#options
    const ratings: StoredRating[] = []
    const replaced = new Map<StoredRating, StoredRating>()
    const ignored = new Map<BlockRefusal, number>()
    const future: FutureBlock[] = []
    const nonces = new Map<string, StoredRating>()
    const now = clock.now()
    for (const { seq, block } of blocks) {
      let before: StoredRating | null = null
      let name = ''
      let found = inspect(block, {
        rater,
        seq,
        now,
        signer,
        earlier(nonce) {
          name = Buffer.from(nonce.buffer, nonce.byteOffset, nonce.byteLength).toString('hex')
          return (before = nonces.get(name) ?? store.byNonce(rater, nonce))
        },
      })
      // judged late: a later block has corrected it already
      if (before && (before as StoredRating).seq > seq) found = 'duplicate'
      if (typeof found === 'string') {
        ignored.set(found, (ignored.get(found) ?? 0) + 1)
        const due = found === 'future' ? dueOf(block) : null
        if (due !== null) future.push({ rater, seq, due, block })
        continue
      }
      ratings.push(found)
      if (before) replaced.set(found, before)
      if (found.nonce) nonces.set(name, found)
    }
    return { ratings, replaced, ignored, future }
  }
}
