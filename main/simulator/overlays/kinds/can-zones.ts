import type { Draw } from '../draw.ts'

/** Where a split tree ends: zone i is stored as -1 - i. */
const zoneOf = (child: number): number => -1 - child

/**
 * The zones of a content-addressable network on the unit torus. Each node that joins halves the zone of a random point,
 * the dimensions taking turns; if `uniform`, the largest of that zone and its neighbours (Ratnasamy et al. 2001, 3.7).
 */
export class CanZones {
  readonly dimensions: number
  count = 1
  /** Lower corners and sides, `dimensions` numbers a zone. */
  readonly low: Float64Array
  readonly side: Float64Array
  /** Times that each zone has been halved. */
  readonly depth: Uint8Array
  /** Halvings: the children of inner node i are 2i and 2i + 1, the cut lies at `#cuts[i]`. */
  readonly #children: Int32Array
  readonly #cuts: Float64Array
  readonly #dims: Uint8Array
  /** Where each zone hangs: index into `#children`. */
  readonly #place: Int32Array
  #root = -1
  readonly #point: Float64Array
  /** Corners of the zone whose neighbours are looked for, and those found. */
  readonly #from: Float64Array
  readonly #to: Float64Array
  readonly #found: number[] = []

  constructor(nodes: number, dimensions: number, uniform: boolean, random: Draw) {
    this.dimensions = dimensions
    this.low = new Float64Array(nodes * dimensions)
    this.side = new Float64Array(nodes * dimensions).fill(1)
    this.depth = new Uint8Array(nodes)
    this.#children = new Int32Array(2 * nodes)
    this.#cuts = new Float64Array(nodes)
    this.#dims = new Uint8Array(nodes)
    this.#place = new Int32Array(nodes)
    this.#point = new Float64Array(dimensions)
    this.#from = new Float64Array(dimensions)
    this.#to = new Float64Array(dimensions)
    while (this.count < nodes) {
      for (let d = 0; d < dimensions; d++) this.#point[d] = random.next()
      const zone = this.at(this.#point)
      this.#halve(uniform ? this.#largestNear(zone) : zone)
    }
  }

  /** The zone that contains `point`. */
  at(point: Float64Array): number {
    let at = this.#root
    while (at >= 0) {
      const inner = at
      at = this.#children[
        2 * inner + ((point[this.#dims[inner] as number] as number) < (this.#cuts[inner] as number) ? 0 : 1)
      ] as number
    }
    return zoneOf(at)
  }

  /** Distance on the torus from `point` to the nearest point of `zone`, squared. */
  distance(zone: number, point: Float64Array): number {
    const { dimensions, low, side } = this
    let sum = 0
    for (let d = 0; d < dimensions; d++) {
      const place = zone * dimensions + d
      // how far the point lies above the lower corner, around the torus
      let above = (point[d] as number) - (low[place] as number)
      if (above < 0) above++
      const outside = above - (side[place] as number)
      if (outside < 0) continue
      const gap = Math.min(outside, 1 - above)
      sum += gap * gap
    }
    return sum
  }

  /** Zones that share more than a corner or edge with `zone`, each once. Valid until the next call. */
  neighbours(zone: number): readonly number[] {
    const { dimensions, low, side } = this
    const from = this.#from
    const to = this.#to
    this.#found.length = 0
    for (let d = 0; d < dimensions; d++) {
      from[d] = low[zone * dimensions + d] as number
      to[d] = (from[d] as number) + (side[zone * dimensions + d] as number)
    }
    for (let d = 0; d < dimensions; d++) {
      const lower = from[d] as number
      const upper = to[d] as number
      // a zone that spans the torus borders on nothing in this dimension
      if (lower === 0 && upper === 1) continue
      this.#collect(this.#root, d, upper === 1 ? 0 : upper, true)
      this.#collect(this.#root, d, lower === 0 ? 1 : lower, false)
    }
    return this.#found
  }

  /** Adds zones beside the current one that touch the plane `at` of dimension `d` from above (`upwards`) or below. */
  #collect(at: number, d: number, plane: number, upwards: boolean): void {
    if (at < 0) {
      const zone = zoneOf(at)
      if (!this.#found.includes(zone)) this.#found.push(zone)
      return
    }
    const cut = this.#cuts[at] as number
    const dim = this.#dims[at] as number
    const goLow = dim === d ? (upwards ? plane < cut : plane <= cut) : (this.#from[dim] as number) < cut
    const goHigh = dim === d ? (upwards ? plane >= cut : plane > cut) : (this.#to[dim] as number) > cut
    if (goLow) this.#collect(this.#children[2 * at] as number, d, plane, upwards)
    if (goHigh) this.#collect(this.#children[2 * at + 1] as number, d, plane, upwards)
  }

  #largestNear(zone: number): number {
    let best = zone
    for (const other of this.neighbours(zone))
      if ((this.depth[other] as number) < (this.depth[best] as number)) best = other
    return best
  }

  #halve(zone: number): void {
    const { dimensions, low, side, depth } = this
    const dim = (depth[zone] as number) % dimensions
    const born = this.count++
    const inner = born - 1
    for (let d = 0; d < dimensions; d++) {
      low[born * dimensions + d] = low[zone * dimensions + d] as number
      side[born * dimensions + d] = side[zone * dimensions + d] as number
    }
    const half = (side[zone * dimensions + dim] as number) / 2
    const cut = (low[zone * dimensions + dim] as number) + half
    side[zone * dimensions + dim] = half
    side[born * dimensions + dim] = half
    low[born * dimensions + dim] = cut
    depth[zone] = (depth[zone] as number) + 1
    depth[born] = depth[zone] as number
    if (inner === 0) this.#root = 0
    else this.#children[this.#place[zone] as number] = inner
    this.#cuts[inner] = cut
    this.#dims[inner] = dim
    this.#children[2 * inner] = -1 - zone
    this.#children[2 * inner + 1] = -1 - born
    this.#place[zone] = 2 * inner
    this.#place[born] = 2 * inner + 1
  }
}
