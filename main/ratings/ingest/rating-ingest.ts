import type { Clock } from '../../base/clock.ts'
import type { SerialQueue } from '../../base/serial-queue.ts'
import type { Signer } from '../../domain/signer.ts'
import type { BlockRefusal, IngestedBatch, OwnLog, RatingStore, StoredRating } from '../ports.ts'
import { inspect } from './inspect.ts'

/** Batches that share a transaction; more of them would delay a rating of my own. */
const MAX_BATCHES = 8

/** Inspected blocks of one log; `replaced`: the rating that a rating corrects. */
export interface Judged extends IngestedBatch {
  replaced: ReadonlyMap<StoredRating, StoredRating>
}

interface QueuedBlocks {
  rater: string
  from: number
  blocks: Uint8Array[]
  resolve(): void
  reject(error: unknown): void
}

export interface RatingIngestOptions {
  store: RatingStore
  /** My own log. */
  log: OwnLog
  signer: Signer
  clock: Clock
  /** Shared with the writer, so that positions never overtake each other. */
  queue: SerialQueue
  /** Called when ratings are in the store. */
  onStored(judged: Judged): void
}

/**
 * The way of blocks into the store: inspected, stored, reported. Blocks of several logs that are queued at the same
 * time share one transaction, since that costs more than the ratings in it; between two of them the event loop runs.
 */
export class RatingIngest {
  readonly #o: RatingIngestOptions
  readonly #queued: QueuedBlocks[] = []
  #scheduled = false

  constructor(options: RatingIngestOptions) {
    this.#o = options
  }

  /** True while blocks are queued. */
  get busy(): boolean {
    return this.#scheduled
  }

  /** Takes blocks of a log from number `from` on, in order; resolves when they are stored and reported. */
  add(rater: string, from: number, blocks: Uint8Array[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queued.push({ rater, from, blocks, resolve, reject })
      this.#schedule()
    })
  }

  /** Reads what my own log has and the store has not. Only for work that runs on the queue. */
  async readOwn(): Promise<void> {
    const { store, log, signer, onStored } = this.#o
    const from = store.position(signer.publicKey)
    if (from >= log.length) return
    const blocks: Uint8Array[] = []
    for await (const { block } of log.read(from)) blocks.push(block)
    const judged = this.#judge(signer.publicKey, from, blocks)
    if (!judged) return
    store.commit([judged])
    onStored(judged)
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    void this.#o.queue.run(() => this.#storeQueued())
  }

  async #storeQueued(): Promise<void> {
    const taken: QueuedBlocks[] = []
    try {
      const judged: Judged[] = []
      while (this.#queued.length > 0 && taken.length < MAX_BATCHES) {
        const next = this.#queued[0] as QueuedBlocks
        // later blocks of a log are inspected against its earlier ones in the store
        if (taken.some(({ rater }) => rater === next.rater)) break
        if (taken.length > 0) await new Promise((resolve) => setImmediate(resolve))
        this.#queued.shift()
        taken.push(next)
        const found = this.#judge(next.rater, next.from, next.blocks)
        if (found) judged.push(found)
      }
      if (judged.length > 0) this.#o.store.commit(judged)
      for (const one of judged) this.#o.onStored(one)
      for (const { resolve } of taken) resolve()
    } catch (error) {
      for (const { reject } of taken) reject(error)
    } finally {
      this.#scheduled = false
      if (this.#queued.length > 0) this.#schedule()
    }
  }

  /** Null if all of it was read before, or if there is a gap before it. */
  #judge(rater: string, from: number, blocks: Uint8Array[]): Judged | null {
    const { store, signer, clock } = this.#o
    const position = store.position(rater)
    if (from + blocks.length <= position) return null
    // queued before the cache was cleared: the log is being read from its beginning again
    if (from > position) return null
    const ratings: StoredRating[] = []
    const replaced = new Map<StoredRating, StoredRating>()
    const ignored = new Map<BlockRefusal, number>()
    const nonces = new Map<string, StoredRating>()
    const now = clock.now()
    for (let seq = Math.max(from, position); seq < from + blocks.length; seq++) {
      let before: StoredRating | null = null
      let name = ''
      const found = inspect(blocks[seq - from] as Uint8Array, {
        rater,
        seq,
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
    return { rater, ratings, ignored, position: from + blocks.length, replaced }
  }
}
