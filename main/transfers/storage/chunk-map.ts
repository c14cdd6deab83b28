import { chunkCount, chunkRange } from '../../domain/merkle.ts'
import type { ChunkSegment } from '../ports.ts'

/** Chunks per segment, which is one stored row. */
const SEGMENT_CHUNKS = 4096

interface Segment {
  written: Uint8Array
  synced: Uint8Array
  dirty: boolean
}

const has = (bits: Uint8Array, index: number): boolean => ((bits[index >> 3] as number) & (1 << (index & 7))) !== 0
const put = (bits: Uint8Array, index: number): void =>
  void (bits[index >> 3] = (bits[index >> 3] as number) | (1 << (index & 7)))
const drop = (bits: Uint8Array, index: number): void =>
  void (bits[index >> 3] = (bits[index >> 3] as number) & ~(1 << (index & 7)))

/** Records which chunks of a file are written (and verified), and which of them are flushed to the disk. */
export class ChunkMap {
  /** Only the chunks that are flushed to the disk. */
  static safe(size: number, stored: ChunkSegment[]): ChunkMap {
    const map = new ChunkMap(size, stored)
    for (const chunk of map.doubtful()) map.lost(chunk)
    return map
  }

  readonly size: number
  readonly count: number
  #segments: Segment[] = []
  #left: number
  #bytes = 0

  constructor(size: number, stored: ChunkSegment[] = []) {
    this.size = size
    this.count = chunkCount(size)
    this.#left = this.count
    for (let i = 0; i * SEGMENT_CHUNKS < this.count; i++)
      this.#segments.push({
        written: new Uint8Array(SEGMENT_CHUNKS / 8),
        synced: new Uint8Array(SEGMENT_CHUNKS / 8),
        dirty: false,
      })
    for (const { segment, written, synced } of stored) {
      const mine = this.#segments[segment]
      if (!mine || written.byteLength !== SEGMENT_CHUNKS / 8 || synced.byteLength !== SEGMENT_CHUNKS / 8) continue
      mine.written.set(written)
      mine.synced.set(synced)
    }
    for (let chunk = 0; chunk < this.count; chunk++) if (this.has(chunk)) this.#account(chunk, 1)
  }

  /** Number of bytes in written chunks. */
  get bytes(): number {
    return this.#bytes
  }

  get whole(): boolean {
    return this.#left === 0
  }

  has(chunk: number): boolean {
    return has(this.#of(chunk).written, chunk % SEGMENT_CHUNKS)
  }

  written(chunk: number): void {
    if (this.has(chunk)) return
    const segment = this.#of(chunk)
    put(segment.written, chunk % SEGMENT_CHUNKS)
    segment.dirty = true
    this.#account(chunk, 1)
  }

  synced(chunk: number): void {
    const segment = this.#of(chunk)
    put(segment.synced, chunk % SEGMENT_CHUNKS)
    segment.dirty = true
  }

  /** Marks a chunk as missing, because its bytes on the disk are wrong. */
  lost(chunk: number): void {
    if (!this.has(chunk)) return
    const segment = this.#of(chunk)
    drop(segment.written, chunk % SEGMENT_CHUNKS)
    drop(segment.synced, chunk % SEGMENT_CHUNKS)
    segment.dirty = true
    this.#account(chunk, -1)
  }

  /** Chunks written but not known to be flushed; they must be verified after a restart. */
  doubtful(): number[] {
    const list: number[] = []
    for (let chunk = 0; chunk < this.count; chunk++) {
      const { written, synced } = this.#of(chunk)
      if (has(written, chunk % SEGMENT_CHUNKS) && !has(synced, chunk % SEGMENT_CHUNKS)) list.push(chunk)
    }
    return list
  }

  /** Segments changed since the last call. */
  takeDirty(): ChunkSegment[] {
    const list: ChunkSegment[] = []
    this.#segments.forEach((segment, index) => {
      if (!segment.dirty) return
      segment.dirty = false
      list.push({ segment: index, written: segment.written, synced: segment.synced })
    })
    return list
  }

  #of(chunk: number): Segment {
    const segment = this.#segments[Math.floor(chunk / SEGMENT_CHUNKS)]
    if (!segment || chunk >= this.count) throw new RangeError(`no chunk ${chunk}`)
    return segment
  }

  #account(chunk: number, sign: 1 | -1): void {
    this.#left -= sign
    this.#bytes += sign * chunkRange(chunk, this.size).length
  }
}
