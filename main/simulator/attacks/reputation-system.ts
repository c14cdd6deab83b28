import { grown } from '../../reputation/columns.ts'
import type { Standing } from '../../reputation/decision.ts'
import type { KindCode } from '../../reputation/evidence.ts'
import { Ledger } from '../../reputation/ledger.ts'
import { excludes, trustValue } from '../../reputation/paper/paper.ts'
import { PAPER_DEFAULTS } from '../../reputation/parameters.ts'
import { hold, NEW, standingOf, type Held } from '../../reputation/robust/decision.ts'
import { ROBUST_DEFAULTS, type RobustParameters } from '../../reputation/robust/parameters.ts'
import { scoreTally, type Hypothesis } from '../../reputation/robust/score.ts'
import { Tally, weigh } from '../../reputation/tally.ts'
import { dustOf } from '../../reputation/transfer-weight.ts'
import { View } from '../../reputation/view.ts'

export type Mode = 'paper' | 'robust'
/** Simulated time between two ratings, ms: long enough that each counts as an event of its own. */
export const SERVICE_MS = 60_000

/** The reputation system of a simulated society. Peers are numbered from 0. */
export interface ReputationSystem {
  readonly mode: Mode
  /** Adds a peer. */
  add(): void
  /** Lets two peers see ratings by and about each other. */
  connect(a: number, b: number): void
  /** `bytes`: what the receipt covers, left out: enough to count in full; `file`: names a content that repeats. */
  rate(rater: number, subject: number, score: number, kind: KindCode, bytes?: number, file?: string): void
  /** The subject's current standing in the observer's view. */
  standing(observer: number, subject: number): Standing
  /** What the subject's standing would be after one more bad service to the observer. */
  standingAfterBad(observer: number, subject: number): Standing
  /** The subject's u in the observer's view; null without evidence. */
  trust(observer: number, subject: number): number | null
}

/** The founding paper's formula: one score for all observers, every rating counts; same arithmetic as the model. */
export class PaperReputation implements ReputationSystem {
  readonly mode = 'paper'
  #count = new Int32Array(16)
  #sum = new Float64Array(16)
  #recent: number[][] = []

  add(): void {
    this.#recent.push([])
    while (this.#recent.length > this.#count.length) {
      this.#count = grown(this.#count)
      this.#sum = grown(this.#sum)
    }
  }

  connect(): void {}

  rate(_rater: number, subject: number, score: number): void {
    this.#count[subject] = (this.#count[subject] as number) + 1
    this.#sum[subject] = (this.#sum[subject] as number) + score
    const recent = this.#recent[subject] as number[]
    recent.push(score)
    if (recent.length > PAPER_DEFAULTS.recentWindow) recent.shift()
  }

  trust(_observer: number, subject: number): number | null {
    const count = this.#count[subject] as number
    const recent = this.#recent[subject] as number[]
    if (count === 0) return null
    return trustValue(
      PAPER_DEFAULTS.weightTotal,
      this.#sum[subject] as number,
      count,
      PAPER_DEFAULTS.weightRecent,
      recent.reduce((a, b) => a + b, 0),
      recent.length,
    )
  }

  standingAfterBad(observer: number, subject: number): Standing {
    const { minRatings, exclusionThreshold, recentWindow, weightTotal, weightRecent } = PAPER_DEFAULTS
    const count = (this.#count[subject] as number) + 1
    if (count < minRatings) return 'new'
    const recent = [...(this.#recent[subject] as number[]), 0].slice(-recentWindow)
    const late = recent.reduce((a, b) => a + b, 0)
    const u = trustValue(weightTotal, this.#sum[subject] as number, count, weightRecent, late, recent.length)
    return excludes(count, u, minRatings, exclusionThreshold) ? 'bad' : this.standing(observer, subject)
  }

  standing(observer: number, subject: number): Standing {
    const { minRatings, exclusionThreshold } = PAPER_DEFAULTS
    const count = this.#count[subject] as number
    if (count < minRatings) return 'new'
    return excludes(count, this.trust(observer, subject) as number, minRatings, exclusionThreshold) ? 'bad' : 'good'
  }
}

/** One more first-hand vote of value 0. */
export const ONE_BAD: Hypothesis = { votes: 1, weight: 1, value: 0, own: true }

/** The robust mode: one ledger, and a view with its own standings for each peer. */
export class RobustReputation implements ReputationSystem {
  readonly mode = 'robust'
  readonly ledger = new Ledger()
  readonly parameters: Readonly<RobustParameters>
  readonly #views: View[] = []
  readonly #held: Map<number, Readonly<Held>>[] = []
  /** By peer: the peer itself and its neighbours. */
  readonly #near: number[][] = []
  #updatedIn = new Int32Array(16)
  #round = 0
  #clock = 0
  readonly #tally = new Tally()

  constructor(parameters: Readonly<RobustParameters> = ROBUST_DEFAULTS) {
    this.parameters = parameters
  }

  add(): void {
    const id = this.ledger.peer(`p${String(this.#views.length).padStart(8, '0')}`)
    this.#views.push(new View(this.ledger, id, this.parameters))
    this.#held.push(new Map())
    this.#near.push([id])
    while (this.#views.length > this.#updatedIn.length) this.#updatedIn = grown(this.#updatedIn)
  }

  connect(a: number, b: number): void {
    ;(this.#near[a] as number[]).push(b)
    ;(this.#near[b] as number[]).push(a)
  }

  rate(
    rater: number,
    subject: number,
    score: number,
    kind: KindCode,
    bytes: number | null = null,
    file: string | null = null,
  ): void {
    const time = (this.#clock += SERVICE_MS)
    const content = this.ledger.files.numberOf(rater, subject, file)
    this.ledger.add(rater, subject, score, time, time, kind, -1, dustOf(bytes, this.parameters.fullBytes), content)
    this.#round++
    // nothing changes for the others: they have no opinion of the subject and owe the rater nothing
    for (const near of [this.#near[rater], this.#near[subject]] as number[][]) {
      for (const peer of near) {
        if (this.#updatedIn[peer] === this.#round) continue
        this.#updatedIn[peer] = this.#round
        ;(this.#views[peer] as View).apply(this.ledger.change)
      }
    }
  }

  view(observer: number): View {
    return this.#views[observer] as View
  }

  trust(observer: number, subject: number): number | null {
    return scoreTally(weigh(this.view(observer), subject, this.#tally), this.parameters).u
  }

  standingAfterBad(observer: number, subject: number): Standing {
    if (this.standing(observer, subject) === 'bad') return 'bad'
    const score = scoreTally(this.#tally, this.parameters, undefined, ONE_BAD)
    return standingOf(score, this.parameters)
  }

  standing(observer: number, subject: number): Standing {
    const view = this.view(observer)
    const held = this.#held[observer] as Map<number, Readonly<Held>>
    const before = held.get(subject) ?? NEW
    const after = hold(
      view,
      subject,
      weigh(view, subject, this.#tally),
      scoreTally(this.#tally, this.parameters),
      before,
    )
    if (after !== before) held.set(subject, after)
    return after.standing
  }
}
