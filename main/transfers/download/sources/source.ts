import type { Problem } from '../../../contract/base.ts'
import type { QueuePlace } from '../../../contract/views/transfer-views.ts'
import type { ReceiptOutcome } from '../../../domain/receipt.ts'
import type { SourceRow, SourceView, TransferOutcome } from '../../ports.ts'
import * as problems from '../../problems.ts'
import { RateMeter } from '../../rate-meter.ts'
import { encodeOutcome } from '../outcome-codec.ts'
import { mayPass } from '../retry.ts'
import type { DownloadSession } from '../session/session.ts'
import type { SessionEnd } from '../session/session-types.ts'
import { STALL_MS } from '../session/stall-detector.ts'

/** Delay before asking again a busy provider, and one that has used up its share for newcomers, in ms. */
const BUSY_MS = 5000
const NEWCOMER_MS = 30_000
/** Delay before asking again a source without missing chunks, in ms, doubled each time up to the maximum. */
const USELESS_MS = 15_000
const MAX_USELESS_MS = 5 * 60_000

/** What a source delivered in sessions that broke off before the file was complete. */
interface ServedPart {
  outcome: TransferOutcome
  /** Bytes that the receipt covers, and whether both sides signed it. */
  bytes: number
  signed: boolean
}

/** One peer that a download fetches from, across all sessions with it. */
export class DownloadSource {
  readonly peer: string
  /** Its number in the picker. */
  readonly number: number
  readonly meter: RateMeter
  session: DownloadSession | null = null
  queued: QueuePlace | null = null
  /** Not asked again before this time, in ms. */
  notBefore = 0
  problem: Problem | null = null
  /** Not asked again in this attempt; see `problem`. */
  dropped: 'paused' | 'failed' | null = null
  bytes: number
  /** Its score for this attempt, and an outcome (JSON) yet to be rated. */
  rated: number | null
  due: string | null
  /** Rated once at the end of the download, unless a later session proves more. */
  served: ServedPart | null = null
  /** Consecutive sessions in which it held no missing chunk. */
  #useless = 0

  constructor(row: SourceRow, number: number, now: number) {
    this.peer = row.peer
    this.bytes = row.bytes
    this.rated = row.rated
    this.due = row.due
    this.number = number
    this.meter = new RateMeter(now)
  }

  /** The source as it is stored. */
  row(): SourceRow {
    const { peer, bytes, rated } = this
    // What it delivered so far is rated after a crash.
    const due = this.due ?? (this.served && rated === null ? encodeOutcome(this.served.outcome) : null)
    return { peer, bytes, rated, due }
  }

  /** Keeps the best proof: a receipt signed by both before one signed by the requester alone, then the larger. */
  keepServed(served: ServedPart): void {
    const { served: known } = this
    const better = !known || (served.signed === known.signed ? served.bytes > known.bytes : served.signed)
    if (better) this.served = served
  }

  /** What it delivered and is not rated yet; marked as due from here on. */
  takeServed(): TransferOutcome | null {
    const { served } = this
    this.served = null
    if (!served || this.rated !== null || this.due !== null) return null
    this.due = encodeOutcome(served.outcome)
    return served.outcome
  }

  /** It lied or does not have the content: not asked again until the user asks for it. */
  get final(): boolean {
    return this.dropped === 'failed' && !mayPass(this.problem)
  }

  /** Begins a new attempt: it may be asked again and, if `rateAgain`, rated again. */
  renew(rateAgain: boolean): void {
    this.notBefore = 0
    this.dropped = null
    this.problem = null
    this.#useless = 0
    if (rateAgain) this.rated = null
  }

  /** Call when it has connected, or is no longer excluded. */
  comeBack(): void {
    if (!this.final) this.renew(false)
  }

  /** Ends its delay and forgives stalls; call after sleep or a change of network. */
  wake(): void {
    this.notBefore = 0
    this.#useless = 0
    if (this.dropped === 'failed' && this.problem?.code === 'TIMEOUT') this.renew(false)
  }

  /** True if a session may begin now. */
  free(now: number): boolean {
    const wait = this.notBefore - now
    // Longer than any delay: the clock was set back.
    return this.session === null && this.dropped === null && (wait <= 0 || wait > MAX_USELESS_MS)
  }

  view(now: number, online: boolean, chunks: number): SourceView {
    const { peer, session, queued, bytes, problem } = this
    const state = this.dropped ? 'dropped' : !online ? 'offline' : queued ? 'queued' : session?.busy ? 'active' : 'idle'
    return { peer, state, problem, bytes, rate: session ? this.meter.read(now) : 0, chunks, queued }
  }

  /** Decides by a session's end whether and when the next may begin; `useless`: it held no missing chunk. */
  sessionEnded(end: SessionEnd, now: number, useless = false): void {
    if (!useless) this.#useless = 0
    switch (end.kind) {
      case 'whole':
      case 'stopped':
        return
      case 'left':
        this.problem = problems.peerLeft()
        return
      case 'stalled':
        return this.#drop('failed', problems.stalled(STALL_MS / 1000))
      case 'slow':
        return this.#drop('failed', problems.tooSlow())
      case 'corrupt':
        return this.#drop('failed', problems.corrupt())
      case 'abusive':
        return this.#drop('failed', problems.abusive())
      case 'refused': {
        const problem = problems.refused(end.reason)
        if (end.reason === 'excluded') return this.#drop('paused', problem)
        // A newcomer's share is granted anew later.
        if (problem && end.reason !== 'newcomer') return this.#drop('failed', problem)
        this.problem = useless && !problem ? problems.noPart() : problem
        const uselessDelay = Math.min(MAX_USELESS_MS, USELESS_MS * 2 ** this.#useless)
        if (useless) this.#useless++
        this.notBefore = now + (problem ? NEWCOMER_MS : useless ? uselessDelay : BUSY_MS)
      }
    }
  }

  #drop(state: 'paused' | 'failed', problem: Problem | null): void {
    this.dropped = state
    this.problem = problem
  }
}

/** The outcome that a session's end proves; null: none. */
export function outcomeOf(end: SessionEnd): ReceiptOutcome | null {
  switch (end.kind) {
    case 'whole':
      return 'served'
    case 'stalled':
    case 'corrupt':
    case 'abusive':
      return end.kind
    default:
      return null
  }
}
