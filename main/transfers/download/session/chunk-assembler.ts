import { BLOCK_BYTES, chunkRange } from '../../../domain/merkle.ts'
import type { ChunkBuffer, ChunkHasher } from '../../storage/chunk-hasher.ts'

/** Puts the messages of one chunk together in a chunk buffer; each byte is copied once. */
export class ChunkAssembler {
  /** Length of the chunk that is being received. */
  length = 0
  readonly #hasher: ChunkHasher
  readonly #size: number
  #buffer: ChunkBuffer | null = null
  #filled = 0

  /** `size`: of the file. */
  constructor(hasher: ChunkHasher, size: number) {
    this.#hasher = hasher
    this.#size = size
  }

  /** True between two chunks. */
  get empty(): boolean {
    return this.#buffer === null
  }

  /** Takes the next bytes of `chunk`, whole blocks or its end; false if an honest provider would not have sent them. */
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

  /** The buffer, if its chunk is complete; the caller owns it from here on. */
  takeComplete(): ChunkBuffer | null {
    if (this.#filled < this.length) return null
    const buffer = this.#buffer
    this.#buffer = null
    this.#filled = 0
    return buffer
  }

  /** Gives up the chunk that is being received. */
  discard(): void {
    if (this.#buffer) this.#hasher.give(this.#buffer)
    this.#buffer = null
    this.#filled = 0
  }
}
