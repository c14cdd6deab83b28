import type { LabSettings } from '../../lab/scenario.ts'
import { PLACE, RECORD_SHIFT } from '../../model/peers.ts'
import { Run } from '../../model/run.ts'
import { DEFAULT_SETTINGS, NUMBER_NAMES, type ModelSettings } from '../../model/settings.ts'
import { layOutKinds, TRAITOR } from '../kinds.ts'
import { numberOf, textOf } from '../mechanism.ts'

/** The rules that the kernel of the reference model knows. */
export type KernelRule = 'none' | 'exclusion' | 'penalty'

/** Whether the kernel can run these settings: its kinds of peers only, and no choice of providers. */
export function fitsKernel(settings: LabSettings, rule: KernelRule): boolean {
  if (numberOf(settings, 'candidates') > 1) return false
  if (rule === 'penalty' && numberOf(settings, 'returns') !== 1) return false
  // kinds are laid out in ascending order
  return (layOutKinds(settings).at(-1) as number) <= TRAITOR
}

function modelSettings(settings: LabSettings, rule: KernelRule): ModelSettings {
  const numbers = Object.fromEntries(NUMBER_NAMES.map((name) => [name, numberOf(settings, name)]))
  const model = { ...DEFAULT_SETTINGS, ...numbers }
  if (rule === 'exclusion') return { ...model, identity: textOf(settings, 'identity') === 'FI' ? 'FI' : 'PI' }
  // nobody is judged, so what judges may not be checked either
  const { weightTotal, weightRecent, recentWindow, minRatings, exclusionThreshold } = DEFAULT_SETTINGS
  return { ...model, weightTotal, weightRecent, recentWindow, minRatings, exclusionThreshold, identity: 'none' }
}

/** What `Meetings` does under one of the kernel's rules, with the same numbers bit for bit, several times as fast. */
export class KernelMeetings {
  readonly N: number
  readonly kinds: Uint8Array
  readonly #run: Run
  /** When the sums were last restarted: transactions, requests and those served. */
  #from = { transactions: 0, requests: 0, served: 0 }

  constructor(settings: LabSettings, seed: number, rule: KernelRule) {
    this.N = numberOf(settings, 'N')
    this.kinds = layOutKinds(settings)
    const penalty = rule === 'penalty' ? numberOf(settings, 'penalty') : undefined
    this.#run = new Run(modelSettings(settings, rule), seed, undefined, penalty)
  }

  get transaction(): number {
    return this.#run.transaction
  }

  get requests(): number {
    return this.#run.requests.asked
  }

  get bad(): number {
    return this.#run.requests.bad
  }

  /** Sums over the transactions since `restartSums`. */
  get sums(): { transactions: number; x: number; W: number; requests: number; served: number } {
    const { transaction, requests, shareSum, performanceSum } = this.#run
    return {
      transactions: transaction - this.#from.transactions,
      x: shareSum,
      W: performanceSum,
      requests: requests.asked - this.#from.requests,
      served: requests.served - this.#from.served,
    }
  }

  restartSums(): void {
    const { transaction, requests } = this.#run
    this.#from = { transactions: transaction, requests: requests.asked, served: requests.served }
    this.#run.shareSum = this.#run.performanceSum = 0
  }

  isExcluded(slot: number): boolean {
    return (this.#run.peers.ints[(slot << RECORD_SHIFT) | PLACE] as number) < 0
  }

  /** Runs `count` transactions. */
  advance(count: number): void {
    this.#run.advance(count)
  }

  /** Lets the next run have the memory. */
  release(): void {
    this.#run.release()
  }
}
