import type { Clock } from '../../base/clock.ts'
import type { Settings } from '../../contract/node.ts'
import type { ActiveLimits } from '../../contract/views/transfer-views.ts'
import type { DownloadRates } from '../download/down-limit.ts'
import type { UploadRules } from '../upload/upload-scheduler.ts'
import { limitsAt } from './schedule.ts'

/** The settings that transfers obey. */
export type TransferRules = Pick<
  Settings,
  | 'transferLimits'
  | 'transferSchedule'
  | 'alternativeLimits'
  | 'alternativeLimitsOn'
  | 'transferSlots'
  | 'friendsFirst'
  | 'keepAwake'
>

/** Current settings; `values` may change at any time. */
export interface TransferSettings {
  readonly values: TransferRules
}

/** Rules without settings: no limits. */
export const DEFAULT_RULES: TransferRules = {
  transferLimits: { down: 0, up: 0, peerDown: 0, peerUp: 0 },
  transferSchedule: [],
  alternativeLimits: { down: 0, up: 0 },
  alternativeLimitsOn: false,
  transferSlots: { downloads: 8, perPeer: 4, uploads: 8 },
  friendsFirst: false,
  keepAwake: true,
}

/** Limits are cached for this many ms. */
const CACHE_MS = 1000

/** The limits in force, evaluated once per second. Rates are in bytes per second; 0: no limit. */
export class CurrentLimits implements DownloadRates, UploadRules {
  readonly #settings: TransferSettings
  readonly #clock: Clock
  #limits: ActiveLimits | null = null
  #evaluated: TransferRules | null = null
  #at = 0

  constructor(settings: TransferSettings, clock: Clock) {
    this.#settings = settings
    this.#clock = clock
  }

  get rules(): TransferRules {
    return this.#settings.values
  }

  get down(): number {
    return this.active().down
  }

  get peerDown(): number {
    return this.rules.transferLimits.peerDown
  }

  get up(): number {
    return this.active().up
  }

  get peerUp(): number {
    return this.rules.transferLimits.peerUp
  }

  get uploadSlots(): number {
    return this.rules.transferSlots.uploads
  }

  get friendsFirst(): boolean {
    return this.rules.friendsFirst
  }

  /** Limits of all transfers now, by the switch of the alternative ones and the schedule. */
  active(): ActiveLimits {
    const now = this.#clock.now()
    const { rules } = this
    if (!this.#limits || rules !== this.#evaluated || Math.abs(now - this.#at) >= CACHE_MS) {
      this.#limits = limitsAt(rules, now)
      this.#evaluated = rules
      this.#at = now
    }
    return this.#limits
  }
}
