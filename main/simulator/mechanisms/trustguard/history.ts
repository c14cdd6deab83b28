/** What a peer's past behaviour amounts to, H. Values are kept for all peers in typed arrays. */
export interface History {
  /** Bytes per peer. */
  readonly bytes: number
  /** Takes a unit's behaviour in, and returns H. */
  add(peer: number, behaviour: number): number
}

/** The mean of the last `length` units, fewer while fewer exist. */
export class PlainHistory implements History {
  readonly bytes: number
  readonly #length: number
  readonly #ring: Float32Array
  readonly #sum: Float64Array
  readonly #count: Int32Array

  constructor(N: number, length: number) {
    this.#length = length
    this.#ring = new Float32Array(N * length)
    this.#sum = new Float64Array(N)
    this.#count = new Int32Array(N)
    this.bytes = 4 * length + 12
  }

  add(peer: number, behaviour: number): number {
    const count = this.#count[peer] as number
    const at = peer * this.#length + (count % this.#length)
    const sum = (this.#sum[peer] as number) - (this.#ring[at] as number) + Math.fround(behaviour)
    this.#ring[at] = behaviour
    this.#sum[peer] = sum
    this.#count[peer] = count + 1
    return sum / Math.min(count + 1, this.#length)
  }
}

/**
 * Fading memories: `levels` values, of which number j stands for about 2^j units. Coarse first,
 * F[j] <- (F[j] (2^j - 1) + F[j-1]) / 2^j, then F[0] <- R; H is their mean. A level counts once it has had a value.
 */
export class FadingHistory implements History {
  readonly bytes: number
  readonly #levels: number
  readonly #values: Float64Array
  readonly #filled: Uint8Array

  constructor(N: number, levels: number) {
    this.#levels = levels
    this.#values = new Float64Array(N * levels)
    this.#filled = new Uint8Array(N)
    this.bytes = 8 * levels + 1
  }

  add(peer: number, behaviour: number): number {
    const start = peer * this.#levels
    const filled = this.#filled[peer] as number
    const values = this.#values
    let sum = behaviour
    for (let j = Math.min(filled, this.#levels - 1); j > 0; j--) {
      const span = 2 ** j
      const finer = values[start + j - 1] as number
      const value = j === filled ? finer : ((values[start + j] as number) * (span - 1) + finer) / span
      values[start + j] = value
      sum += value
    }
    values[start] = behaviour
    if (filled < this.#levels) this.#filled[peer] = filled + 1
    return sum / Math.min(filled + 1, this.#levels)
  }
}
