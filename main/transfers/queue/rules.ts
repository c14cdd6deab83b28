import type { Settings } from '../../contract/node.ts'
import type { ActiveLimits } from '../../contract/views/transfer-views.ts'
import { limitsAt } from './schedule.ts'

/** The settings that transfers obey. */
export type TransferRules = Pick<
  Settings,
  'transferLimits' | 'transferSchedule' | 'transferSlots' | 'friendsFirst' | 'keepAwake'
>

/** Rules without settings: no limits. */
export const DEFAULT_RULES: TransferRules = {
  transferLimits: { down: 0, up: 0, peerDown: 0, peerUp: 0 },
  transferSchedule: [],
  transferSlots: { downloads: 8, perPeer: 4, uploads: 8 },
  friendsFirst: false,
  keepAwake: true,
}

/** Limits are cached for this many ms. */
const CACHE_MS = 1000

/** The limits in force, evaluated once a second. */
export class CurrentLimits {
  readonly #rules: () => TransferRules
  readonly #now: () => number
  #limits: ActiveLimits | null = null
  #rulesThen: TransferRules | null = null
  #at = 0

  constructor(rules: () => TransferRules, now: () => number) {
    this.#rules = rules
    this.#now = now
  }

  get(): ActiveLimits {
    const now = this.#now()
    const rules = this.#rules()
    if (!this.#limits || rules !== this.#rulesThen || Math.abs(now - this.#at) >= CACHE_MS) {
      this.#limits = limitsAt(rules, now)
      this.#rulesThen = rules
      this.#at = now
    }
    return this.#limits
  }
}
