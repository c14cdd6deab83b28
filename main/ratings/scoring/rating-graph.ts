import type { StoredRating } from '../ports.ts'

/** All ratings of one subject by one rater. */
export interface Edge {
  from: string
  to: string
  mean: number
  count: number
}

/** Limits of the displayed graph. */
const MAX_NODES = 500
const MAX_EDGES = 5000

/** Count and sum of the ratings of each pair of rater and subject, updated rating by rating. */
export class RatingGraph {
  readonly #given = new Map<string, Map<string, { sum: number; count: number }>>()

  add({ rater, subject, score }: Pick<StoredRating, 'rater' | 'subject' | 'score'>): void {
    let given = this.#given.get(rater)
    if (!given) this.#given.set(rater, (given = new Map()))
    const pair = given.get(subject)
    if (!pair) return void given.set(subject, { sum: score, count: 1 })
    pair.sum += score
    pair.count++
  }

  /** Removes a rating that was corrected. */
  remove({ rater, subject, score }: Pick<StoredRating, 'rater' | 'subject' | 'score'>): void {
    const given = this.#given.get(rater)
    const pair = given?.get(subject)
    if (!given || !pair) return
    pair.sum -= score
    if (--pair.count === 0) given.delete(subject)
  }

  /** Mean of one rater's ratings of a subject; 0 if there are none. */
  mean(from: string, to: string): number {
    const pair = this.#given.get(from)?.get(to)
    return pair ? Math.min(1, Math.max(0, pair.sum / pair.count)) : 0
  }

  /**
   * `me`, then the peers with most ratings by or of `me`, then those with most ratings, and the heaviest edges among
   * them. `more`: number of peers left out.
   */
  read(me: string): { nodes: string[]; edges: Edge[]; more: number } {
    const weight = new Map<string, number>()
    const edges: Edge[] = []
    for (const [from, given] of this.#given) {
      for (const [to, { sum, count }] of given) {
        edges.push({ from, to, mean: Math.min(1, Math.max(0, sum / count)), count })
        const worth = from === me || to === me ? count * 1e6 : count
        weight.set(from, (weight.get(from) ?? 0) + worth)
        weight.set(to, (weight.get(to) ?? 0) + worth)
      }
    }
    weight.set(me, Number.POSITIVE_INFINITY)
    const nodes = [...weight]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, MAX_NODES)
      .map(([peer]) => peer)
    const chosen = new Set(nodes)
    const shown = edges
      .filter(({ from, to }) => chosen.has(from) && chosen.has(to))
      .sort((a, b) => b.count - a.count)
      .slice(0, MAX_EDGES)
    return { nodes, edges: shown, more: weight.size - nodes.length }
  }
}
