import type { Clock } from '../../base/clock.ts'
import { Emitter } from '../../base/emitter.ts'
import { HyobanError } from '../../base/errors.ts'
import { isHex32 } from '../../base/hex.ts'
import type { SerialQueue } from '../../base/serial-queue.ts'
import type { RatingReason } from '../../domain/reasons.ts'
import { decodeReceipt } from '../../domain/receipt.ts'
import type { Signer } from '../../domain/signer.ts'
import {
  type EndedTransfer,
  FIRST_LOGS,
  type OwnLog,
  type RatingBehaviour,
  type RatingsOptions,
  type RatingStore,
  type WaitingRating,
  type WaitingRatingStore,
} from '../ports.ts'
import { ratingBlock } from '../receipts/opened-rating.ts'
import { decodeRating, encodeRating, MAX_COMMENT, type RatingBlock } from './rating-block.ts'
import type { RatingIngest } from './rating-ingest.ts'
import { RepeatedRefusals } from './repeated-refusals.ts'

/** Interval between attempts to read the own log into a database that could not take it, in ms. */
const READ_AGAIN_MS = 5000

export interface RatingWriterOptions {
  store: RatingStore
  waiting: WaitingRatingStore
  log: OwnLog
  logs: RatingsOptions['logs']
  ingest: RatingIngest
  queue: SerialQueue
  signer: Signer
  behaviour: RatingBehaviour
  clock: Clock
}

/** Writes the ratings of this node: appends them to its log, then ingests them from there like those of any peer. */
export class RatingWriter {
  /** The number of waiting ratings has changed. */
  readonly events = new Emitter<{ waiting: null }>()
  readonly #options: RatingWriterOptions
  readonly #refusals = new RepeatedRefusals()
  #cancelRead: (() => void) | null = null
  #closed = false

  constructor(options: RatingWriterOptions) {
    this.#options = options
  }

  /**
   * Rates the provider of a transfer attempt that ended. Returns the score written, or null for a refusal that repeats
   * one of the last minute. Reporting an outcome twice (a crash came in between) writes one rating. Waits until the log
   * can be written.
   */
  async rateTransfer(ended: EndedTransfer): Promise<number | null> {
    const { log, queue } = this.#options
    for (;;) {
      if (log.ready) await log.ready
      // the log may be held again before it is this task's turn
      const done = await queue.run(async () => {
        if (log.held) return null
        try {
          return { score: await this.#rateTransfer(ended) }
        } catch (error) {
          // an append finds out that the log has grown elsewhere, or has two histories
          if (log.held) return null
          throw error
        }
      })
      if (done) return done.score
    }
  }

  /** Ends attempts to read what the database could not take. */
  close(): void {
    this.#cancelRead?.()
    this.#closed = true
  }

  #readLater(): void {
    const { clock, queue, ingest } = this.#options
    if (this.#closed) return
    this.#cancelRead ??= clock.after(READ_AGAIN_MS, () => {
      this.#cancelRead = null
      queue.run(() => ingest.readOwn()).catch(() => this.#readLater())
    })
  }

  async #rateTransfer(ended: EndedTransfer): Promise<number | null> {
    const { store, ingest, signer, behaviour } = this.#options
    const { peer, reason, receipt } = ended
    const time = Math.round(ended.ended)
    await ingest.readOwn()
    const me = signer.publicKey
    const before = receipt
      ? store.byNonce(me, Buffer.from(decodeReceipt(receipt).body.nonce, 'hex'))
      : store.find(me, peer, time, reason)
    if (before) return before.score
    if (reason === 'refused' && this.#refusals.repeats(peer, ended.root, time)) return null
    const truthful = reason === 'served' ? 1 : 0
    const given = behaviour.rates(truthful)
    const score = given >= 0 && given <= 1 ? given : truthful
    const seq = await this.#append({ subject: peer, receipt, score, reason, comment: '', time })
    if (ended.transfer !== undefined) store.saveRatedTransfer(ended.transfer, seq)
    return score
  }

  /**
   * Appends a rating given by the user, or lets it wait while the log is held. Throws BAD_INPUT like `checkedComment`.
   */
  async rateByHand(subject: string, score: number, comment: string, reason: RatingReason): Promise<void> {
    const { queue, signer, clock } = this.#options
    const text = checkedComment(signer.publicKey, { subject, score, comment })
    const rating = { subject, score, reason, comment: text, time: Math.round(clock.now()), corrects: null }
    await queue.run(async () => {
      if (!(await this.#appendUnlessHeld(rating))) this.#wait(rating)
    })
  }

  /** Writes the ratings that have waited, in order, each once. */
  async writeWaiting(): Promise<void> {
    const { queue, waiting, store, ingest, signer } = this.#options
    await queue.run(async () => {
      await ingest.readOwn()
      for (const { id, ...rating } of waiting.all()) {
        // a crash between append and removal leaves it in both
        const written = store.find(signer.publicKey, rating.subject, rating.time, rating.reason)
        if (!written && !(await this.#appendUnlessHeld(rating))) return
        waiting.remove(id)
        this.events.emit('waiting', null)
      }
    })
  }

  /** The number of ratings by the user that wait. */
  get waiting(): number {
    return this.#options.waiting.all().length
  }

  /**
   * Replaces the own rating number `seq`: appends one with the same receipt, which supersedes the earlier one. A rating
   * without a receipt stays and is followed by another. Waits while the log is held. Throws NOT_FOUND if there is no
   * such rating, BAD_INPUT like `rateByHand`.
   */
  async correct(seq: number, score: number, comment: string, reason: RatingReason): Promise<void> {
    const { queue, signer, store, clock } = this.#options
    await queue.run(async () => {
      const before = store.at(signer.publicKey, seq)
      if (!before)
        throw new HyobanError('NOT_FOUND', 'This rating is not in your log, or has already been corrected.', {
          hint: 'Choose the latest rating.',
        })
      const text = checkedComment(signer.publicKey, { subject: before.subject, score, comment })
      const time = Math.round(clock.now())
      const rating = { subject: before.subject, score, reason, comment: text, time, corrects: seq }
      if (!(await this.#appendUnlessHeld(rating))) this.#wait(rating)
    })
  }

  /** Keeps a rating until the log can be written; of several corrections of one rating, the last. */
  #wait(rating: Omit<WaitingRating, 'id'>): void {
    const { waiting } = this.#options
    waiting.add(rating)
    if (rating.corrects !== null)
      for (const { id } of waiting
        .all()
        .filter(({ corrects }) => corrects === rating.corrects)
        .slice(0, -1))
        waiting.remove(id)
    this.events.emit('waiting', null)
  }

  /** The receipt of the own rating number `seq`; null without one, or if that rating was superseded meanwhile. */
  async #receiptOf(seq: number | null): Promise<Uint8Array | null> {
    const { signer, logs, store } = this.#options
    if (seq === null || !store.at(signer.publicKey, seq)) return null
    const block = await ratingBlock(logs, signer.publicKey, seq)
    return block ? (decodeRating(block).receipt?.slice() ?? null) : null
  }

  /** False if the log is held. */
  async #appendUnlessHeld({ corrects, ...rating }: Omit<WaitingRating, 'id'>): Promise<boolean> {
    const { log } = this.#options
    if (log.held) return false
    try {
      await this.#append({ ...rating, receipt: await this.#receiptOf(corrects) })
      return true
    } catch (error) {
      // an append finds out that the log has grown elsewhere
      if (log.held) return false
      throw error
    }
  }

  async #append(rating: Omit<RatingBlock, 'version'>): Promise<number> {
    const { log, logs, ingest } = this.#options
    const seq = await log.append(encodeRating({ version: 1, ...rating, time: Math.round(rating.time) }))
    // it is given: a database that cannot take it now reads it from the log later
    await ingest.readOwn().catch(() => this.#readLater())
    return (logs.places ?? FIRST_LOGS).firstNumber(log.name) + seq
  }
}

/**
 * The comment as it is written. Throws BAD_INPUT for a rating of `me`, a malformed key, a score outside [0, 1] or a
 * comment over 500 characters.
 */
function checkedComment(
  me: string,
  { subject, score, comment }: { subject: string; score: number; comment: string },
): string {
  if (!isHex32(subject)) throw new HyobanError('BAD_INPUT', 'This is not a public key.')
  if (subject === me) throw new HyobanError('BAD_INPUT', 'You cannot rate yourself.', { hint: 'Choose another peer.' })
  if (!(score >= 0 && score <= 1)) throw new HyobanError('BAD_INPUT', 'A rating is a number from 0 to 1.')
  const text = comment.trim()
  if (text.length > MAX_COMMENT)
    throw new HyobanError('BAD_INPUT', `A comment has at most ${MAX_COMMENT} characters.`, {
      hint: 'Write a shorter one.',
      details: { max: MAX_COMMENT },
    })
  return text.toWellFormed()
}
