/** Subjects that a peer remembers: in a large society, and in one of up to SMALL peers. Powers of two. */
const REMEMBERED = 32
const REMEMBERED_SMALL = 256
const SMALL = 4096
/** Places where a subject may be. */
const PROBES = 4
const MAX_COUNT = 255
const SLOT_BITS = 24
const SLOT_MASK = (1 << SLOT_BITS) - 1

/**
 * What each peer knows of others by its own dealings: good and bad ones, in one open-addressed table per peer, of fixed
 * size. A new subject takes the place of the least known one among PROBES.
 */
export class Opinions {
  readonly bytes: number
  readonly #size: number
  readonly #subject: Int32Array
  readonly #good: Uint8Array
  readonly #bad: Uint8Array
  /** How often each peer has taken a new name, modulo 256. */
  readonly #generation: Uint8Array

  constructor(N: number) {
    this.#size = N <= SMALL ? REMEMBERED_SMALL : REMEMBERED
    this.#subject = new Int32Array(N * this.#size).fill(-1)
    this.#good = new Uint8Array(N * this.#size)
    this.#bad = new Uint8Array(N * this.#size)
    this.#generation = new Uint8Array(N)
    this.bytes = this.#size * 6 + 1
  }

  /** A peer's present name: its slot, and a number. */
  nameOf(peer: number): number {
    return peer | ((this.#generation[peer] as number) << SLOT_BITS)
  }

  /** The peer of a name; -1 if there is none, or it has another name now. */
  peerOf(name: number): number {
    const peer = name & SLOT_MASK
    return name === -1 || this.nameOf(peer) !== name ? -1 : peer
  }

  /** Gives a peer a new name: nobody knows it. */
  rename(peer: number): void {
    this.#generation[peer] = (this.#generation[peer] as number) + 1
  }

  /** The share of good dealings with the peer of this name that `peer` remembers; -1 if there is none. */
  of(peer: number, name: number): number {
    const at = this.#find(peer, name)
    if (at < 0) return -1
    const good = this.#good[at] as number
    return good / (good + (this.#bad[at] as number))
  }

  add(peer: number, name: number, good: boolean): void {
    let at = this.#find(peer, name)
    if (at < 0) {
      at = this.#victim(peer, name)
      this.#subject[at] = name
      this.#good[at] = 0
      this.#bad[at] = 0
    }
    const counts = good ? this.#good : this.#bad
    if (counts[at] === MAX_COUNT) {
      this.#good[at] = (this.#good[at] as number) >> 1
      this.#bad[at] = (this.#bad[at] as number) >> 1
    }
    counts[at] = (counts[at] as number) + 1
  }

  #find(peer: number, name: number): number {
    const mask = this.#size - 1
    const start = peer * this.#size
    const hash = hashOf(name)
    for (let probe = 0; probe < PROBES; probe++) {
      const at = start + ((hash + probe) & mask)
      const subject = this.#subject[at]
      if (subject === name) return at
      // nobody is put behind a free place
      if (subject === -1) return -1
    }
    return -1
  }

  #victim(peer: number, name: number): number {
    let best = -1
    let least = Infinity
    for (let probe = 0; probe < PROBES; probe++) {
      const at = peer * this.#size + ((hashOf(name) + probe) & (this.#size - 1))
      const gone = this.peerOf(this.#subject[at] as number) < 0
      const known = gone ? 0 : (this.#good[at] as number) + (this.#bad[at] as number)
      if (known < least) {
        best = at
        least = known
      }
    }
    return best
  }
}

const hashOf = (name: number): number => Math.imul(name, 0x9e3779b1) >>> 16
