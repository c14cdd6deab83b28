import { hash } from 'node:crypto'
import { BLOCK_BYTES, CHUNK_BYTES, HASH_BYTES, chunkRange, merkleRoot } from '../../domain/merkle.ts'

/** Verifies chunks of a file against its layer, one at a time, from bytes in multiples of 16 KiB. */
export class ChunkVerifier {
  readonly #size: number
  readonly #root: Uint8Array
  readonly #layer: Uint8Array
  readonly #leaves = Buffer.allocUnsafe((CHUNK_BYTES / BLOCK_BYTES) * HASH_BYTES)
  #filled = 0

  /** `layer` must be verified against `root` already (both as in domain/merkle.ts). */
  constructor(file: { size: number; root: Uint8Array; layer: Uint8Array }) {
    this.#size = file.size
    this.#root = file.root
    this.#layer = file.layer
  }

  /** Adds the next bytes of the current chunk; all but the last call must add whole blocks. */
  add(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.byteLength; at += BLOCK_BYTES) {
      this.#leaves.set(hash('sha256', bytes.subarray(at, at + BLOCK_BYTES), 'buffer'), this.#filled)
      this.#filled += HASH_BYTES
    }
  }

  /** True if the added bytes are chunk `index`; begins the next chunk. */
  finish(index: number): boolean {
    const leaves = this.#leaves.subarray(0, this.#filled)
    this.#filled = 0
    if (leaves.byteLength !== Math.ceil(chunkRange(index, this.#size).length / BLOCK_BYTES) * HASH_BYTES) return false
    const alone = this.#layer.byteLength === 0
    const expected = alone ? this.#root : this.#layer.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES)
    return Buffer.compare(merkleRoot(leaves, 0, alone ? 1 : CHUNK_BYTES / BLOCK_BYTES), expected) === 0
  }
}
