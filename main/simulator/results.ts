import { summarise, type Summary } from './metrics/summary.ts'
import type { Plan, PlannedSeries } from './experiment.ts'

interface Point extends Summary {
  x: number
}

export interface Series extends PlannedSeries {
  points: Point[]
}

/** Collects the values of a plan's runs, in any order; partial results can be read at any time. */
export class Results {
  readonly plan: Plan
  #values = new Map<number, ArrayLike<number>>()
  /** By series: the run of a replication for each point, or one run for all points (null) if the axis is time. */
  #runAt: Map<number | null, number>[]

  constructor(plan: Plan) {
    this.plan = plan
    this.#runAt = plan.series.map(() => new Map())
    plan.runs.forEach(({ series, point }, run) => this.#runAt[series]?.set(point, run))
  }

  /** Stores the values of task `index`. */
  add(index: number, values: ArrayLike<number>): void {
    this.#values.set(index, values)
  }

  has(index: number): boolean {
    return this.#values.has(index)
  }

  /** Number of finished runs. */
  get size(): number {
    return this.#values.size
  }

  get total(): number {
    return this.plan.tasks.length
  }

  get complete(): boolean {
    return this.size === this.total
  }

  /** Number of points of all lines. */
  get points(): number {
    return this.plan.series.length * this.plan.xs.length
  }

  /** The values of task `index`; undefined if it has not finished. */
  values(index: number): ArrayLike<number> | undefined {
    return this.#values.get(index)
  }

  /** The value of each replication at one point: element i belongs to seed i, undefined if it has not finished. */
  replicationsAt(series: number, point: number): (number | undefined)[] {
    const { runs, seeds } = this.plan
    const own = this.#runAt[series]?.get(point)
    const run = own ?? this.#runAt[series]?.get(null) ?? -1
    return seeds.map(
      (_, replication) => this.#values.get(replication * runs.length + run)?.[own === undefined ? point : 0],
    )
  }

  /** All lines so far, without points that have no value yet. */
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
