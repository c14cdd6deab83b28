import { Emitter } from '../base/emitter.ts'
import { SerialQueue } from '../base/serial-queue.ts'
import type { ExplanationView, NamedPeer, PeerDetail, RatingView, ReceiptView } from '../contract/peers.ts'
import type { Trust } from '../contract/trust.ts'
import { type LogName, ownerOf } from '../domain/rating-log/log-name.ts'
import type { RatingReason } from '../domain/reasons.ts'
import { NEW, type Held } from '../reputation/robust/decision.ts'
import type { Ignored } from '../reputation/robust/explanation.ts'
import { DecisionQueue } from './decision-queue.ts'
import { Decisions } from './decisions.ts'
import { DueRatings } from './ingest/due-ratings.ts'
import { RatingIngest, type Judged } from './ingest/rating-ingest.ts'
import { ReadLogs } from './ingest/read-logs.ts'
import { RatingWriter } from './ingest/rating-writer.ts'
import { Rereading } from './ingest/rereading.ts'
import type { BlockRefusal, EndedTransfer, RatingEvents, RatingsOptions, RatingStore, TrustMode } from './ports.ts'
import { openedRating, ratingBlock, ratingView } from './receipts/opened-rating.ts'
import { explainView } from './scoring/explain-view.ts'
import type { Edge } from './scoring/rating-graph.ts'
import type { BlameShare } from './scoring/trust-model.ts'
import { TrustScores } from './scoring/trust-scores.ts'

/** Maximum ratings of one peer in lists. */
const MAX_LISTED = 200
/** Courses of trust are saved this many ms after a change. */
const SAVE_MS = 5000

/**
 * Ratings, and the trust computed from them. The logs are the source of truth: RatingWriter writes this node's own,
 * RatingIngest reads all of them, TrustScores computes, Decisions remembers which peers are excluded.
 */
export class Ratings {
  readonly events = new Emitter<RatingEvents>()
  readonly formula: Omit<PeerDetail['formula'], 'recentCount'>
  readonly decisions: Decisions
  readonly writer: RatingWriter
  /** What was read of the logs of others. */
  readonly readLogs: ReadLogs
  readonly #options: RatingsOptions
  readonly #store: RatingStore
  readonly #me: string
  /** Writing and reading take turns, so that positions never overtake each other. */
  readonly #queue = new SerialQueue()
  readonly #scores: TrustScores
  readonly #ingest: RatingIngest
  readonly #due: DueRatings
  readonly #undecided = new DecisionQueue((subject) => this.#decide(subject))
  #cancelSave: (() => void) | null = null
  #rereading: Rereading | null = null

  constructor(options: RatingsOptions) {
    this.#options = options
    const { clock, stores, logs, signer, behaviour, trust } = options
    this.#store = stores.ratings
    this.#me = signer.publicKey
    this.#scores = new TrustScores(this.#me, stores.ratings, trust)
    const { weightTotal, weightRecent, recentWindow, minRatings, exclusionThreshold } = this.#scores.parameters
    this.formula = { weightTotal, weightRecent, recentWindow, minRatings, exclusionThreshold }
    const shared = { store: stores.ratings, log: logs.own, logs, signer, clock, queue: this.#queue }
    this.#ingest = new RatingIngest(shared)
    this.#due = new DueRatings({ ...shared, ingest: this.#ingest, log: options.log })
    this.#ingest.events.on('stored', (judged) => this.#onStored(judged))
    this.readLogs = new ReadLogs({ ...shared, scores: this.#scores, changed: (peers) => this.#undecided.add(peers) })
    this.writer = new RatingWriter({ ...shared, waiting: stores.waiting, ingest: this.#ingest, behaviour })
    this.decisions = new Decisions({
      store: stores.decisions,
      clock,
      // this node does not exclude itself
      rule: (peer, before) => (peer === this.#me ? before : this.#scores.model.stand(peer, before)),
      u: (peer) => this.#scores.model.score(peer).u,
    })
    this.decisions.events.on('change', ({ peer }) => this.events.emit('trust', { subject: peer }))
    this.decisions.events.on('excluded', ({ peer }) => this.events.emit('excluded', { subject: peer }))
    this.decisions.events.on('readmitted', ({ peer }) => this.events.emit('readmitted', { subject: peer }))
    for (const peer of this.#scores.model.peers()) this.decisions.reconsider(peer)
  }

  /**
   * Reads blocks of the own log that are not in the store (appended just before a crash). Clears the cache if the log
   * is shorter than the store remembers.
   */
  async start(): Promise<void> {
    this.decisions.start()
    await this.#queue.run(async () => {
      const { own } = this.#options.logs
      if (this.position(own.name) > own.length)
        return this.#rebuild('the own rating log is shorter than the store remembers')
      await this.#ingest.readOwn()
    })
    await this.#due.read()
  }

  /** Waits for pending writes. */
  async close(): Promise<void> {
    this.writer.close()
    do await this.#queue.idle()
    while (this.#ingest.busy)
    this.#cancelSave?.()
    this.#due.close()
    this.#undecided.close()
    this.decisions.close()
    this.#rereading?.close()
    this.#scores.model.save()
  }

  get mode(): TrustMode {
    return this.#scores.model.mode
  }

  /** Computes trust in another mode. Decisions of the former rule are forgotten, those of the user are kept. */
  setMode(mode: TrustMode): void {
    if (mode === this.mode) return
    this.#scores.switchTo(mode)
    this.decisions.restart(this.#scores.model.peers())
    for (const subject of this.#scores.model.peers()) this.events.emit('trust', { subject })
  }

  /** Replaces the shares of blame (communities by invitation), then updates scores and decisions. */
  shareBlame(shares: readonly BlameShare[]): void {
    this.#scores.shareBlame(shares)
    this.#decideChanged()
  }

  /** Rates the provider of a transfer attempt that ended; see `RatingWriter.rateTransfer`. */
  onTransferEnded(ended: EndedTransfer): Promise<number | null> {
    return this.writer.rateTransfer(ended)
  }

  /** Appends a rating by the user, or lets it wait; see `RatingWriter.rateByHand`. */
  async rateByHand(subject: string, score: number, comment: string, reason: RatingReason = 'manual'): Promise<void> {
    await this.writer.rateByHand(subject, score, comment, reason)
  }

  /** Replaces the own rating number `seq`; see `RatingWriter.correct`. */
  correct(seq: number, score: number, comment: string, reason: RatingReason): Promise<void> {
    return this.writer.correct(seq, score, comment, reason)
  }

  /** The number of the own rating of a transfer; null if there is none. */
  ratedTransfer(transfer: string): number | null {
    return this.#store.ratedTransfer(transfer)
  }

  /** Ingests blocks of a log from number `from` on, in order; blocks read before are skipped. */
  ingest(log: LogName, from: number, blocks: Uint8Array[]): Promise<void> {
    return this.#ingest.add(log, from, blocks)
  }

  /** The first block of a log that has not been read. */
  position(log: LogName): number {
    return this.#store.position(log)
  }

  /** Clears the cache and reads the own log again; 'rebuilt' names the logs that must be ingested again. */
  rebuild(): Promise<void> {
    return this.#queue.run(() => this.#rebuild('requested by the user'))
  }

  /** Counts a log refused before its blocks were read: over its limits, or equivocating. */
  countIgnored(peer: string, reason: BlockRefusal): void {
    this.#store.ignore(peer, reason, 1)
    this.events.emit('trust', { subject: peer })
  }

  trustOf(peer: string): Trust {
    const trust = { ...this.#scores.model.score(peer), ...this.decisions.facts(peer) }
    const { standing } = this.#held(peer)
    return peer === this.#me ? { ...trust, decision: standing, standing } : trust
  }

  isExcluded(peer: string): boolean {
    return this.decisions.isExcluded(peer)
  }

  /** When a peer was excluded: by the rule, the time of the decisive rating; else that of the decision; or null. */
  excludedSince(peer: string): number | null {
    const since = this.decisions.excludedSince(peer)
    if (since === null) return null
    const held = this.decisions.held(peer)
    return this.decisions.decision(peer).by === 'rule' && held.since > 0 ? held.since : since
  }

  excludedPeers(): string[] {
    return this.decisions.excluded()
  }

  explain(peer: string, named: (peer: string) => NamedPeer): ExplanationView {
    const override = this.decisions.override(peer)
    const explanation = this.#scores.model.explain(peer, this.#held(peer), {
      user: override?.decision,
      equivocation: this.decisions.conflict(peer) !== null,
    })
    return explainView(explanation, {
      me: this.#me,
      named,
      reasons: this.#store.reasons(peer),
      mean: (rater) => this.#scores.graph.mean(rater, peer),
      since: this.excludedSince(peer),
      until: override?.until ?? null,
    })
  }

  /** Who rated whom; see RatingGraph. */
  graph(): { nodes: string[]; edges: Edge[]; more: number } {
    return this.#scores.graph.read(this.#me)
  }

  /** u after its latest changes, oldest first, at most 32. */
  history(peer: string): number[] {
    return this.#scores.model.history(peer)
  }

  /** u, U and R over time, oldest first, at most 500. */
  timeline(peer: string): PeerDetail['timeline'] {
    return this.#scores.model.timeline(peer)
  }

  /** Newest first, at most 200. */
  ratingsOf(peer: string): (Omit<RatingView, 'rater' | 'own'> & { rater: string })[] {
    return this.#store.latest(peer, MAX_LISTED).map((rating) => ({ ...ratingView(rating), rater: rating.rater }))
  }

  /** How many of a peer's ratings are in its recent window. */
  recentCount(peer: string): number {
    return this.#scores.model.recentCount(peer)
  }

  /** Ignored evidence by reason: refused blocks of all logs, and ratings without weight in the current mode. */
  ignored(): Partial<Record<BlockRefusal | Ignored['reason'], number>> {
    const sums: ReturnType<Ratings['ignored']> = {}
    for (const { reason, count } of [...this.#store.ignored(), ...this.#scores.ignored()])
      sums[reason] = (sums[reason] ?? 0) + count
    return sums
  }

  /** A rating with its receipt and checked signatures. Throws NOT_FOUND if it does not count or has no block. */
  async open(rater: string, seq: number, named: (peer: string) => NamedPeer): Promise<ReceiptView> {
    const { logs, clock } = this.#options
    const rating = this.#store.at(rater, seq)
    const block = rating && (await ratingBlock(logs, rater, seq))
    return openedRating(rating, block, this.#options, clock.now(), named)
  }

  /** Calls back when a peer's trust changed; returns a function that stops it. */
  onTrust(changed: (subject: string) => void): () => void {
    return this.events.on('trust', ({ subject }) => changed(subject))
  }

  /** The rule's memory of a peer. For the own key: the standing that the rule would give it, as none is stored. */
  #held(peer: string): Readonly<Held> {
    return peer === this.#me ? this.#scores.model.stand(peer, NEW) : this.decisions.held(peer)
  }

  async #rebuild(reason: string): Promise<void> {
    const { clock, log, logs } = this.#options
    log(`ratings are read again from the logs: ${reason}`)
    const known = [...this.#scores.model.peers()]
    const positions = this.#store.positions()
    // the own log may be shorter than it was: it is always read to its end
    positions.set(logs.own.name, Math.min(positions.get(logs.own.name) ?? 0, logs.own.length))
    // an equivocating log is no longer read: its earlier ratings stay
    const kept = this.decisions.conflicts().map(({ peer }) => peer)
    for (const log of positions.keys()) if (kept.includes(ownerOf(log))) positions.delete(log)
    const reread = [...positions.keys()]
    this.#rereading?.close()
    this.#rereading = new Rereading(positions, clock, (pending) => {
      this.#rereading = null
      for (const subject of new Set([...known, ...pending])) this.decisions.reconsider(subject)
    })
    this.#store.clear(kept)
    this.#scores.reload()
    await this.#ingest.readOwn()
    this.#rereading?.read(logs.own.name, logs.own.length)
    for (const subject of known) this.events.emit('trust', { subject })
    this.events.emit('rebuilt', { reason, logs: reread })
  }

  #onStored(judged: Judged): void {
    this.#scores.fold(judged)
    for (const { rater, subject, score, reason, time } of judged.ratings)
      this.events.emit('rating', { rater, subject, score, reason, time, own: rater === this.#me })
    this.#decideChanged()
    this.#rereading?.read(judged.log, judged.position)
    this.#cancelSave ??= this.#options.clock.after(SAVE_MS, () => {
      this.#cancelSave = null
      this.#scores.model.save()
    })
  }

  #decideChanged(): void {
    this.#undecided.add(this.#scores.model.takeChanged())
  }

  #decide(subject: string): void {
    this.events.emit('trust', { subject })
    if (this.#rereading) this.#rereading.defer(subject)
    else this.decisions.reconsider(subject)
  }
}
