import type { Random } from '../../base/random.ts'
import type { KindCode, ReceiptKind } from '../../reputation/evidence.ts'
import type { Standing } from '../../reputation/decision.ts'
import { NEW, standingOf, type Held } from '../../reputation/robust/decision.ts'
import type { RobustParameters } from '../../reputation/robust/parameters.ts'
import { createView, decide, fold, score, type RobustView } from '../../reputation/robust/robust.ts'
import { scoreTally } from '../../reputation/robust/score.ts'
import { ONE_BAD, SERVICE_MS, type ReputationSystem } from './reputation-system.ts'

const KINDS: readonly ReceiptKind[] = ['none', 'half', 'full']

/**
 * The robust mode where nobody holds all evidence: each peer has its own ledger, as a live node does, and holds the
 * rating logs of a random share of the others only, besides its own.
 */
export class PartialReputation implements ReputationSystem {
  readonly mode = 'robust'
  readonly #parameters: Readonly<RobustParameters>
  readonly #share: number
  readonly #random: Random
  readonly #views: RobustView[] = []
  readonly #standings: Map<number, Readonly<Held>>[] = []
  readonly #near: number[][] = []
  /** By observer: whether it holds the log of a rater, drawn on first use. */
  readonly #holds: Map<number, boolean>[] = []
  #clock = 0

  constructor(parameters: Readonly<RobustParameters>, share: number, random: Random) {
    this.#parameters = parameters
    this.#share = share
    this.#random = random
  }

  add(): void {
    const peer = this.#views.length
    this.#views.push(createView(nameOf(peer), this.#parameters))
    this.#standings.push(new Map())
    this.#holds.push(new Map())
    this.#near.push([peer])
  }

  connect(a: number, b: number): void {
    ;(this.#near[a] as number[]).push(b)
    ;(this.#near[b] as number[]).push(a)
  }

  rate(rater: number, subject: number, value: number, kind: KindCode, bytes?: number, file?: string): void {
    const time = (this.#clock += SERVICE_MS)
    const rating = {
      rater: nameOf(rater),
      subject: nameOf(subject),
      score: value,
      time,
      seq: time,
      reason: 'served' as const,
      receipt: KINDS[kind] as ReceiptKind,
      nonce: null,
      bytes: bytes ?? null,
      file: file ?? null,
    }
    for (const peer of new Set([...(this.#near[rater] as number[]), ...(this.#near[subject] as number[])]))
      if (this.#holdsLog(peer, rater)) fold(this.#views[peer] as RobustView, rating)
  }

  standing(observer: number, subject: number): Standing {
    const standings = this.#standings[observer] as Map<number, Readonly<Held>>
    const before = standings.get(subject) ?? NEW
    const { held } = decide(this.#views[observer] as RobustView, nameOf(subject), before)
    if (held !== before) standings.set(subject, held)
    return held.standing
  }

  standingAfterBad(observer: number, subject: number): Standing {
    if (this.standing(observer, subject) === 'bad') return 'bad'
    const { tally } = this.#views[observer] as RobustView
    return standingOf(scoreTally(tally, this.#parameters, undefined, ONE_BAD), this.#parameters)
  }

  trust(observer: number, subject: number): number | null {
    return score(this.#views[observer] as RobustView, nameOf(subject)).u
  }

  #holdsLog(observer: number, rater: number): boolean {
    if (observer === rater) return true
    const held = this.#holds[observer] as Map<number, boolean>
    let holds = held.get(rater)
    if (holds === undefined) held.set(rater, (holds = this.#random.next() < this.#share))
    return holds
  }
}

const nameOf = (peer: number): string => `p${String(peer).padStart(8, '0')}`
