import type { QueryOutcome } from './overlay.ts'
import type { World } from './world.ts'

/** Median of whole numbers, interpolated within its class (as for grouped data), and the 95th percentile. */
export function medianAndP95(values: readonly number[]): { median: number; p95: number } {
  const sorted = Float64Array.from(values).sort()
  const n = sorted.length
  const middle = sorted[Math.floor(n / 2)] as number
  const below = sorted.findIndex((value) => value === middle)
  const equal = sorted.findLastIndex((value) => value === middle) - below + 1
  return { median: middle - 0.5 + (n / 2 - below) / equal, p95: sorted[Math.ceil(0.95 * n) - 1] as number }
}

/** Counts what queries came to. */
export class QueryTally {
  queries = 0
  messages = 0
  found = 0
  /** Queries for files of which a live node has a copy. */
  answerable = 0
  /** Those of them that found it. */
  answered = 0
  readonly #hops: number[] = []

  add({ found, messages, hops }: QueryOutcome, answerable: boolean): void {
    this.queries++
    this.messages += messages
    if (answerable) this.answerable++
    if (!found) return
    if (answerable) this.answered++
    this.found++
    this.#hops.push(hops)
  }

  metrics(): Record<string, number> {
    const { queries, found, answerable, answered } = this
    const hops = found > 0 ? medianAndP95(this.#hops) : undefined
    return {
      ...(answerable > 0 && { success: answered / answerable }),
      messages: this.messages / queries,
      ...(hops && { hops: hops.median, hopsP95: hops.p95 }),
      availability: found / queries,
    }
  }

  /** Mean hops of the queries that found something. */
  get meanHops(): number {
    return this.#hops.reduce((sum, hops) => sum + hops, 0) / this.#hops.length
  }
}

/** How unevenly live nodes were loaded, and what they could carry if each handled one message a second. */
export function loadMetrics(world: World, queries: number): Record<string, number> {
  let most = 0
  let sum = 0
  for (let node = 0; node < world.nodes; node++) {
    if (world.live[node] === 0) continue
    const load = world.load[node] as number
    sum += load
    if (load > most) most = load
  }
  if (sum === 0) return {}
  return { loadRatio: (most * world.liveCount) / sum, throughput: queries / most }
}
