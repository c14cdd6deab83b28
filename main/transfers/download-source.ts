import type { QueuePlace } from '../contract/transfer-views.ts'
import type { Problem } from '../contract/base.ts'
import type { DownloadSession, SessionEnd } from './download-session.ts'
import { STALL_MS } from './download-session.ts'
import type { Outcome, SourceRow, SourceView } from './ports.ts'
import * as problems from './problems.ts'
import { RateMeter } from './rate-meter.ts'

/** A busy provider is asked again after so many ms, and one that has given a newcomer its share. */
const BUSY_MS = 5000
const NEWCOMER_MS = 30_000

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
    const { peer, bytes, rated, due } = this
    return { peer, bytes, rated, due }
  }

  /** A new attempt: it may be asked, and rated, again. */
  renew(anew: boolean): void {
    this.notBefore = 0
    this.dropped = null
    this.problem = null
    if (anew) this.rated = null
  }

  /** True if a session may begin now. */
  free(now: number): boolean {
    return this.session === null && this.dropped === null && now >= this.notBefore
  }

  view(now: number, online: boolean, chunks: number): SourceView {
    const { peer, session, queued, bytes, problem } = this
    const state = this.dropped ? 'dropped' : !online ? 'offline' : queued ? 'queued' : session?.busy ? 'active' : 'idle'
    return { peer, state, problem, bytes, rate: session ? this.meter.read(now) : 0, chunks, queued }
  }

  /** What a session's end means for the next one. */
  after(end: SessionEnd, now: number): void {
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
        this.problem = problem
        this.notBefore = now + (problem ? NEWCOMER_MS : BUSY_MS)
      }
    }
  }

  #drop(state: 'paused' | 'failed', problem: Problem | null): void {
    this.dropped = state
    this.problem = problem
  }
}

/** What a session's end says of the provider; null if it says nothing. */
export function outcomeOf(end: SessionEnd): Outcome | null {
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
