import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import { HyobanError } from '../base/errors.ts'
import { isHex32 } from '../base/hex.ts'
import type { PeerDetail, RatingView } from '../contract/peers.ts'
import type { Trust } from '../contract/trust.ts'
import { DEFAULT_PARAMETERS, type Parameters } from '../reputation/parameters.ts'
import type { RatingReason } from '../reputation/rating.ts'
import { decide, emptyState, score } from '../reputation/reputation.ts'
import { inspect } from './inspect.ts'
import type { EndedTransfer, IgnoredReason, OwnLog, RatingStore, Signer, StoredRating } from './ports.ts'
import { encodeRating, MAX_COMMENT } from './rating-block.ts'
import { decodeReceipt } from './receipt.ts'
import { Subject } from './subject.ts'

/** Refusals of one content by one peer within so many ms are one refusal. */
const REFUSAL_MS = 60_000
const LATEST = 200

export interface RatingsOptions {
  store: RatingStore
  log: OwnLog
  signer: Signer
  /** What is written for a truthful score; see Behaviour in node.ts. */
  behaviour: { rates(truthful: number): number }
  clock: Clock
  logLine(line: string): void
  parameters?: Parameters
}

export interface RatingEvents extends Record<string, unknown> {
  /** A peer's trust changed. */
  trust: { subject: string }
  rating: { rater: string; subject: string; score: number; reason: RatingReason; time: number; own: boolean }
  /** The rule's decision over a peer changed. */
  excluded: { subject: string }
  readmitted: { subject: string }
  /** The cache was thrown away: followed logs are to be read again, each from `position`. */
  rebuilt: { reason: string }
}

/** Ratings given and read: my own log is written here, all logs are read here, and folded into the trust of each peer. */
export class Ratings {
  readonly events = new Emitter<RatingEvents>()
  readonly formula: Omit<PeerDetail['formula'], 'recentCount'>
  readonly #o: RatingsOptions
  readonly #parameters: Parameters
  readonly #subjects = new Map<string, Subject>()
  readonly #refusals = new Map<string, number>()
  #work: Promise<unknown> = Promise.resolve()

  constructor(options: RatingsOptions) {
    this.#o = options
    this.#parameters = options.parameters ?? DEFAULT_PARAMETERS
    const { weightTotal, weightRecent, recentWindow, minRatings, exclusionThreshold } = this.#parameters
    this.formula = { weightTotal, weightRecent, recentWindow, minRatings, exclusionThreshold }
    for (const rating of options.store.all()) this.#subject(rating.subject).add(rating)
  }

  /** Reads of my own log what the store has not seen: blocks appended right before a crash. Rebuilds if the log is shorter than that. */
  start(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.position(this.#o.signer.publicKey) > this.#o.log.length) return this.#rebuild('the own rating log is shorter than the store remembers')
      await this.#readOwn()
    })
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    await this.#work.catch(() => {})
  }

  /**
   * Rates the provider of a transfer attempt that ended; returns the score written. Null if nothing was: a refusal that
   * repeats one of the last minute. The same outcome twice (a crash in between) is written once.
   */
  onTransferEnded(ended: EndedTransfer): Promise<number | null> {
    return this.#inTurn(async () => {
      const { peer, reason, receipt } = ended
      const time = Math.round(ended.ended)
      await this.#readOwn()
      const me = this.#o.signer.publicKey
      const before = receipt
        ? this.#o.store.byNonce(me, Buffer.from(decodeReceipt(receipt).body.nonce, 'hex'))
        : this.#o.store.find(me, peer, time, reason)
      if (before) return before.score
      if (reason === 'refused' && this.#refusedLately(peer, ended.root, time)) return null
      const truthful = reason === 'served' ? 1 : 0
      const given = this.#o.behaviour.rates(truthful)
      const value = given >= 0 && given <= 1 ? given : truthful
      await this.#append({ subject: peer, receipt, score: value, reason, comment: '', time })
      return value
    })
  }

  /** Appends a rating by hand. Throws BAD_INPUT for myself, a key that is none, a score out of [0, 1] or a comment over 500 characters. */
  async rateByHand(subject: string, score: number, comment: string): Promise<void> {
    if (!isHex32(subject)) throw new HyobanError('BAD_INPUT', 'This is no public key.')
    if (subject === this.#o.signer.publicKey) throw new HyobanError('BAD_INPUT', 'Nobody can rate themselves.', 'Choose another peer.')
    if (!(score >= 0 && score <= 1)) throw new HyobanError('BAD_INPUT', 'A rating is a number from 0 to 1.')
    const text = comment.trim()
    if (text.length > MAX_COMMENT) throw new HyobanError('BAD_INPUT', `A comment has at most ${MAX_COMMENT} characters.`, 'Write a shorter one.', { max: MAX_COMMENT })
    return this.#inTurn(() => this.#append({ subject, receipt: null, score, reason: 'manual', comment: text.toWellFormed(), time: this.#o.clock.now() }))
  }

  /** Takes blocks number `from` on of `peer`'s log, in order; what was read before is skipped. */
  ingest(peer: string, from: number, blocks: Uint8Array[]): Promise<void> {
    return this.#inTurn(() => this.#ingest(peer, from, blocks))
  }

  /** The first block of a peer's log that has not been read. */
  position(peer: string): number {
    return this.#o.store.position(peer)
  }

  /** Throws the cache away and reads my own log again; whoever follows other logs hears 'rebuilt' and hands them in again. */
  rebuild(): Promise<void> {
    return this.#inTurn(() => this.#rebuild('asked for'))
  }

  trustOf(peer: string): Trust {
    const state = this.#subjects.get(peer)?.state ?? emptyState(this.#parameters)
    const { u, U, R, count, raters } = score(state, 0, this.#parameters)
    return { u, total: U, recent: R, count, raters, decision: decide(state, 0, this.#parameters).standing }
  }

  isExcluded(peer: string): boolean {
    return this.#subjects.get(peer)?.excluded ?? false
  }

  /** Since when the rule excludes a peer (time of the rating that did it), or null. */
  excludedSince(peer: string): number | null {
    return this.#subjects.get(peer)?.excludedSince(() => this.#o.store.of(peer)) ?? null
  }

  /** Peers that the rule excludes now. */
  excludedPeers(): string[] {
    return [...this.#subjects].filter(([, subject]) => subject.excluded).map(([peer]) => peer)
  }

  /** u after each of its latest ratings, oldest first, at most 32. */
  history(peer: string): number[] {
    return this.#subjects.get(peer)?.history(() => this.#o.store.of(peer)) ?? []
  }

  /** u, U and R after each rating, oldest first, at most 500. */
  timeline(peer: string): PeerDetail['timeline'] {
    return this.#subjects.get(peer)?.timeline(() => this.#o.store.of(peer)) ?? []
  }

  /** Newest first, at most 200. `receipt`: signed by both. */
  ratingsOf(peer: string): (Omit<RatingView, 'rater' | 'own'> & { rater: string })[] {
    return this.#o.store.latest(peer, LATEST).map(({ rater, score, reason, comment, time, receipt }) => ({ rater, score, reason, comment, time, receipt: receipt === 'full' }))
  }

  /** How many of a peer's ratings are in its recent window. */
  recentCount(peer: string): number {
    const state = this.#subjects.get(peer)?.state
    return state ? score(state, 0, this.#parameters).recentCount : 0
  }

  /** Blocks that counted nothing, by reason, over all logs. */
  ignored(): Partial<Record<IgnoredReason, number>> {
    const sums: Partial<Record<IgnoredReason, number>> = {}
    for (const { reason, count } of this.#o.store.ignored()) sums[reason] = (sums[reason] ?? 0) + count
    return sums
  }

  onTrust(changed: (subject: string) => void): () => void {
    return this.events.on('trust', ({ subject }) => changed(subject))
  }

  async #append(rating: { subject: string; receipt: Uint8Array | null; score: number; reason: RatingReason; comment: string; time: number }): Promise<void> {
    await this.#o.log.append(encodeRating({ version: 1, ...rating, time: Math.round(rating.time) }))
    await this.#readOwn()
  }

  async #readOwn(): Promise<void> {
    const { log, signer } = this.#o
    const from = this.position(signer.publicKey)
    if (from >= log.length) return
    const blocks: Uint8Array[] = []
    for await (const { block } of log.read(from)) blocks.push(block)
    this.#ingest(signer.publicKey, from, blocks)
  }

  async #rebuild(reason: string): Promise<void> {
    this.#o.logLine(`ratings are read again from the logs: ${reason}`)
    const known = [...this.#subjects.keys()]
    this.#o.store.clear()
    this.#subjects.clear()
    await this.#readOwn()
    for (const subject of known) this.events.emit('trust', { subject })
    this.events.emit('rebuilt', { reason })
  }

  #ingest(rater: string, from: number, blocks: Uint8Array[]): void {
    const { store, signer, clock } = this.#o
    const position = store.position(rater)
    const ratings: StoredRating[] = []
    const ignored = new Map<IgnoredReason, number>()
    const nonces = new Set<string>()
    const now = clock.now()
    for (let seq = Math.max(from, position); seq < from + blocks.length; seq++) {
      const found = inspect(blocks[seq - from] as Uint8Array, {
        rater, seq, now, signer,
        seen: (nonce) => nonces.has(Buffer.from(nonce).toString('hex')) || store.byNonce(rater, nonce) !== null,
      })
      if (typeof found === 'string') ignored.set(found, (ignored.get(found) ?? 0) + 1)
      else {
        ratings.push(found)
        if (found.nonce) nonces.add(Buffer.from(found.nonce).toString('hex'))
      }
    }
    if (from + blocks.length <= position) return
    store.commit({ rater, ratings, ignored, position: from + blocks.length })
    this.#fold(ratings)
  }

  #fold(ratings: StoredRating[]): void {
    const touched = new Map<string, boolean>()
    for (const rating of ratings) {
      const subject = this.#subject(rating.subject)
      if (!touched.has(rating.subject)) touched.set(rating.subject, subject.excluded)
      subject.add(rating)
    }
    for (const { rater, subject, score, reason, time } of ratings) {
      this.events.emit('rating', { rater, subject, score, reason, time, own: rater === this.#o.signer.publicKey })
    }
    for (const [subject, before] of touched) {
      this.events.emit('trust', { subject })
      const after = this.isExcluded(subject)
      if (after !== before) this.events.emit(after ? 'excluded' : 'readmitted', { subject })
    }
  }

  #subject(peer: string): Subject {
    let subject = this.#subjects.get(peer)
    if (!subject) this.#subjects.set(peer, (subject = new Subject(this.#parameters)))
    return subject
  }

  #refusedLately(peer: string, root: string, time: number): boolean {
    for (const [key, at] of this.#refusals) if (Math.abs(time - at) >= REFUSAL_MS) this.#refusals.delete(key)
    const key = peer + root
    if (this.#refusals.has(key)) return true
    this.#refusals.set(key, time)
    return false
  }

  /** Writing and reading take turns, so that positions never run past each other. */
  #inTurn<T>(work: () => Promise<T> | T): Promise<T> {
    const run = this.#work.then(work)
    this.#work = run.catch(() => {})
    return run
  }
}
