// Sessions of peers, for estimates of turnover and of how many peers there are. A session is on the disk from its first
// moment and grows with each beat, so that a crash leaves it closed at the last known time.
import type { Clock } from '../base/clock.ts'

/** A session of a peer: connected from `from` to `until`, ms since the epoch. */
export interface Sighting {
  peer: string
  from: number
  until: number
}

/** Stores sessions; the store room implements it. */
export interface SightingStore {
  /** The session of the peer that ended last. */
  latest(peer: string): Sighting | undefined
  /** Saves a session, or the later end of one that is stored. */
  save(sighting: Sighting): void
  /** Removes sessions that ended before `time`, unless that are all. */
  prune(time: number): void
}

/** A peer that is back after less than this, in ms, has not left. */
const SESSION_GAP_MS = 10 * 60_000
/** Interval between two extensions of open sessions, in ms. */
const BEAT_MS = 5 * 60_000
/** Sessions are kept this long, in ms: 90 days. */
const KEEP_MS = 90 * 86_400_000
const PRUNE_EVERY_BEATS = 86_400_000 / BEAT_MS

/** Records when peers are connected. */
export class Sightings {
  readonly #store: SightingStore
  readonly #clock: Clock
  /** Connected peers; null: since when is not certain, as the clock has jumped. */
  readonly #open = new Map<string, Sighting | null>()
  /** The latest time known. */
  #known: number
  #beats = 0
  #cancel: () => void

  constructor(store: SightingStore, clock: Clock) {
    this.#store = store
    this.#clock = clock
    this.#known = clock.now()
    store.prune(this.#known - KEEP_MS)
    this.#cancel = clock.after(BEAT_MS, () => this.#beat())
  }

  joined(peer: string): void {
    const now = this.#now()
    if (!this.#open.has(peer)) this.#start(peer, now)
  }

  left(peer: string): void {
    const now = this.#now()
    this.#extend(peer, now)
    this.#open.delete(peer)
  }

  /** Ends all sessions now. */
  close(): void {
    this.#cancel()
    const now = this.#now()
    for (const peer of this.#open.keys()) this.#extend(peer, now)
    this.#open.clear()
  }

  /**
   * The time. After a jump (the computer slept, or its clock was set) open sessions end at the last known time: whether
   * their peers are still there turns out by the next beat.
   */
  #now(): number {
    const now = this.#clock.now()
    if (Math.abs(now - this.#known) >= SESSION_GAP_MS) for (const peer of this.#open.keys()) this.#open.set(peer, null)
    this.#known = now
    return now
  }

  #start(peer: string, now: number): void {
    const last = this.#store.latest(peer)
    const goesOn = last !== undefined && Math.abs(now - last.until) < SESSION_GAP_MS
    const session = goesOn ? { ...last, until: Math.max(last.until, now) } : { peer, from: now, until: now }
    this.#open.set(peer, session)
    this.#store.save(session)
  }

  #extend(peer: string, now: number): void {
    const session = this.#open.get(peer)
    if (!session || now <= session.until) return
    session.until = now
    this.#store.save(session)
  }

  #beat(): void {
    const before = this.#known
    const now = this.#now()
    const jumped = Math.abs(now - before) >= SESSION_GAP_MS
    for (const [peer, session] of this.#open) {
      if (session) this.#extend(peer, now)
      else if (!jumped) this.#start(peer, now)
    }
    if (++this.#beats % PRUNE_EVERY_BEATS === 0) this.#store.prune(now - KEEP_MS)
    this.#cancel = this.#clock.after(BEAT_MS, () => this.#beat())
  }
}
