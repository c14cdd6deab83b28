import { summarise, type Summary } from './metrics/summary.ts'
import type { Plan, PlannedSeries } from './experiment.ts'

/** One point of a line: x, the summary, and the value of each replication (by its number; undefined while missing). */
interface Point extends Summary {
  x: number
}

export interface Series extends PlannedSeries {
  points: Point[]
}

/** Collects the values of a plan's runs as they come in, in any order; what is there can be read at any time. */
export class Results {
  readonly plan: Plan
  #values = new Map<number, ArrayLike<number>>()
  /**
   * Which run of a replication holds a line's points: one for each, or one for all of them (null) if the axis is time.
   */
  #runAt: Map<number | null, number>[]

  constructor(plan: Plan) {
    this.plan = plan
    this.#runAt = plan.series.map(() => new Map())
    plan.runs.forEach(({ series, point }, run) => this.#runAt[series]?.set(point, run))
  }

  /** Puts in what task number `index` gave. */
  add(index: number, values: ArrayLike<number>): void {
    this.#values.set(index, values)
  }

  has(index: number): boolean {
    return this.#values.has(index)
  }

  /** Runs that are in. */
  get size(): number {
    return this.#values.size
  }

  get complete(): boolean {
    return this.#values.size === this.plan.tasks.length
  }

  /** The values of task `index`, or undefined. */
  values(index: number): ArrayLike<number> | undefined {
    return this.#values.get(index)
  }

  /** The value of every replication at one point, in their order: element i belongs to seed i, undefined if not in. */
  replicationsAt(series: number, point: number): (number | undefined)[] {
    const { runs, seeds } = this.plan
    const own = this.#runAt[series]?.get(point)
    const run = own ?? this.#runAt[series]?.get(null) ?? -1
    return seeds.map(
      (_, replication) => this.#values.get(replication * runs.length + run)?.[own === undefined ? point : 0],
    )
  }

  /** All lines as far as they are known; points without any value are left out. */
  series(): Series[] {
    return this.plan.series.map((spec, index) => ({
      ...spec,
      points: this.plan.xs.flatMap((x, point) => {
        const values = this.replicationsAt(index, point).filter((value) => value !== undefined)
        return values.length === 0 ? [] : [{ x, ...summarise(values) }]
      }),
    }))
  }
}
