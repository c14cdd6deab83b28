/** A measurement and its reference from the same run. `ratio`: higher is better, 1 is equal. */
export interface Comparison {
  name: string
  ours: number
  reference: number
  ratio: number
  unit: string
}

/** A measurement beside a constant upper bound; not a comparison, so there is no ratio. */
export interface Limit {
  name: string
  ours: number
  limit: number
  unit: string
}

export type BenchLine = Comparison | Limit

const figure = (value: number): number => Number(value.toPrecision(4))

/** A result where higher is better (MB/s, entries/s, share found): ratio = ours / reference. */
export function rate(name: string, ours: number, reference: number, unit: string): Comparison {
  return { name, ours: figure(ours), reference: figure(reference), ratio: figure(ours / reference), unit }
}

/** A result where lower is better (time, memory, messages): ratio = reference / ours. */
export function cost(name: string, ours: number, reference: number, unit: string): Comparison {
  return { name, ours: figure(ours), reference: figure(reference), ratio: figure(reference / ours), unit }
}

/** A result with a fixed upper bound. */
export function limit(name: string, ours: number, bound: number, unit: string): Limit {
  return { name, ours: figure(ours), limit: figure(bound), unit }
}

/** The median; the mean of the middle two for an even number of values. NaN for an empty list. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** Percentile by nearest rank; `share` in [0, 1]. NaN for an empty list. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/**
 * Percentile of durations weighted by time: the length of the span that covers the moment at `share` (0 to 1) of the
 * total, spans sorted by length. One span of 500 ms weighs as much as 500 of 1 ms. NaN for an empty list.
 */
export function timeWeightedPercentile(spans: readonly number[], share: number): number {
  const sorted = spans.toSorted((a, b) => a - b)
  const wanted = share * sorted.reduce((sum, span) => sum + span, 0)
  let covered = 0
  for (const span of sorted) {
    covered += span
    if (covered >= wanted) return span
  }
  return sorted.at(-1) ?? Number.NaN
}

/** The candidate with the lowest median time. */
export function quickest(times: Readonly<Record<string, readonly number[]>>): { name: string; seconds: number } {
  const medians = Object.entries(times).map(([name, list]) => ({ name, seconds: median(list) }))
  const [first, ...others] = medians
  if (!first) throw new Error('there is no reference to compare with')
  return others.reduce((best, one) => (one.seconds < best.seconds ? one : best), first)
}

/** Wall-clock seconds that `work` takes. */
export async function seconds(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}
