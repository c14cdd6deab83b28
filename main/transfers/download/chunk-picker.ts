/**
 * Which chunk is asked from whom. Pure: no clock, no network.
 *
 * Among sources that all hold the whole file chunks go in order, which suits disks and previews. As soon as a partial
 * holder is
 * there, the rarest goes first (what fewest partial holders have), so that partial holders have something to give each
 * other.
 * What `prioritise` names goes before all else. When nothing is left to ask for, a source that is free asks again for
 * what another
 * will deliver later than it could itself (endgame); whoever is first wins, the losers are told to drop it.
 */

/** Candidates looked at for the rarest one. */
const SAMPLE = 8192
/** Sources that may be asked for one chunk at a time. */
const MAX_ASKED = 3

export type PickMode = 'rarest' | 'sequential'

/** What the picker needs of the chunk map. */
export interface Missing {
  readonly count: number
  has(chunk: number): boolean
}

/**
 * How long sources take: seconds until `source` has delivered `chunk` (asked already), or one more chunk (not asked
 * yet).
 */
export interface Pace {
  due(source: number, chunk: number): number
  next(source: number): number
}

interface Holder {
  /** null: the whole file. */
  bits: Uint8Array | null
  held: number
  asked: Set<number>
}

const bit = (bits: Uint8Array, chunk: number): boolean => ((bits[chunk >> 3] ?? 0) & (1 << (chunk & 7))) !== 0

/** The scheduler of one download. Sources are numbers of the caller's choice. */
export class ChunkPicker {
  mode: PickMode = 'rarest'
  readonly #map: Missing
  readonly #random: () => number
  readonly #holders = new Map<number, Holder>()
  /** By chunk: the sources asked for it. */
  readonly #asked = new Map<number, number[]>()
  /** By chunk: partial holders that have it. */
  #rarity: Uint16Array | null = null
  #partial = 0
  /** Everything below is there or asked for. */
  #cursor = 0
  /** Everything below is there. */
  #whole = 0
  #urgent: { from: number; to: number } = { from: 0, to: 0 }

  /** `random`: [0, 1), for ties among the rarest. */
  constructor(map: Missing, random: () => number) {
    this.#map = map
    this.#random = random
  }

  /** Chunks from..to-1 go before all else, in order; an empty range ends that. */
  prioritise(from: number, to: number): void {
    this.#urgent = { from: Math.max(0, from), to: Math.min(to, this.#map.count) }
  }

  /** A source that holds nothing yet. */
  add(source: number): void {
    if (this.#holders.has(source)) throw new RangeError(`source ${source} is there already`)
    this.#holders.set(source, { bits: new Uint8Array(Math.ceil(this.#map.count / 8)), held: 0, asked: new Set() })
    this.#partial++
  }

  /** The source holds these chunks (too); false if there are no such chunks. */
  have(source: number, from: number, count: number): boolean {
    const holder = this.#holders.get(source)
    if (!holder || from < 0 || count < 0 || from + count > this.#map.count) return false
    if (!holder.bits) return true
    if (count === this.#map.count) {
      this.#forgetBits(holder)
      holder.bits = null
      holder.held = count
      this.#partial--
      return true
    }
    for (let chunk = from; chunk < from + count; chunk++) this.#mark(holder, chunk)
    return true
  }

  /** The source holds the chunks whose bits are set; false if the length is wrong or a bit lies behind the end. */
  bitfield(source: number, bits: Uint8Array): boolean {
    const holder = this.#holders.get(source)
    const { count } = this.#map
    if (!holder || bits.byteLength !== Math.ceil(count / 8)) return false
    for (let chunk = count; chunk < bits.byteLength * 8; chunk++) if (bit(bits, chunk)) return false
    if (holder.bits) for (let chunk = 0; chunk < count; chunk++) if (bit(bits, chunk)) this.#mark(holder, chunk)
    return true
  }

  /** Chunks that the source is known to hold. */
  held(source: number): number {
    return this.#holders.get(source)?.held ?? 0
  }

  /** True if the source holds a chunk that is missing, asked for or not. O(chunks) for a partial holder without any. */
  useful(source: number): boolean {
    const holder = this.#holders.get(source)
    if (!holder) return false
    while (this.#whole < this.#map.count && this.#map.has(this.#whole)) this.#whole++
    for (let chunk = this.#whole; chunk < this.#map.count; chunk++)
      if (!this.#map.has(chunk) && (!holder.bits || bit(holder.bits, chunk))) return true
    return false
  }

  holds(source: number, chunk: number): boolean {
    const holder = this.#holders.get(source)
    return holder !== undefined && (holder.bits === null || bit(holder.bits, chunk))
  }

  /** True if some source is asked for this chunk. */
  asked(chunk: number): boolean {
    return this.#asked.has(chunk)
  }

  /** The source is gone: what it was asked for goes to others. */
  remove(source: number): void {
    const holder = this.#holders.get(source)
    if (!holder) return
    for (const chunk of holder.asked) this.#unask(source, chunk)
    this.#holders.delete(source)
    if (!holder.bits) return
    this.#forgetBits(holder)
    this.#partial--
  }

  /** The next chunks to ask `source` for, at most `max` in a row; they count as asked. Null: nothing for it now. */
  pick(source: number, max: number, pace: Pace): { from: number; count: number } | null {
    const holder = this.#holders.get(source)
    if (!holder || max < 1) return null
    const { from, to } = this.#urgent
    const urgent = this.#first(holder, from, to)
    if (urgent >= 0) return this.#take(source, holder, urgent, Math.min(max, to - urgent))
    const late = this.#slowest(source, holder, pace, from, to)
    if (late >= 0) return this.#take(source, holder, late, 1)
    const { count } = this.#map
    while (this.#cursor < count && !this.#free(this.#cursor)) this.#cursor++
    if (this.#cursor < count) {
      const rarest = this.#partial > 0 && this.mode === 'rarest'
      const chunk = rarest ? this.#rarest(holder) : this.#first(holder, this.#cursor, count)
      // something is free, but this source does not hold it: duplicates would only take from the others
      return chunk < 0 ? null : this.#take(source, holder, chunk, rarest ? 1 : max)
    }
    const again = this.#slowest(source, holder, pace, 0, count)
    return again < 0 ? null : this.#take(source, holder, again, 1)
  }

  /**
   * The chunk is verified and kept: returns the sources that are asked for it still, which no longer need to deliver.
   */
  done(chunk: number): number[] {
    const sources = this.#asked.get(chunk) ?? []
    this.#asked.delete(chunk)
    for (const source of sources) this.#holders.get(source)?.asked.delete(chunk)
    return sources
  }

  /** This source is asked for this chunk no more (it delivered it, or need not). */
  release(source: number, chunk: number): void {
    if (this.#holders.get(source)?.asked.has(chunk)) this.#unask(source, chunk)
  }

  /** A chunk that was there is missing again. */
  missing(chunk: number): void {
    this.#cursor = Math.min(this.#cursor, chunk)
    this.#whole = Math.min(this.#whole, chunk)
  }

  #free(chunk: number): boolean {
    return !this.#map.has(chunk) && !this.#asked.has(chunk)
  }

  #first(holder: Holder, from: number, to: number): number {
    for (let chunk = from; chunk < to; chunk++)
      if (this.#free(chunk) && (!holder.bits || bit(holder.bits, chunk))) return chunk
    return -1
  }

  #take(source: number, holder: Holder, from: number, max: number): { from: number; count: number } {
    let count = 0
    do {
      const chunk = from + count
      const sources = this.#asked.get(chunk)
      if (sources) sources.push(source)
      else this.#asked.set(chunk, [source])
      holder.asked.add(chunk)
      count++
    } while (
      count < max &&
      from + count < this.#map.count &&
      this.#free(from + count) &&
      (!holder.bits || bit(holder.bits, from + count))
    )
    return { from, count }
  }

  /** Among a bounded number of candidates from a random place on: the one that fewest partial holders have. */
  #rarest(holder: Holder): number {
    const { count } = this.#map
    const span = count - this.#cursor
    const start = Math.floor(this.#random() * span)
    let best = -1
    let fewest = Infinity
    let seen = 0
    for (let i = 0; i < span && seen < SAMPLE && fewest > 0; i++) {
      const chunk = this.#cursor + ((start + i) % span)
      if (!this.#free(chunk) || (holder.bits && !bit(holder.bits, chunk))) continue
      seen++
      const rarity = this.#rarity?.[chunk] ?? 0
      if (rarity < fewest) [best, fewest] = [chunk, rarity]
    }
    return best
  }

  /** Of what others are asked for in this range: what comes last, if `source` would be faster. */
  #slowest(source: number, holder: Holder, pace: Pace, from: number, to: number): number {
    if (to <= from) return -1
    let best = -1
    let latest = pace.next(source)
    for (const [chunk, sources] of this.#asked) {
      if (
        chunk < from ||
        chunk >= to ||
        sources.length >= MAX_ASKED ||
        sources.includes(source) ||
        this.#map.has(chunk)
      )
        continue
      if (holder.bits && !bit(holder.bits, chunk)) continue
      const due = Math.min(...sources.map((other) => pace.due(other, chunk)))
      if (due > latest) [best, latest] = [chunk, due]
    }
    return best
  }

  #unask(source: number, chunk: number): void {
    this.#holders.get(source)?.asked.delete(chunk)
    const left = (this.#asked.get(chunk) ?? []).filter((other) => other !== source)
    if (left.length > 0) return void this.#asked.set(chunk, left)
    this.#asked.delete(chunk)
    this.#cursor = Math.min(this.#cursor, chunk)
  }

  #mark(holder: Holder, chunk: number): void {
    const bits = holder.bits
    if (!bits || bit(bits, chunk)) return
    bits[chunk >> 3] = (bits[chunk >> 3] as number) | (1 << (chunk & 7))
    holder.held++
    this.#rarity ??= new Uint16Array(this.#map.count)
    this.#rarity[chunk] = (this.#rarity[chunk] as number) + 1
  }

  #forgetBits({ bits }: Holder): void {
    const rarity = this.#rarity
    if (!bits || !rarity) return
    for (let chunk = 0; chunk < this.#map.count; chunk++)
      if (bit(bits, chunk)) rarity[chunk] = (rarity[chunk] as number) - 1
  }
}
