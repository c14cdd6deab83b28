import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import { HyobanError } from '../base/errors.ts'
import type { DecisionRow } from '../contract/peers.ts'
import type { Trust } from '../contract/trust.ts'
import { withOverrides, type Decision, type Standing } from '../reputation/decision.ts'
import { NEW, type Held } from '../reputation/robust/decision.ts'

/** The longest delay of a timer: Node keeps it in a signed 32-bit integer, and a longer one fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1

/** The standing that pages show: the rule's, or the user's decision. */
type Label = DecisionRow['from']

/** The rule's memory of a peer, and the label it led to. Times in ms since the epoch. */
export interface RememberedStanding {
  peer: string
  standing: Standing
  since: number
  label: Label
  excludedSince: number | null
}

/** A decision by the user on a peer; `until` in ms since the epoch, null for no end. */
export interface Override {
  peer: string
  decision: 'allow' | 'block'
  since: number
  until: number | null
}

/** An equivocating rating log. `proof` can be verified by others; empty if the conflict was only observed here. */
export interface Conflict {
  peer: string
  /** The log that it is about, if that is not the first one. */
  epoch?: number
  length: number
  fork: number
  time: number
  proof: Uint8Array
  /** Found with this node's own copy of the log, not received from a neighbour. */
  own?: boolean
}

export type LoggedDecision = Omit<DecisionRow, 'peer'> & { peer: string }

/** Storage of decisions, which never leave this node. */
export interface DecisionStore {
  standings(): RememberedStanding[]
  saveStanding(standing: RememberedStanding): void
  clearStandings(): void
  overrides(): Override[]
  saveOverride(override: Override): void
  dropOverride(peer: string): void
  log(decision: Omit<LoggedDecision, 'id'>): void
  history(peer: string | null, limit: number): LoggedDecision[]
  conflicts(): Conflict[]
  saveConflict(conflict: Conflict): void
  dropConflict(peer: string): void
}

export interface DecisionsOptions {
  store: DecisionStore
  clock: Clock
  /** The standing by the rule, given the one before. */
  rule(peer: string, before: Readonly<Held>): Readonly<Held>
  /** u of a peer, recorded in the history. */
  u(peer: string): number | null
}

/**
 * Which peers are excluded and why: proofs override the rule, the user overrides both. Each change is stored and
 * emitted once.
 */
export class Decisions {
  readonly events = new Emitter<{
    change: { peer: string }
    excluded: { peer: string }
    readmitted: { peer: string }
    proven: { peer: string; length: number }
    /** The proof against a peer no longer counts. */
    pardoned: { peer: string }
  }>()
  readonly #options: DecisionsOptions
  readonly #standings = new Map<string, RememberedStanding>()
  readonly #overrides = new Map<string, Override>()
  readonly #conflicts = new Map<string, Conflict>()
  readonly #timers = new Map<string, () => void>()

  constructor(options: DecisionsOptions) {
    this.#options = options
    for (const standing of options.store.standings()) this.#standings.set(standing.peer, standing)
    for (const override of options.store.overrides()) this.#overrides.set(override.peer, override)
    for (const conflict of options.store.conflicts()) this.#conflicts.set(conflict.peer, conflict)
  }

  /** Ends decisions that expired while the node was off, and schedules the end of the others. */
  start(): void {
    for (const override of [...this.#overrides.values()]) this.#scheduleEnd(override)
  }

  close(): void {
    for (const cancel of this.#timers.values()) cancel()
    this.#timers.clear()
  }

  /** The rule's memory of a peer. */
  held(peer: string): Readonly<Held> {
    return this.#standings.get(peer) ?? NEW
  }

  decision(peer: string): Decision {
    return withOverrides(this.held(peer).standing, {
      user: this.#overrides.get(peer)?.decision,
      equivocation: this.#conflicts.has(peer),
    })
  }

  /** The decision in force with its basis, and the standing by the evidence alone, whatever the user decided. */
  facts(peer: string): Pick<Trust, 'decision' | 'standing' | 'by' | 'override'> {
    const { standing: decision, by } = this.decision(peer)
    const { standing } = withOverrides(this.held(peer).standing, { equivocation: this.#conflicts.has(peer) })
    return { decision, standing, by, override: this.override(peer)?.decision ?? null }
  }

  isExcluded(peer: string): boolean {
    return this.decision(peer).excluded
  }

  /** When this node excluded a peer, ms since the epoch; null if it is not excluded. */
  excludedSince(peer: string): number | null {
    return this.#standings.get(peer)?.excludedSince ?? null
  }

  override(peer: string): Override | null {
    return this.#overrides.get(peer) ?? null
  }

  conflict(peer: string): Conflict | null {
    return this.#conflicts.get(peer) ?? null
  }

  conflicts(): Conflict[] {
    return [...this.#conflicts.values()]
  }

  /** All peers that are excluded now. */
  excluded(): string[] {
    return [...this.#standings.values()].filter(({ excludedSince }) => excludedSince !== null).map(({ peer }) => peer)
  }

  history(peer: string | null, limit: number): LoggedDecision[] {
    return this.#options.store.history(peer, limit)
  }

  /** Applies a decision of the user; 'rule' withdraws it. Throws BAD_INPUT if `until` has passed. */
  decide(peer: string, decision: 'allow' | 'block' | 'rule', until: number | null): void {
    const { store, clock } = this.#options
    const now = clock.now()
    if (decision !== 'rule' && until !== null && !(until > now))
      throw new HyobanError('BAD_INPUT', 'The end of this decision is in the past.', {
        hint: 'Choose a time in the future.',
      })
    this.#timers.get(peer)?.()
    this.#timers.delete(peer)
    if (decision === 'rule') {
      this.#overrides.delete(peer)
      store.dropOverride(peer)
    } else {
      const override: Override = { peer, decision, since: now, until }
      this.#overrides.set(peer, override)
      store.saveOverride(override)
      this.#scheduleEnd(override)
    }
    this.#settle(peer, this.held(peer), 'user')
  }

  /** Records a proof against a peer; true if it is the first. */
  prove(conflict: Conflict): boolean {
    if (this.#conflicts.has(conflict.peer)) return false
    this.#conflicts.set(conflict.peer, conflict)
    this.#options.store.saveConflict(conflict)
    this.#settle(conflict.peer, this.held(conflict.peer), 'proof')
    this.events.emit('proven', { peer: conflict.peer, length: conflict.length })
    return true
  }

  /** Withdraws the proof against a peer, which is then judged by the rule and the user alone. */
  pardon(peer: string): void {
    if (!this.#conflicts.delete(peer)) return
    this.#options.store.dropConflict(peer)
    this.#settle(peer, this.held(peer), 'restart')
    this.events.emit('pardoned', { peer })
  }

  /** Applies the rule again, after the evidence on a peer has changed. */
  reconsider(peer: string): void {
    this.#settle(peer, this.#options.rule(peer, this.held(peer)), 'rule')
  }

  /** Forgets the former rule's memory and applies the rule to all known peers and `peers`. */
  restart(peers: Iterable<string>): void {
    const known = new Set([...this.#standings.keys(), ...peers])
    for (const standing of this.#standings.values()) {
      standing.standing = NEW.standing
      standing.since = NEW.since
    }
    for (const peer of known) this.reconsider(peer)
  }

  #settle(peer: string, held: Readonly<Held>, by: DecisionRow['by']): void {
    const { store, clock } = this.#options
    const before = this.#standings.get(peer)
    const user = this.#overrides.get(peer)
    const { standing, excluded } = withOverrides(held.standing, {
      user: user?.decision,
      equivocation: this.#conflicts.has(peer),
    })
    const label: Label = user ? (user.decision === 'allow' ? 'allowed' : 'blocked') : standing
    const wasExcluded = before !== undefined && before.excludedSince !== null
    const from = before?.label ?? 'new'
    if (
      from === label &&
      excluded === wasExcluded &&
      (before?.standing ?? 'new') === held.standing &&
      (before?.since ?? 0) === held.since
    ) {
      if (by === 'user') this.events.emit('change', { peer })
      return
    }
    const now = clock.now()
    const excludedSince = excluded ? (before?.excludedSince ?? now) : null
    const after: RememberedStanding = { peer, standing: held.standing, since: held.since, label, excludedSince }
    this.#standings.set(peer, after)
    store.saveStanding(after)
    // changes between new and good follow from evidence on other peers: not logged
    if (from !== label && (by !== 'rule' || from === 'bad' || label === 'bad'))
      store.log({ time: now, peer, from, to: label, by, u: this.#options.u(peer), until: user?.until ?? null })
    this.events.emit('change', { peer })
    if (excluded !== wasExcluded) this.events.emit(excluded ? 'excluded' : 'readmitted', { peer })
  }

  #scheduleEnd({ peer, until }: Override): void {
    if (until === null) return
    const left = until - this.#options.clock.now()
    if (left <= 0) return this.#end(peer)
    this.#timers.set(
      peer,
      this.#options.clock.after(Math.min(left, MAX_TIMER_MS), () => {
        const override = this.#overrides.get(peer)
        if (override) this.#scheduleEnd(override)
      }),
    )
  }

  #end(peer: string): void {
    this.#timers.delete(peer)
    this.#overrides.delete(peer)
    this.#options.store.dropOverride(peer)
    this.#settle(peer, this.#options.rule(peer, this.held(peer)), 'expired')
  }
}
