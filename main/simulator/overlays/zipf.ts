import type { Draw } from './draw.ts'

/** Ranks 0 .. n-1, drawn with a probability proportional to 1 / (rank + 1)^exponent. */
export class Zipf {
  readonly #cumulative: Float64Array

  constructor(n: number, exponent: number) {
    this.#cumulative = new Float64Array(n)
    let sum = 0
    for (let rank = 0; rank < n; rank++) this.#cumulative[rank] = sum += (rank + 1) ** -exponent
  }

  /** Probability of `rank`. */
  share(rank: number): number {
    const before = rank > 0 ? (this.#cumulative[rank - 1] as number) : 0
    return ((this.#cumulative[rank] as number) - before) / (this.#cumulative.at(-1) as number)
  }

  draw(random: Draw): number {
    const list = this.#cumulative
    const wanted = random.next() * (list.at(-1) as number)
    let from = 0
    let to = list.length - 1
    while (from < to) {
      const middle = (from + to) >> 1
      if ((list[middle] as number) > wanted) to = middle
      else from = middle + 1
    }
    return from
  }
}
