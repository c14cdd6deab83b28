import type { Clock } from '../../base/clock.ts'
import { inspect } from './inspect.ts'
import type { IgnoredReason, IngestedBatch, RatingStore, StoredRating } from '../ports.ts'
import type { Signer } from '../../domain/signer.ts'

/** Batches that share a transaction: more of them would keep a rating of my own waiting. */
const TOGETHER = 8

/** Blocks of one log that were judged; `replaced`: what a rating corrects. */
export interface Judged extends IngestedBatch {
  replaced: ReadonlyMap<StoredRating, StoredRating>
}

interface Waiting {
  rater: string
  from: number
  blocks: Uint8Array[]
  done(): void
  failed(error: unknown): void
}

export interface RatingIngestOptions {
  store: RatingStore
  signer: Signer
  clock: Clock
  /** Runs work alone, in the order of the calls. */
  inTurn(work: () => Promise<void>): Promise<void>
  /** Takes ratings in that the store holds by now. */
  fold(judged: Judged): void
}

/**
 * The way of blocks into the store: judged, kept, folded. Blocks of several logs that wait at the same time are kept in
 * one transaction, since
 * each costs the database more than the ratings in it; between two of them others get their turn.
 */
export class RatingIngest {
  readonly #o: RatingIngestOptions
  readonly #waiting: Waiting[] = []
  #called = false

  constructor(options: RatingIngestOptions) {
    this.#o = options
  }

  /**
   * Takes blocks number `from` on of a log, in order, once it is their turn; resolves when they are kept and folded.
   */
  add(rater: string, from: number, blocks: Uint8Array[]): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ rater, from, blocks, done, failed })
      this.#call()
    })
  }

  /** The same at once, for who has the turn already. */
  now(rater: string, from: number, blocks: Uint8Array[]): void {
    const judged = this.#judge(rater, from, blocks)
    if (!judged) return
    this.#o.store.commit([judged])
    this.#o.fold(judged)
  }

  /** True while blocks wait for their turn. */
  get busy(): boolean {
    return this.#called
  }

  #call(): void {
    if (this.#called) return
    this.#called = true
    void this.#o.inTurn(() => this.#take())
  }

  async #take(): Promise<void> {
    const taken: Waiting[] = []
    try {
      const judged: Judged[] = []
      while (this.#waiting.length > 0 && taken.length < TOGETHER) {
        const next = this.#waiting[0] as Waiting
        // what one log says later is judged by what it said before, as the store has it
        if (taken.some(({ rater }) => rater === next.rater)) break
        if (taken.length > 0) await new Promise((resolve) => setImmediate(resolve))
        this.#waiting.shift()
        taken.push(next)
        const found = this.#judge(next.rater, next.from, next.blocks)
        if (found) judged.push(found)
      }
      if (judged.length > 0) this.#o.store.commit(judged)
      for (const one of judged) this.#o.fold(one)
      for (const { done } of taken) done()
    } catch (error) {
      for (const { failed } of taken) failed(error)
    } finally {
      this.#called = false
      if (this.#waiting.length > 0) this.#call()
    }
  }

  /** Null if all of it was read before. */
  #judge(rater: string, from: number, blocks: Uint8Array[]): Judged | null {
    const { store, signer, clock } = this.#o
    const position = store.position(rater)
    if (from + blocks.length <= position) return null
    // sent off before the cache was thrown away: the log is being read from its beginning again
    if (from > position) return null
    const ratings: StoredRating[] = []
    const replaced = new Map<StoredRating, StoredRating>()
    const ignored = new Map<IgnoredReason, number>()
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
