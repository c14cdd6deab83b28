import { CLAIMED } from '../kinds.ts'

/** Partners that a peer remembers in a large society: the newest ones. */
const PARTNERS = 32
/** Counts of a pair are halved together when one would exceed a byte. */
export const MAX_COUNT = 255
const SLOT_BITS = 24
const SLOT_MASK = (1 << SLOT_BITS) - 1

/** Who has served whom how often. Colluders claim CLAIMED services from each other. */
export interface Services {
  /** Bytes per peer. */
  readonly bytes: number
  /** Books one service. */
  add(provider: number, asker: number): void
  /** Gives a peer a new name: it knows nobody, and nobody knows it. */
  rename(peer: number): void
  /** Services that `provider` gave `asker`, as either remembers. */
  services(provider: number, asker: number): number
  /** Services that flow from `source` to `sink` over at most one peer between them. */
  flow(source: number, sink: number): number
}

/** The same in a large society: for each peer its PARTNERS newest partners, in typed arrays of fixed size. */
export class RecentServices implements Services {
  readonly bytes = PARTNERS * 6 + 2 + 8
  /** Names: the slot in 24 bits, and its generation; -1 for none. */
  readonly #partner: Int32Array
  readonly #given: Uint8Array
  readonly #taken: Uint8Array
  readonly #next: Uint8Array
  /** How often each peer has taken a new name, modulo 256. */
  readonly #generation: Uint8Array
  readonly #colludes: (peer: number) => boolean
  /** For `flow`: services that a peer gave, by partner, valid where the stamp is the present one. */
  readonly #count: Int32Array
  readonly #stamp: Int32Array
  #now = 0

  constructor(N: number, colludes: (peer: number) => boolean) {
    this.#partner = new Int32Array(N * PARTNERS).fill(-1)
    this.#given = new Uint8Array(N * PARTNERS)
    this.#taken = new Uint8Array(N * PARTNERS)
    this.#next = new Uint8Array(N)
    this.#generation = new Uint8Array(N)
    this.#count = new Int32Array(N)
    this.#stamp = new Int32Array(N)
    this.#colludes = colludes
  }

  add(provider: number, asker: number): void {
    this.#increase(this.#given, this.#entry(provider, asker))
    this.#increase(this.#taken, this.#entry(asker, provider))
  }

  rename(peer: number): void {
    const start = peer * PARTNERS
    this.#partner.fill(-1, start, start + PARTNERS)
    this.#next[peer] = 0
    this.#generation[peer] = (this.#generation[peer] as number) + 1
  }

  services(provider: number, asker: number): number {
    const [given, taken] = [this.#find(provider, asker), this.#find(asker, provider)]
    return Math.max(given < 0 ? 0 : (this.#given[given] as number), taken < 0 ? 0 : (this.#taken[taken] as number))
  }

  flow(source: number, sink: number): number {
    const from = source * PARTNERS
    const to = sink * PARTNERS
    const now = ++this.#now
    for (let i = from; i < from + PARTNERS; i++) {
      const partner = this.#slot(this.#partner[i] as number)
      if (partner < 0) continue
      this.#count[partner] = this.#given[i] as number
      this.#stamp[partner] = now
    }
    const praised = this.#colludes(source)
    let sum = this.services(source, sink)
    for (let i = to; i < to + PARTNERS; i++) {
      const between = this.#slot(this.#partner[i] as number)
      if (between < 0 || between === source) continue
      const last = this.#taken[i] as number
      if (last === 0) continue
      const known = this.#stamp[between] === now ? (this.#count[between] as number) : 0
      const first = praised && this.#colludes(between) ? known + CLAIMED : known
      sum += first < last ? first : last
    }
    return sum
  }

  #find(peer: number, other: number): number {
    const start = peer * PARTNERS
    const name = this.#name(other)
    for (let i = start; i < start + PARTNERS; i++) if (this.#partner[i] === name) return i
    return -1
  }

  #name(peer: number): number {
    return peer | ((this.#generation[peer] as number) << SLOT_BITS)
  }

  /** The peer of a name; -1 if there is none, or it has another name now. */
  #slot(name: number): number {
    const peer = name & SLOT_MASK
    return name === -1 || this.#name(peer) !== name ? -1 : peer
  }

  /** The place of a partner, which takes that of the oldest one if it is new. */
  #entry(peer: number, other: number): number {
    const known = this.#find(peer, other)
    if (known >= 0) return known
    const next = this.#next[peer] as number
    const at = peer * PARTNERS + next
    this.#next[peer] = (next + 1) % PARTNERS
    this.#partner[at] = this.#name(other)
    this.#given[at] = 0
    this.#taken[at] = 0
    return at
  }

  #increase(counts: Uint8Array, at: number): void {
    if (counts[at] === MAX_COUNT) {
      this.#given[at] = (this.#given[at] as number) >> 1
      this.#taken[at] = (this.#taken[at] as number) >> 1
    }
    counts[at] = (counts[at] as number) + 1
  }
}
