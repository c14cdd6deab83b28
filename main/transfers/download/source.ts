import type { QueuePlace } from '../../contract/views/transfer-views.ts'
import type { Problem } from '../../contract/base.ts'
import type { DownloadSession, SessionEnd } from './session.ts'
import { STALL_MS } from './session.ts'
import { encodeOutcome } from './outcome-codec.ts'
import type { SourceRow, SourceView, TransferOutcome } from '../ports.ts'
import * as problems from '../problems.ts'
import { RateMeter } from '../rate-meter.ts'
import { mayPass } from './retry.ts'
import type { ReceiptOutcome } from '../../domain/receipt.ts'

/** A busy provider is asked again after so many ms, and one that has given a newcomer its share. */
const BUSY_MS = 5000
const NEWCOMER_MS = 30_000
/** One that had nothing for us is asked again after so many ms, doubled each time in vain up to the second. */
const NOTHING_MS = 15_000
const LONGEST_NOTHING_MS = 5 * 60_000

/** What a source has served in sessions that it ended itself before the file was whole. */
export interface Served {
  outcome: TransferOutcome
  /** What the receipt is about, and whether both signed it. */
  bytes: number
  signed: boolean
}

/** One peer that a download takes from, over all sessions with it. */
export class Source {
  readonly peer: string
  /** Its number among the sources of this download. */
  readonly number: number
  readonly meter: RateMeter
  session: DownloadSession | null = null
  queued: QueuePlace | null = null
  /** Not asked before this time, in ms. */
  notBefore = 0
  problem: Problem | null = null
  /** Asked no more in this attempt: what it did, or said. */
  dropped: 'paused' | 'failed' | null = null
  bytes: number
  /** The score I gave it for this attempt, and an outcome (JSON) that has not been rated yet. */
  rated: number | null
  due: string | null
  /** To be rated once, at the end of the download, unless a later session says more. */
  served: Served | null = null
  /** Sessions in a row in which it had nothing for us. */
  #vain = 0

  constructor(row: SourceRow, number: number, now: number) {
    this.peer = row.peer
    this.bytes = row.bytes
    this.rated = row.rated
    this.due = row.due
    this.number = number
    this.meter = new RateMeter(now)
  }

  /** As it is kept. */
  row(): SourceRow {
    const { peer, bytes, rated } = this
    // after a crash what it served until then is rated
    const due = this.due ?? (this.served && rated === null ? encodeOutcome(this.served.outcome) : null)
    return { peer, bytes, rated, due }
  }

  /**
   * Remembers what it served so far; a receipt that both signed before one that I signed alone, the larger before the
   * smaller.
   */
  keepServed(served: Served): void {
    const { served: known } = this
    const better = !known || (served.signed === known.signed ? served.bytes > known.bytes : served.signed)
    if (better) this.served = served
  }

  /** What it served and nobody rated yet; it counts as due from here on. */
  takeServed(): TransferOutcome | null {
    const { served } = this
    this.served = null
    if (!served || this.rated !== null || this.due !== null) return null
    this.due = encodeOutcome(served.outcome)
    return served.outcome
  }

  /** It lied, or has not what is wanted: no use in asking it again unless the user says so. */
  get final(): boolean {
    return this.dropped === 'failed' && !mayPass(this.problem)
  }

  /** A new attempt: it may be asked, and rated, again. */
  renew(anew: boolean): void {
    this.notBefore = 0
    this.dropped = null
    this.problem = null
    this.#vain = 0
    if (anew) this.rated = null
  }

  /** It is connected or let in again: it may be asked, unless it lied or has not what is wanted. */
  comeBack(): void {
    if (!this.final) this.renew(false)
  }

  /** It need not wait for its time; that it was silent may have been the network's doing. */
  wake(): void {
    this.notBefore = 0
    this.#vain = 0
    if (this.dropped === 'failed' && this.problem?.code === 'TIMEOUT') this.renew(false)
  }

  /** True if a session may begin now. */
  free(now: number): boolean {
    const wait = this.notBefore - now
    // longer than any wait: the clock was set back
    return this.session === null && this.dropped === null && (wait <= 0 || wait > LONGEST_NOTHING_MS)
  }

  view(now: number, online: boolean, chunks: number): SourceView {
    const { peer, session, queued, bytes, problem } = this
    const state = this.dropped ? 'dropped' : !online ? 'offline' : queued ? 'queued' : session?.busy ? 'active' : 'idle'
    return { peer, state, problem, bytes, rate: session ? this.meter.read(now) : 0, chunks, queued }
  }

  /** What a session's end means for the next one; `useless`: it had nothing that is missing here. */
  after(end: SessionEnd, now: number, useless = false): void {
    if (!useless) this.#vain = 0
    switch (end.kind) {
      case 'whole':
      case 'stopped':
        return
      case 'left':
        this.problem = problems.peerLeft()
        return
      case 'stalled':
        return this.#drop('failed', problems.stalled(STALL_MS / 1000))
      case 'corrupt':
        return this.#drop('failed', problems.corrupt())
      case 'abusive':
        return this.#drop('failed', problems.abusive())
      case 'refused': {
        const problem = problems.refused(end.reason)
        if (end.reason === 'excluded') return this.#drop('paused', problem)
        // neither is a fault of the file or of the line: it goes on by itself
        if (problem && end.reason !== 'newcomer') return this.#drop('failed', problem)
        this.problem = useless && !problem ? problems.noPart() : problem
        const vain = Math.min(LONGEST_NOTHING_MS, NOTHING_MS * 2 ** this.#vain)
        if (useless) this.#vain++
        this.notBefore = now + (problem ? NEWCOMER_MS : useless ? vain : BUSY_MS)
      }
    }
  }

  #drop(state: 'paused' | 'failed', problem: Problem | null): void {
    this.dropped = state
    this.problem = problem
  }
}

/** What a session's end says of the provider; null if it says nothing. */
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
