import { LRUCache } from 'lru-cache'
import type { Clock } from '../../base/clock.ts'
import { Emitter } from '../../base/emitter.ts'
import { type Budget, BUDGETS, type BudgetRecord } from '../../domain/budgets.ts'

/** A peer is shown as limited for this many ms after it last wanted more than its budget. */
const SHOWN_MS = 300_000
/** Maximum number of limited peers remembered. */
const MAX_LIMITED = 1024

/** The peers that want more of this node than they may use, and of what. */
export class LimitedPeers implements BudgetRecord {
  /** The budgets that a peer exceeds have changed. */
  readonly events = new Emitter<{ change: { key: string } }>()
  readonly #clock: Clock
  /** When each peer last exceeded each budget, ms since the epoch. */
  readonly #limited = new LRUCache<string, Map<Budget, number>>({ max: MAX_LIMITED })
  #cancelSweep: (() => void) | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  exceeded(key: string, budget: Budget): void {
    const limited = this.#limited.get(key) ?? new Map<Budget, number>()
    const isNew = !limited.has(budget)
    limited.set(budget, this.#clock.now())
    this.#limited.set(key, limited)
    this.#cancelSweep ??= this.#clock.after(SHOWN_MS, () => this.#sweep())
    if (isNew) this.events.emit('change', { key })
  }

  /** The budgets that a peer has exceeded lately, in the order of BUDGETS. */
  of(key: string): Budget[] {
    const limited = this.#limited.peek(key)
    return limited ? BUDGETS.filter((budget) => this.#isShown(limited.get(budget))) : []
  }

  close(): void {
    this.#cancelSweep?.()
  }

  #isShown(since: number | undefined): boolean {
    return since !== undefined && Math.abs(this.#clock.now() - since) < SHOWN_MS
  }

  #sweep(): void {
    this.#cancelSweep = null
    let next = Number.POSITIVE_INFINITY
    for (const [key, limited] of [...this.#limited]) {
      const before = limited.size
      for (const [budget, since] of limited) {
        if (this.#isShown(since)) next = Math.min(next, since)
        else limited.delete(budget)
      }
      if (limited.size === 0) this.#limited.delete(key)
      if (limited.size < before) this.events.emit('change', { key })
    }
    if (this.#limited.size > 0)
      this.#cancelSweep = this.#clock.after(Math.max(1000, next + SHOWN_MS - this.#clock.now()), () => this.#sweep())
  }
}
