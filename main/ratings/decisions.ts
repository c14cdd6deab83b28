import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import { HyobanError } from '../base/errors.ts'
import type { DecisionRow } from '../contract/peers.ts'
import { withOverrides, type Decision, type Standing } from '../reputation/decision.ts'
import { NEW, type Held } from '../reputation/robust/decision.ts'

/** A timer longer than this would fire at once: the runtime counts in 32 bits. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Where a peer stands with everything taken together: the rule's word, or the user's. */
export type Label = DecisionRow['from']

/** What the rule remembers of a peer, and what it came to. Times in ms. */
export interface RememberedStanding {
  peer: string
  standing: Standing
  since: number
  label: Label
  excludedSince: number | null
}

/** The user's own word over a peer; `until` null: for good. */
export interface Override {
  peer: string
  decision: 'allow' | 'block'
  since: number
  until: number | null
}

/** A proof that a peer's rating log contradicts itself; `proof` is what others can verify (empty if only seen here). */
export interface Conflict {
  peer: string
  length: number
  fork: number
  time: number
  proof: Uint8Array
}

export type LoggedDecision = Omit<DecisionRow, 'peer'> & { peer: string }

/** Where decisions are kept; the store room has one. They are local only. */
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
}

export interface DecisionsOptions {
  store: DecisionStore
  clock: Clock
  /** The rule's standing of a peer now, given the one before. */
  rule(peer: string, before: Readonly<Held>): Readonly<Held>
  /** u of a peer now, for the history. */
  u(peer: string): number | null
}

/**
 * Who is excluded, who is let in, and why: the rule's standing, under the user's own word and proofs. Remembers, tells
 * each change once.
 */
export class Decisions {
  readonly events = new Emitter<{
    change: { peer: string }
    excluded: { peer: string }
    readmitted: { peer: string }
    proven: { peer: string; length: number }
  }>()
  readonly #o: DecisionsOptions
  readonly #standings = new Map<string, RememberedStanding>()
  readonly #overrides = new Map<string, Override>()
  readonly #conflicts = new Map<string, Conflict>()
  readonly #timers = new Map<string, () => void>()

  constructor(options: DecisionsOptions) {
    this.#o = options
    for (const standing of options.store.standings()) this.#standings.set(standing.peer, standing)
    for (const override of options.store.overrides()) this.#overrides.set(override.peer, override)
    for (const conflict of options.store.conflicts()) this.#conflicts.set(conflict.peer, conflict)
  }

  /** Ends what ran out while the node was off, and waits for what runs out next. */
  start(): void {
    for (const override of [...this.#overrides.values()]) this.#expectEnd(override)
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

  isExcluded(peer: string): boolean {
    return this.decision(peer).excluded
  }

  /** Since when a peer is excluded, as this node acted on it; null if it is not. */
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

  /** Everybody excluded now. */
  excluded(): string[] {
    return [...this.#standings.values()].filter(({ excludedSince }) => excludedSince !== null).map(({ peer }) => peer)
  }

  history(peer: string | null, limit: number): LoggedDecision[] {
    return this.#o.store.history(peer, limit)
  }

  /** The user's word: 'rule' takes it back. Throws BAD_INPUT unless `until` lies ahead. */
  decide(peer: string, decision: 'allow' | 'block' | 'rule', until: number | null): void {
    const { store, clock } = this.#o
    const now = clock.now()
    if (decision !== 'rule' && until !== null && !(until > now))
      throw new HyobanError('BAD_INPUT', 'The end of this decision has passed already.', {
        hint: 'Choose a time that lies ahead.',
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
      this.#expectEnd(override)
    }
    this.#settle(peer, this.held(peer), 'user')
  }

  /** Takes a proof against a peer; true if it is the first. */
  prove(conflict: Conflict): boolean {
    if (this.#conflicts.has(conflict.peer)) return false
    this.#conflicts.set(conflict.peer, conflict)
    this.#o.store.saveConflict(conflict)
    this.#settle(conflict.peer, this.held(conflict.peer), 'proof')
    this.events.emit('proven', { peer: conflict.peer, length: conflict.length })
    return true
  }

  /** The evidence on a peer has changed: asks the rule again. */
  reconsider(peer: string): void {
    this.#settle(peer, this.#o.rule(peer, this.held(peer)), 'rule')
  }

  /**
   * Another rule holds from now on: what the one before remembered is forgotten, and everybody named is asked of again.
   */
  startAfresh(peers: Iterable<string>): void {
    const known = new Set([...this.#standings.keys(), ...peers])
    for (const standing of this.#standings.values()) {
      standing.standing = NEW.standing
      standing.since = NEW.since
    }
    for (const peer of known) this.reconsider(peer)
  }

  #settle(peer: string, held: Readonly<Held>, by: DecisionRow['by']): void {
    const { store, clock } = this.#o
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
    // with more evidence on others a peer may be less or more known than before: no decision that anybody looks for
    if (from !== label && (by !== 'rule' || from === 'bad' || label === 'bad'))
      store.log({ time: now, peer, from, to: label, by, u: this.#o.u(peer), until: user?.until ?? null })
    this.events.emit('change', { peer })
    if (excluded !== wasExcluded) this.events.emit(excluded ? 'excluded' : 'readmitted', { peer })
  }

  #expectEnd({ peer, until }: Override): void {
    if (until === null) return
    const left = until - this.#o.clock.now()
    if (left <= 0) return this.#end(peer)
    this.#timers.set(
      peer,
      this.#o.clock.after(Math.min(left, LONGEST_TIMER_MS), () => {
        const override = this.#overrides.get(peer)
        if (override) this.#expectEnd(override)
      }),
    )
  }

  #end(peer: string): void {
    this.#timers.delete(peer)
    this.#overrides.delete(peer)
    this.#o.store.dropOverride(peer)
    this.#settle(peer, this.#o.rule(peer, this.held(peer)), 'expired')
  }
}
