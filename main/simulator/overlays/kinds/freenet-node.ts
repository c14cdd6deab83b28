import { FREENET } from '../overlay-settings.ts'

/** Distance between two keys on their circle of 2^32. */
const keyDistance = (a: number, b: number): number => Math.min((a - b) >>> 0, (b - a) >>> 0)

/** A Freenet node: data that it stores, and where it believes keys to be; the least recently used go first. */
export class FreenetNode {
  /** Files by the time of their last use, oldest first. */
  readonly #store = new Set<number>()
  readonly #keys: number[] = []
  readonly #nodes: number[] = []
  readonly #used: number[] = []
  #clock = 0

  get size(): number {
    return this.#store.size + this.#keys.length
  }

  /** The nodes that it knows, one for each key. */
  get contacts(): readonly number[] {
    return this.#nodes
  }

  /** Whether it stores `file`, which counts as use. */
  has(file: number): boolean {
    if (!this.#store.delete(file)) return false
    this.#store.add(file)
    return true
  }

  keep(file: number): void {
    this.#store.delete(file)
    this.#store.add(file)
    if (this.#store.size <= FREENET.store) return
    for (const oldest of this.#store) {
      this.#store.delete(oldest)
      return
    }
  }

  /** Notes that `node` has what belongs to `key`. */
  learn(key: number, node: number): void {
    this.#clock++
    let place = this.#keys.indexOf(key)
    if (place < 0) {
      place = this.#keys.length
      if (place >= FREENET.table) {
        place = 0
        for (let i = 1; i < this.#used.length; i++)
          if ((this.#used[i] as number) < (this.#used[place] as number)) place = i
      }
    }
    this.#keys[place] = key
    this.#nodes[place] = node
    this.#used[place] = this.#clock
  }

  /** The node of the entry closest to `key` among those not in `visited` (marked with `stamp`); -1: none. */
  closest(key: number, visited: Int32Array, stamp: number): number {
    let best = -1
    let least = Infinity
    for (let i = 0; i < this.#keys.length; i++) {
      const away = keyDistance(this.#keys[i] as number, key)
      if (away >= least || visited[this.#nodes[i] as number] === stamp) continue
      least = away
      best = i
    }
    if (best < 0) return -1
    this.#used[best] = ++this.#clock
    return this.#nodes[best] as number
  }

  /** Removes all entries that lead to nodes for which `isGone` holds. */
  forget(isGone: (node: number) => boolean): void {
    for (let i = this.#nodes.length - 1; i >= 0; i--) {
      if (!isGone(this.#nodes[i] as number)) continue
      for (const list of [this.#keys, this.#nodes, this.#used]) list.splice(i, 1)
    }
  }
}
