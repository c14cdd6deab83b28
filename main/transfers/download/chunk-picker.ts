/** Maximum number of candidates for the rarest chunk. */
const MAX_SAMPLE = 8192
/** Maximum number of sources asked for one chunk at the same time. */
const MAX_ASKED = 3

export type PickMode = 'rarest' | 'sequential'

/** The number of chunks of the file, and which of them are present. */
interface PresentChunks {
  readonly count: number
  has(chunk: number): boolean
}

/** Estimated seconds until `source` delivers a requested chunk (`due`), or one more chunk (`next`). */
export interface SourcePace {
  due(source: number, chunk: number): number
  next(source: number): number
}

interface Holder {
  /** Null: it holds the whole file. */
  bits: Uint8Array | null
  held: number
  asked: Set<number>
}

const bit = (bits: Uint8Array, chunk: number): boolean => ((bits[chunk >> 3] ?? 0) & (1 << (chunk & 7))) !== 0

/**
 * Decides which chunk of a download to request from which source; sources are numbers. Pure: no clock, no network.
 *
 * While every source holds the whole file, chunks are requested in order, which suits disks and previews. As soon as
 * there is an incomplete source, the rarest chunk goes first (the one that the fewest incomplete sources hold), so that
 * incomplete sources have something to exchange. Prioritised chunks precede all others. When every missing chunk is
 * requested, an idle source requests those that others would deliver later than itself (endgame, as in BitTorrent); the
 * first delivery wins, and the other requests are dropped.
 */
export class ChunkPicker {
  mode: PickMode = 'rarest'
  readonly #map: PresentChunks
  readonly #random: () => number
  readonly #holders = new Map<number, Holder>()
  /** The sources asked for each chunk. */
  readonly #asked = new Map<number, number[]>()
  /** Number of incomplete sources that hold each chunk. */
  #rarity: Uint16Array | null = null
  /** Number of incomplete sources. */
  #incomplete = 0
  /** All chunks below this one are present or requested. */
  #cursor = 0
  /** All chunks below this one are present. */
  #whole = 0
  #urgent: { from: number; to: number } = { from: 0, to: 0 }

  /** `random` returns a number in [0, 1); it decides among equally rare chunks. */
  constructor(map: PresentChunks, random: () => number) {
    this.#map = map
    this.#random = random
  }

  /** Requests chunks from..to-1 before all others, in order; an empty range clears the priority. */
  prioritise(from: number, to: number): void {
    this.#urgent = { from: Math.max(0, from), to: Math.min(to, this.#map.count) }
  }

  /** Adds a source that has not announced any chunks yet. */
  add(source: number): void {
    if (this.#holders.has(source)) throw new RangeError(`source ${source} is there already`)
    this.#holders.set(source, { bits: new Uint8Array(Math.ceil(this.#map.count / 8)), held: 0, asked: new Set() })
    this.#incomplete++
  }

  /** The source also holds these chunks; false if they are out of range. */
  have(source: number, from: number, count: number): boolean {
    const holder = this.#holders.get(source)
    if (!holder || from < 0 || count < 0 || from + count > this.#map.count) return false
    if (!holder.bits) return true
    if (count === this.#map.count) {
      this.#forgetBits(holder)
      holder.bits = null
      holder.held = count
      this.#incomplete--
      return true
    }
    for (let chunk = from; chunk < from + count; chunk++) this.#mark(holder, chunk)
    return true
  }

  /** The source holds the chunks whose bits are set; false if the length is wrong or a bit beyond the end is set. */
  bitfield(source: number, bits: Uint8Array): boolean {
    const holder = this.#holders.get(source)
    const { count } = this.#map
    if (!holder || bits.byteLength !== Math.ceil(count / 8)) return false
    for (let chunk = count; chunk < bits.byteLength * 8; chunk++) if (bit(bits, chunk)) return false
    if (holder.bits) for (let chunk = 0; chunk < count; chunk++) if (bit(bits, chunk)) this.#mark(holder, chunk)
    return true
  }

  /** Number of chunks that the source has announced. */
  held(source: number): number {
    return this.#holders.get(source)?.held ?? 0
  }

  /** True if the source holds a missing chunk, requested or not. O(chunks) for an incomplete source without any. */
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

  /** True if the chunk is requested from some source. */
  asked(chunk: number): boolean {
    return this.#asked.has(chunk)
  }

  /** Removes a source; chunks requested from it may be requested from others. */
  remove(source: number): void {
    const holder = this.#holders.get(source)
    if (!holder) return
    for (const chunk of holder.asked) this.#unask(source, chunk)
    this.#holders.delete(source)
    if (!holder.bits) return
    this.#forgetBits(holder)
    this.#incomplete--
  }

  /** Picks the next consecutive chunks to request from `source`, at most `max`, and marks them; null: none now. */
  pick(source: number, max: number, pace: SourcePace): { from: number; count: number } | null {
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
      const rarest = this.#incomplete > 0 && this.mode === 'rarest'
      const chunk = rarest ? this.#rarest(holder) : this.#first(holder, this.#cursor, count)
      // Some chunk is free, but this source does not hold it: a duplicate request would only slow down the others.
      return chunk < 0 ? null : this.#take(source, holder, chunk, rarest ? 1 : max)
    }
    const again = this.#slowest(source, holder, pace, 0, count)
    return again < 0 ? null : this.#take(source, holder, again, 1)
  }

  /** The chunk is present: returns the sources that it is still requested from. */
  done(chunk: number): number[] {
    const sources = this.#asked.get(chunk) ?? []
    this.#asked.delete(chunk)
    for (const source of sources) this.#holders.get(source)?.asked.delete(chunk)
    return sources
  }

  /** The chunk is no longer requested from this source. */
  release(source: number, chunk: number): void {
    if (this.#holders.get(source)?.asked.has(chunk)) this.#unask(source, chunk)
  }

  /** A chunk that was present is missing again. */
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

  /** The chunk that the fewest incomplete sources hold, in a bounded sample from a random start. */
  #rarest(holder: Holder): number {
    const { count } = this.#map
    const span = count - this.#cursor
    const start = Math.floor(this.#random() * span)
    let best = -1
    let fewest = Infinity
    let seen = 0
    for (let i = 0; i < span && seen < MAX_SAMPLE && fewest > 0; i++) {
      const chunk = this.#cursor + ((start + i) % span)
      if (!this.#free(chunk) || (holder.bits && !bit(holder.bits, chunk))) continue
      seen++
      const rarity = this.#rarity?.[chunk] ?? 0
      if (rarity < fewest) [best, fewest] = [chunk, rarity]
    }
    return best
  }

  /** The chunk in this range that others deliver last, if `source` would deliver it earlier; -1: none. */
  #slowest(source: number, holder: Holder, pace: SourcePace, from: number, to: number): number {
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
