import { hash } from 'node:crypto'

/*
 * BEP 52 (BitTorrent v2) names a file by its `pieces root`: SHA-256 over each 16 KiB block makes the leaves, the last
 * block is hashed as it is (not padded), the leaves are padded with zero hashes to a power of two, and a Merkle tree
 * over them gives the root. One level of that tree, over chunks of 1 MiB, is the `layer`: with it each chunk of a
 * transfer can be verified on arrival. A file of at most one chunk needs no layer: its chunk hash is the root.
 */

/** Bytes under one leaf of the tree (BEP 52). */
export const BLOCK_BYTES = 16 * 1024
/** Bytes under one hash of the layer: the unit of transfer and verification. */
export const CHUNK_BYTES = 1024 * 1024
/** Bytes of one SHA-256 hash. */
export const HASH_BYTES = 32
/** Levels between the blocks and the layer. */
const CHUNK_HEIGHT = Math.log2(CHUNK_BYTES / BLOCK_BYTES)

const zeros: Buffer[] = [Buffer.alloc(HASH_BYTES)]

/** SHA-256 in one call, the fastest way in Node. */
function sha256(bytes: Uint8Array): Buffer {
  return hash('sha256', bytes, 'buffer')
}

/** The root of a tree of zero hashes with 2^height leaves: what BEP 52 pads with at that level. */
function zeroRoot(height: number): Buffer {
  for (let h = zeros.length; h <= height; h++)
    zeros.push(sha256(Buffer.concat([zeros[h - 1] as Buffer, zeros[h - 1] as Buffer])))
  return zeros[height] as Buffer
}

/**
 * The root over `leaves` (concatenated hashes of 32 bytes), padded to a power of two with the zero hash of level
 * `padLevel` (0: block hashes, 6: hashes of 1 MiB chunks), at least to `width` leaves (a power of two). No leaves give
 * 32 zero bytes. Throws RangeError if the length is not a multiple of 32.
 */
export function merkleRoot(leaves: Uint8Array, padLevel = 0, width = 1): Uint8Array<ArrayBuffer> {
  if (leaves.byteLength % HASH_BYTES !== 0) throw new RangeError('leaves must be whole hashes of 32 bytes')
  let count = leaves.byteLength / HASH_BYTES
  if (count === 0) return new Uint8Array(HASH_BYTES)
  let span = width
  while (span < count) span *= 2
  // one scratch row, overwritten level by level; absent right ends are zero trees, never computed twice
  const row = Buffer.alloc((count + 1) * HASH_BYTES)
  row.set(leaves)
  for (let level = padLevel; span > 1; level++, span /= 2) {
    if (count % 2 === 1) {
      row.set(zeroRoot(level), count * HASH_BYTES)
      count++
    }
    count /= 2
    for (let i = 0; i < count; i++) row.set(sha256(row.subarray(i * 64, i * 64 + 64)), i * HASH_BYTES)
  }
  return new Uint8Array(row.subarray(0, HASH_BYTES))
}

/**
 * The hash of one chunk of 1 byte to 1 MiB. `isOnlyChunk`: the file has no other, so its tree is only as wide as needed
 * and the hash is the root; otherwise a short last chunk is padded with zero leaves to the width of a whole one.
 */
export function chunkHash(bytes: Uint8Array, isOnlyChunk = false): Uint8Array<ArrayBuffer> {
  const blocks = Math.ceil(bytes.byteLength / BLOCK_BYTES)
  const leaves = Buffer.allocUnsafe(blocks * HASH_BYTES)
  for (let i = 0; i < blocks; i++)
    leaves.set(sha256(bytes.subarray(i * BLOCK_BYTES, (i + 1) * BLOCK_BYTES)), i * HASH_BYTES)
  return merkleRoot(leaves, 0, isOnlyChunk ? 1 : 2 ** CHUNK_HEIGHT)
}

/** How many chunks a file of `size` bytes has; an empty one has none. */
export function chunkCount(size: number): number {
  return Math.ceil(size / CHUNK_BYTES)
}

/** The bytes that chunk `index` of a file of `size` bytes covers. */
export function chunkRange(index: number, size: number): { offset: number; length: number } {
  const offset = index * CHUNK_BYTES
  return { offset, length: Math.max(0, Math.min(CHUNK_BYTES, size - offset)) }
}

/** The length in bytes of the layer of a file of `size` bytes: 32 per chunk, 0 for at most one chunk. */
export function layerBytes(size: number): number {
  return size <= CHUNK_BYTES ? 0 : chunkCount(size) * HASH_BYTES
}

/** The root from the layer of a file with more than one chunk. */
export function layerRoot(layer: Uint8Array): Uint8Array<ArrayBuffer> {
  return merkleRoot(layer, CHUNK_HEIGHT)
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && Buffer.compare(a, b) === 0
}

/** True if `layer` is the chunk layer of the file with this size and root (empty for a file of at most 1 MiB). */
export function verifyLayer(layer: Uint8Array, size: number, root: Uint8Array): boolean {
  if (layer.byteLength !== layerBytes(size)) return false
  if (size === 0) return equal(root, new Uint8Array(HASH_BYTES))
  return layer.byteLength === 0 ? root.byteLength === HASH_BYTES : equal(layerRoot(layer), root)
}
