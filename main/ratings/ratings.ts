import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import { HyobanError } from '../base/errors.ts'
import type { ExplanationView, NamedPeer, PeerDetail, RatingView, ReceiptView } from '../contract/peers.ts'
import type { Trust } from '../contract/trust.ts'
import { DEFAULT_PARAMETERS, type Parameters } from '../reputation/parameters.ts'
import { NEW, type Held } from '../reputation/robust/decision.ts'
import { ROBUST_DEFAULTS } from '../reputation/robust/parameters.ts'
import type { Ignored } from '../reputation/robust/explanation.ts'
import { Decisions, type DecisionStore } from './decisions.ts'
import { explainView } from './scoring/explain-view.ts'
import { RatingIngest, type Judged } from './ingest/rating-ingest.ts'
import type { BlameShare, TrustModel } from './scoring/trust-model.ts'
import { checkedComment, openedRating, ratingView } from './ingest/opened-rating.ts'
import { PaperTrustModel } from './scoring/paper-model.ts'
import type { EndedTransfer, IgnoredReason, OwnLog, RatingStore, StoredRating } from './ports.ts'
import { decodeRating, encodeRating } from './ingest/rating-block.ts'
import { RatingGraph, type Edge } from './scoring/rating-graph.ts'
import { decodeReceipt } from '../domain/receipt.ts'
import { Refusals } from './refusals.ts'
import { Rereading } from './ingest/rereading.ts'
import { RobustTrustModel } from './scoring/robust-model.ts'
import type { Signer } from '../domain/signer.ts'
import type { RatingReason } from '../domain/reasons.ts'

const LATEST = 200
/** The course of trust is written down so long after it changed. */
const SAVE_MS = 5000

export type TrustMode = 'robust' | 'paper'

export interface RatingsOptions {
  store: RatingStore
  log: OwnLog
  signer: Signer
  /** What is written for a truthful score; see Behaviour in node.ts. */
  behaviour: { rates(truthful: number): number }
  clock: Clock
  logLine(line: string): void
  /** Where decisions are kept. */
  decisions: DecisionStore
  /** The founding formula if left out. */
  mode?: TrustMode
  /** Of the paper mode. */
  parameters?: Parameters
  /** A block of a rating log that is at hand; null if it is not. */
  blockOf?(rater: string, seq: number): Promise<Uint8Array | null>
}

export interface RatingEvents extends Record<string, unknown> {
  /** A peer's trust changed. */
  trust: { subject: string }
  rating: { rater: string; subject: string; score: number; reason: RatingReason; time: number; own: boolean }
  /** The decision over a peer changed, by the rule, the user or a proof. */
  excluded: { subject: string }
  readmitted: { subject: string }
  /** The cache was thrown away: these logs are to be read again, each from `position`. */
  rebuilt: { reason: string; logs: string[] }
}

/**
 * Ratings given and read: my own log is written here, all logs are read here, and folded into the trust of each peer.
 */
export class Ratings {
  readonly events = new Emitter<RatingEvents>()
  readonly formula: Omit<PeerDetail['formula'], 'recentCount'>
  readonly #o: RatingsOptions
  /** Who is excluded, and the user's own word. */
  readonly decisions: Decisions
  readonly #parameters: Parameters
  readonly #graph = new RatingGraph()
  readonly #refusals = new Refusals()
  readonly #intake: RatingIngest
  #judge: TrustModel
  #work: Promise<unknown> = Promise.resolve()
  #cancelSave: (() => void) | null = null
  #blame: readonly BlameShare[] = []
  #rereading: Rereading | null = null

  constructor(options: RatingsOptions) {
    this.#o = options
    const { clock, decisions: store, signer } = options
    this.#parameters = options.parameters ?? DEFAULT_PARAMETERS
    const { weightTotal, weightRecent, recentWindow, minRatings, exclusionThreshold } = this.#parameters
    this.formula = { weightTotal, weightRecent, recentWindow, minRatings, exclusionThreshold }
    this.#judge = this.#newJudge(options.mode ?? 'paper')
    this.#intake = new RatingIngest({
      ...options,
      inTurn: (work) => this.#inTurn(work),
      fold: (judged) => this.#fold(judged),
    })
    for (const rating of options.store.all()) this.#take(rating, false)
    this.#judge.takeChanged()
    this.decisions = new Decisions({
      store,
      clock,
      // nobody excludes themselves
      rule: (peer, before) => (peer === signer.publicKey ? before : this.#judge.stand(peer, before)),
      u: (peer) => this.#judge.score(peer).u,
    })
    this.decisions.events.on('change', ({ peer }) => this.events.emit('trust', { subject: peer }))
    this.decisions.events.on('excluded', ({ peer }) => this.events.emit('excluded', { subject: peer }))
    this.decisions.events.on('readmitted', ({ peer }) => this.events.emit('readmitted', { subject: peer }))
    for (const peer of this.#judge.peers()) this.decisions.reconsider(peer)
  }

  get mode(): TrustMode {
    return this.#judge.mode
  }

  /**
   * Another way to compute trust, from the same evidence; what the former rule decided is forgotten, the user's own
   * word is not.
   */
  setMode(mode: TrustMode): void {
    if (mode === this.#judge.mode) return
    this.#judge.save()
    this.#judge = this.#newJudge(mode)
    for (const rating of this.#o.store.all()) this.#judge.fold(rating, false)
    this.#judge.takeChanged()
    this.decisions.startAfresh(this.#judge.peers())
    for (const subject of this.#judge.peers()) this.events.emit('trust', { subject })
  }

  /**
   * Says who shares the blame for whom (invitation communities); replaces what was said before. Scores and decisions
   * follow.
   */
  shareBlame(shares: readonly BlameShare[]): void {
    this.#blame = shares
    this.#judge.shareBlame(shares)
    this.#tellChanged()
  }

  /**
   * What the rule remembers of a peer. Over me there is no decision of mine: it is what the rule says of me to others,
   * by the mode in use.
   */
  #held(peer: string): Readonly<Held> {
    return peer === this.#o.signer.publicKey ? this.#judge.stand(peer, NEW) : this.decisions.held(peer)
  }

  #newJudge(mode: TrustMode): TrustModel {
    const { store, signer } = this.#o
    const judge =
      mode === 'paper'
        ? new PaperTrustModel(this.#parameters, (peer) => store.of(peer))
        : new RobustTrustModel(signer.publicKey, ROBUST_DEFAULTS, store)
    judge.shareBlame(this.#blame)
    return judge
  }

  /**
   * Reads of my own log what the store has not seen: blocks appended right before a crash. Rebuilds if the log is
   * shorter than that.
   */
  start(): Promise<void> {
    this.decisions.start()
    return this.#inTurn(async () => {
      if (this.position(this.#o.signer.publicKey) > this.#o.log.length)
        return this.#rebuild('the own rating log is shorter than the store remembers')
      await this.#readOwn()
    })
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    do await this.#work.catch(() => {})
    while (this.#intake.busy)
    this.#cancelSave?.()
    this.decisions.close()
    this.#rereading?.close()
    this.#judge.save()
  }

  /**
   * Rates the provider of a transfer attempt that ended; returns the score written. Null if nothing was: a refusal that
   * repeats one of the last minute. The same outcome twice (a crash in between) is written once.
   */
  async onTransferEnded(ended: EndedTransfer): Promise<number | null> {
    const { ready } = this.#o.log
    if (ready) await ready
    return this.#inTurn(async () => {
      const { peer, reason, receipt } = ended
      const time = Math.round(ended.ended)
      await this.#readOwn()
      const me = this.#o.signer.publicKey
      const before = receipt
        ? this.#o.store.byNonce(me, Buffer.from(decodeReceipt(receipt).body.nonce, 'hex'))
        : this.#o.store.find(me, peer, time, reason)
      if (before) return before.score
      if (reason === 'refused' && this.#refusals.repeats(peer, ended.root, time)) return null
      const truthful = reason === 'served' ? 1 : 0
      const given = this.#o.behaviour.rates(truthful)
      const value = given >= 0 && given <= 1 ? given : truthful
      const seq = await this.#append({ subject: peer, receipt, score: value, reason, comment: '', time })
      if (ended.transfer !== undefined) this.#o.store.saveRatedTransfer(ended.transfer, seq)
      return value
    })
  }

  /**
   * Appends a rating by hand. Throws BAD_INPUT for myself, a key that is none, a score out of [0, 1] or a comment over
   * 500 characters.
   */
  async rateByHand(subject: string, score: number, comment: string, reason: RatingReason = 'manual'): Promise<void> {
    const text = checkedComment(this.#o.signer.publicKey, { subject, score, comment })
    await this.#inTurn(() =>
      this.#append({ subject, receipt: null, score, reason, comment: text, time: this.#o.clock.now() }),
    )
  }

  /** The place in my log of what I said of a transfer; null if nothing. */
  ratedTransfer(transfer: string): number | null {
    return this.#o.store.ratedTransfer(transfer)
  }

  /**
   * Says something else of what my rating number `seq` is about: appended with the same receipt, so that it takes the
   * earlier one's place; a
   * rating without a receipt is followed by another. Throws NOT_FOUND if there is no such rating, BAD_INPUT like
   * `rateByHand`.
   */
  async correct(seq: number, score: number, comment: string, reason: RatingReason): Promise<void> {
    await this.#inTurn(async () => {
      const { signer, log, store, clock } = this.#o
      const before = store.at(signer.publicKey, seq)
      if (!before)
        throw new HyobanError('NOT_FOUND', 'This rating is not in your log, or was corrected already.', {
          hint: 'Choose the newest one.',
        })
      const text = checkedComment(signer.publicKey, { subject: before.subject, score, comment })
      let receipt: Uint8Array | null = null
      for await (const { block } of log.read(seq, seq + 1)) receipt = decodeRating(block).receipt?.slice() ?? null
      await this.#append({ subject: before.subject, receipt, score, reason, comment: text, time: clock.now() })
    })
  }

  /**
   * Opens one rating and checks the signatures of its receipt. Throws NOT_FOUND if it does not count or its block is
   * not at hand.
   */
  async open(rater: string, seq: number, named: (peer: string) => NamedPeer): Promise<ReceiptView> {
    const { store, signer, clock } = this.#o
    const rating = store.at(rater, seq)
    const block = rating && (await this.#blockOf(rater, seq))
    if (!rating || !block)
      throw new HyobanError('NOT_FOUND', 'This rating is not at hand.', {
        hint: 'It can be opened again once its log has arrived.',
      })
    return openedRating(rating, block, signer, clock.now(), named)
  }

  async #blockOf(rater: string, seq: number): Promise<Uint8Array | null> {
    if (rater !== this.#o.signer.publicKey) return (await this.#o.blockOf?.(rater, seq)) ?? null
    for await (const { block } of this.#o.log.read(seq, seq + 1)) return block
    return null
  }

  /** Takes blocks number `from` on of `peer`'s log, in order; what was read before is skipped. */
  ingest(peer: string, from: number, blocks: Uint8Array[]): Promise<void> {
    return this.#intake.add(peer, from, blocks)
  }

  /** The first block of a peer's log that has not been read. */
  position(peer: string): number {
    return this.#o.store.position(peer)
  }

  /**
   * Throws the cache away and reads my own log again; whoever follows other logs hears 'rebuilt' and hands them in
   * again.
   */
  rebuild(): Promise<void> {
    return this.#inTurn(() => this.#rebuild('asked for'))
  }

  trustOf(peer: string): Trust {
    const { standing, by } = this.decisions.decision(peer)
    const seen = peer === this.#o.signer.publicKey ? this.#held(peer).standing : standing
    return { ...this.#judge.score(peer), decision: seen, by, override: this.decisions.override(peer)?.decision ?? null }
  }

  isExcluded(peer: string): boolean {
    return this.decisions.isExcluded(peer)
  }

  /**
   * Since when a peer is excluded: by the rule (time of the rating that did it), or else as this node decided it; null
   * if it is not.
   */
  excludedSince(peer: string): number | null {
    const since = this.decisions.excludedSince(peer)
    if (since === null) return null
    const held = this.decisions.held(peer)
    return this.decisions.decision(peer).by === 'rule' && held.since > 0 ? held.since : since
  }

  /** Peers that are excluded now. */
  excludedPeers(): string[] {
    return this.decisions.excluded()
  }

  /** Why a peer stands where it does. */
  explain(peer: string, named: (peer: string) => NamedPeer): ExplanationView {
    const { signer, store } = this.#o
    const override = this.decisions.override(peer)
    const explanation = this.#judge.explain(peer, this.#held(peer), {
      user: override?.decision,
      equivocation: this.decisions.conflict(peer) !== null,
    })
    return explainView(explanation, {
      me: signer.publicKey,
      named,
      reasons: store.reasons(peer),
      mean: (rater) => this.#graph.mean(rater, peer),
      since: this.excludedSince(peer),
      until: override?.until ?? null,
    })
  }

  /** Who rated whom; see RatingGraph. */
  graph(): { nodes: string[]; edges: Edge[]; more: number } {
    return this.#graph.read(this.#o.signer.publicKey)
  }

  /** u after its latest changes, oldest first, at most 32. */
  history(peer: string): number[] {
    return this.#judge.history(peer)
  }

  /** u, U and R over time, oldest first, at most 500. */
  timeline(peer: string): PeerDetail['timeline'] {
    return this.#judge.timeline(peer)
  }

  /** Newest first, at most 200. */
  ratingsOf(peer: string): (Omit<RatingView, 'rater' | 'own'> & { rater: string })[] {
    return this.#o.store.latest(peer, LATEST).map((rating) => ({ ...ratingView(rating), rater: rating.rater }))
  }

  /** How many of a peer's ratings are in its recent window. */
  recentCount(peer: string): number {
    return this.#judge.recentCount(peer)
  }

  /** What counts nothing, by reason: blocks refused in all logs, and ratings that the mode in use gives no weight. */
  ignored(): Partial<Record<IgnoredReason | Ignored['reason'], number>> {
    const sums: ReturnType<Ratings['ignored']> = {}
    const weightless = [...this.#judge.peers()].flatMap((peer) => this.#judge.ignored(peer))
    for (const { reason, count } of [...this.#o.store.ignored(), ...weightless])
      sums[reason] = (sums[reason] ?? 0) + count
    return sums
  }

  /** Counts what was refused before it was read: a log over its limits, or one that contradicts itself. */
  countIgnored(peer: string, reason: IgnoredReason): void {
    this.#o.store.ignore(peer, reason, 1)
    this.events.emit('trust', { subject: peer })
  }

  onTrust(changed: (subject: string) => void): () => void {
    return this.events.on('trust', ({ subject }) => changed(subject))
  }

  async #append(rating: {
    subject: string
    receipt: Uint8Array | null
    score: number
    reason: RatingReason
    comment: string
    time: number
  }): Promise<number> {
    const seq = await this.#o.log.append(encodeRating({ version: 1, ...rating, time: Math.round(rating.time) }))
    await this.#readOwn()
    return seq
  }

  async #readOwn(): Promise<void> {
    const { log, signer } = this.#o
    const from = this.position(signer.publicKey)
    if (from >= log.length) return
    const blocks: Uint8Array[] = []
    for await (const { block } of log.read(from)) blocks.push(block)
    this.#intake.now(signer.publicKey, from, blocks)
  }

  async #rebuild(reason: string): Promise<void> {
    this.#o.logLine(`ratings are read again from the logs: ${reason}`)
    const known = [...this.#judge.peers()]
    const positions = this.#o.store.positions()
    // the own log may be shorter than it was: it is read to its end in any case
    positions.set(this.#o.signer.publicKey, Math.min(positions.get(this.#o.signer.publicKey) ?? 0, this.#o.log.length))
    // a log that contradicts itself is read no more: what it said before stays
    const kept = this.decisions.conflicts().map(({ peer }) => peer)
    for (const peer of kept) positions.delete(peer)
    const logs = [...positions.keys()]
    this.#rereading?.close()
    this.#rereading = new Rereading(positions, this.#o.clock, (due) => {
      this.#rereading = null
      for (const subject of new Set([...known, ...due])) this.decisions.reconsider(subject)
    })
    this.#o.store.clear(kept)
    this.#graph.clear()
    // what the former judge has not kept is drawn anew from the logs, too
    this.#judge = this.#newJudge(this.#judge.mode)
    for (const rating of this.#o.store.all()) this.#take(rating, false)
    await this.#readOwn()
    this.#rereading?.read(this.#o.signer.publicKey, this.#o.log.length)
    for (const subject of known) this.events.emit('trust', { subject })
    this.events.emit('rebuilt', { reason, logs })
  }

  #take(rating: StoredRating, corrected: boolean): void {
    this.#judge.fold(rating, corrected)
    this.#graph.add(rating)
  }

  #tellChanged(): void {
    for (const subject of this.#judge.takeChanged()) {
      this.events.emit('trust', { subject })
      if (this.#rereading) this.#rereading.due(subject)
      else this.decisions.reconsider(subject)
    }
  }

  #fold({ rater, position, ratings, replaced }: Judged): void {
    // a rating corrected in the same batch never reached the store
    const gone = new Set([...replaced.values()].filter((before) => ratings.includes(before)))
    for (const rating of ratings) {
      if (gone.has(rating)) continue
      let before = replaced.get(rating)
      while (before && gone.has(before)) before = replaced.get(before)
      if (before) this.#graph.remove(before)
      this.#take(rating, before !== undefined)
      this.#judge.mark(rating.subject, rating.time)
    }
    for (const { rater, subject, score, reason, time } of ratings) {
      this.events.emit('rating', { rater, subject, score, reason, time, own: rater === this.#o.signer.publicKey })
    }
    this.#tellChanged()
    this.#rereading?.read(rater, position)
    this.#cancelSave ??= this.#o.clock.after(SAVE_MS, () => {
      this.#cancelSave = null
      this.#judge.save()
    })
  }

  /** Writing and reading take turns, so that positions never run past each other. */
  #inTurn<T>(work: () => Promise<T> | T): Promise<T> {
    const run = this.#work.then(work)
    this.#work = run.catch(() => {})
    return run
  }
}
