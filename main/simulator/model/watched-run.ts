import { HyobanError } from '../../base/errors.ts'
import { trustValue } from '../../reputation/paper/paper.ts'
import { BAD, COUNT, GENEROSITY, KIND_MASK, PLACE, recentGood, RECORD_SHIFT, SERVES, STATE } from './peers.ts'
import { Run } from './run.ts'
import type { ModelSettings } from './settings.ts'

/** All peers at one moment; element i of each array is slot i. Kinds are indices into KINDS. */
export interface RunSnapshot {
  transaction: number
  x: number
  /** 1 / x, null where nobody contributes. */
  cost: number | null
  performance: number
  participants: number
  contributors: number
  kinds: Uint8Array
  /** 1 where the peer contributes now. */
  contributing: Uint8Array
  /** 1 where the peer is excluded. */
  excluded: Uint8Array
  /** Trust values; NaN where there is no rating yet. */
  u: Float32Array
}

/** x, cost and W after one transaction. */
export interface Sample {
  transaction: number
  x: number
  cost: number | null
  performance: number
}

/** U, R and u of one slot, all null without ratings. */
export interface SlotScore {
  U: number | null
  R: number | null
  u: number | null
  count: number
}

/** Something that happened to the followed slot in a transaction. */
export interface FollowedSlotEvent extends SlotScore {
  transaction: number
  /** "fresh": a peer without history took the slot (a new user, or the same one under a new name). */
  what: 'rated' | 'excluded' | 'fresh'
  /** The rating, for "rated". */
  rating: 0 | 1 | null
  contributing: boolean
}

/** Events kept of the followed slot; older ones are dropped. */
const MAX_EVENTS = 10_000

/** A run that can be inspected; its numbers equal those of an unwatched run with the same settings and seed. */
export class WatchedRun {
  readonly run: Run
  #slot: number | null = null
  #history: FollowedSlotEvent[] = []

  /** Throws HyobanError BAD_INPUT for settings out of range. */
  constructor(settings: ModelSettings, seed: number) {
    this.run = new Run(settings, seed)
  }

  get finished(): boolean {
    return this.run.transaction >= this.run.settings.transactions
  }

  /** x, cost and W now. */
  sample(): Sample {
    const { transaction, x, performance } = this.run
    return { transaction, x, cost: x > 0 ? 1 / x : null, performance }
  }

  /** Runs up to `count` transactions, at most to the end; returns a sample after every `every` and at the end. */
  step(count: number, every = count): Sample[] {
    const end = Math.min(this.run.settings.transactions, this.run.transaction + count)
    const samples: Sample[] = []
    while (this.run.transaction < end) {
      this.#advance(Math.min(end, this.run.transaction + Math.max(1, every)))
      samples.push(this.sample())
    }
    return samples
  }

  /** Starts following a slot (null: none), with an empty history. Throws HyobanError BAD_INPUT for an unknown slot. */
  follow(slot: number | null): void {
    if (slot !== null && !(Number.isInteger(slot) && slot >= 0 && slot < this.run.settings.N)) {
      throw new HyobanError('BAD_INPUT', `There is no peer ${slot}.`, {
        hint: `Peers are numbered 0 to ${this.run.settings.N - 1}.`,
      })
    }
    this.#slot = slot
    this.#history = []
  }

  /** Events of the followed slot since `follow`, oldest first. */
  get history(): readonly FollowedSlotEvent[] {
    return this.#history
  }

  /** U, R and u of a slot, computed from its record. */
  scoreOf(slot: number): SlotScore {
    const {
      settings,
      peers: { ints },
    } = this.run
    const p = slot << RECORD_SHIFT
    const count = ints[p | COUNT] as number
    if (count === 0) return { U: null, R: null, u: null, count }
    const good = count - (ints[p | BAD] as number)
    const recentCount = Math.min(count, settings.recentWindow)
    const recent = recentGood(ints, p, settings.recentWindow)
    return {
      U: good / count,
      R: recent / recentCount,
      count,
      u: trustValue(settings.weightTotal, good, count, settings.weightRecent, recent, recentCount),
    }
  }

  /** All peers now; O(N). */
  snapshot(): RunSnapshot {
    const {
      settings: { N },
      peers: { ints },
      participants,
      contributors,
    } = this.run
    const kinds = new Uint8Array(N)
    const contributing = new Uint8Array(N)
    const excluded = new Uint8Array(N)
    const u = new Float32Array(N)
    for (let slot = 0; slot < N; slot++) {
      const p = slot << RECORD_SHIFT
      const flags = ints[p | STATE] as number
      kinds[slot] = flags & KIND_MASK
      contributing[slot] = (flags & SERVES) === 0 ? 0 : 1
      excluded[slot] = (ints[p | PLACE] as number) < 0 ? 1 : 0
      u[slot] = this.scoreOf(slot).u ?? Number.NaN
    }
    return { ...this.sample(), participants, contributors, kinds, contributing, excluded, u }
  }

  #advance(end: number): void {
    if (this.#slot === null) {
      this.run.advance(end - this.run.transaction)
      return
    }
    while (this.run.transaction < end) this.#advanceOne(this.#slot)
  }

  /** Runs one transaction and records what it changed in the followed slot. */
  #advanceOne(slot: number): void {
    const {
      peers: { ints },
    } = this.run
    const p = slot << RECORD_SHIFT
    const count = ints[p | COUNT] as number
    const bad = ints[p | BAD] as number
    const wasIn = (ints[p | PLACE] as number) >= 0
    const generosity = ints[p | GENEROSITY]
    this.run.advance(1)
    const now = ints[p | COUNT] as number
    const note = (what: FollowedSlotEvent['what'], rating: 0 | 1 | null): void => {
      this.#history.push({
        ...this.scoreOf(slot),
        transaction: this.run.transaction,
        what,
        rating,
        contributing: ((ints[p | STATE] as number) & SERVES) !== 0,
      })
      if (this.#history.length > MAX_EVENTS) this.#history.shift()
    }
    if (now === count + 1) note('rated', (ints[p | BAD] as number) === bad ? 1 : 0)
    else if (now < count || ints[p | GENEROSITY] !== generosity) note('fresh', null)
    if (wasIn && (ints[p | PLACE] as number) < 0) note('excluded', null)
  }
}
