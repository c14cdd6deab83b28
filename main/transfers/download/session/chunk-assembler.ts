import { BLOCK_BYTES, chunkRange } from '../../../domain/merkle.ts'
import type { ChunkBuffer, ChunkHasher } from '../../storage/chunk-hasher.ts'

/** Assembles the messages of one chunk in a chunk buffer; each byte is copied once. */
export class ChunkAssembler {
  /** Length of the current chunk. */
  length = 0
  readonly #hasher: ChunkHasher
  readonly #size: number
  #buffer: ChunkBuffer | null = null
  #filled = 0

  /** `size`: of the file, in bytes. */
  constructor(hasher: ChunkHasher, size: number) {
    this.#hasher = hasher
    this.#size = size
  }

  /** True between two chunks. */
  get empty(): boolean {
    return this.#buffer === null
  }

  /** Adds the next bytes of `chunk`, whole blocks or its end; false if an honest provider would not send them. */
  add(chunk: number, offset: number, bytes: Uint8Array): boolean {
    const range = chunkRange(chunk, this.#size)
    const left = range.length - this.#filled
    const fits =
      bytes.byteLength === left ||
      (bytes.byteLength > 0 && bytes.byteLength < left && bytes.byteLength % BLOCK_BYTES === 0)
    if (offset !== range.offset + this.#filled || !fits) return false
    this.length = range.length
    this.#buffer ??= this.#hasher.take()
    this.#hasher.put(this.#buffer, this.#filled, bytes)
    this.#filled += bytes.byteLength
    return true
  }

  /** The buffer if its chunk is complete, else null; the caller becomes its owner. */
  takeComplete(): ChunkBuffer | null {
    if (this.#filled < this.length) return null
    const buffer = this.#buffer
    this.#buffer = null
    this.#filled = 0
    return buffer
  }

  /** Discards the current chunk. */
  discard(): void {
    if (this.#buffer) this.#hasher.give(this.#buffer)
    this.#buffer = null
    this.#filled = 0
  }
}
