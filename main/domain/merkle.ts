import { hash } from 'node:crypto'

/*
 * BEP 52 (BitTorrent v2) identifies a file by its `pieces root`. The leaves are SHA-256 hashes of 16 KiB blocks (the
 * last block is not padded), padded with zero hashes to a power of two; a Merkle tree over them yields the root. The
 * level over chunks of 1 MiB is the `layer`, which lets each chunk of a transfer be verified on arrival. A file of at
 * most one chunk has no layer: its chunk hash is the root.
 */

/** Bytes per leaf of the tree (BEP 52). */
export const BLOCK_BYTES = 16 * 1024
/** Bytes per hash of the layer: the unit of transfer and verification. */
export const CHUNK_BYTES = 1024 * 1024
/** Bytes of a SHA-256 hash. */
export const HASH_BYTES = 32
/** Levels between the blocks and the layer. */
const CHUNK_HEIGHT = Math.log2(CHUNK_BYTES / BLOCK_BYTES)

const zeros: Buffer[] = [Buffer.alloc(HASH_BYTES)]

/** One-shot SHA-256, the fastest way in Node. */
function sha256(bytes: Uint8Array): Buffer {
  return hash('sha256', bytes, 'buffer')
}

/** Root of a tree of 2^height zero hashes: the BEP 52 padding at that level. */
function zeroRoot(height: number): Buffer {
  for (let h = zeros.length; h <= height; h++)
    zeros.push(sha256(Buffer.concat([zeros[h - 1] as Buffer, zeros[h - 1] as Buffer])))
  return zeros[height] as Buffer
}

/**
 * Root over `leaves` (concatenated hashes of 32 bytes), padded to a power of two and at least `width` leaves with the
 * zero hash of level `padLevel` (0: block hashes, 6: hashes of 1 MiB chunks). 32 zero bytes without leaves. Throws
 * RangeError if the length is not a multiple of 32.
 */
export function merkleRoot(leaves: Uint8Array, padLevel = 0, width = 1): Uint8Array<ArrayBuffer> {
  if (leaves.byteLength % HASH_BYTES !== 0) throw new RangeError('leaves must be whole hashes of 32 bytes')
  let count = leaves.byteLength / HASH_BYTES
  if (count === 0) return new Uint8Array(HASH_BYTES)
  let span = width
  while (span < count) span *= 2
  // one scratch row, overwritten level by level; missing right siblings are cached zero trees
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
 * Hash of a chunk of 1 byte to 1 MiB. If `isOnlyChunk`, its tree is only as wide as needed and the hash is the root;
 * otherwise a short last chunk is padded with zero leaves to full width.
 */
export function chunkHash(bytes: Uint8Array, isOnlyChunk = false): Uint8Array<ArrayBuffer> {
  const blocks = Math.ceil(bytes.byteLength / BLOCK_BYTES)
  const leaves = Buffer.allocUnsafe(blocks * HASH_BYTES)
  for (let i = 0; i < blocks; i++)
    leaves.set(sha256(bytes.subarray(i * BLOCK_BYTES, (i + 1) * BLOCK_BYTES)), i * HASH_BYTES)
  return merkleRoot(leaves, 0, isOnlyChunk ? 1 : 2 ** CHUNK_HEIGHT)
}

/** Number of chunks of a file of `size` bytes; 0 for an empty file. */
export function chunkCount(size: number): number {
  return Math.ceil(size / CHUNK_BYTES)
}

/** Byte range of chunk `index` in a file of `size` bytes. */
export function chunkRange(index: number, size: number): { offset: number; length: number } {
  const offset = index * CHUNK_BYTES
  return { offset, length: Math.max(0, Math.min(CHUNK_BYTES, size - offset)) }
}

/** Length of the layer of a file of `size` bytes: 32 per chunk, 0 for at most one chunk. */
export function layerBytes(size: number): number {
  return size <= CHUNK_BYTES ? 0 : chunkCount(size) * HASH_BYTES
}

/** Root from the layer of a file with more than one chunk. */
export function layerRoot(layer: Uint8Array): Uint8Array<ArrayBuffer> {
  return merkleRoot(layer, CHUNK_HEIGHT)
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && Buffer.compare(a, b) === 0
}

/** Whether `layer` belongs to the file with this size and root; empty for a file of at most 1 MiB. */
export function verifyLayer(layer: Uint8Array, size: number, root: Uint8Array): boolean {
  if (layer.byteLength !== layerBytes(size)) return false
  if (size === 0) return equal(root, new Uint8Array(HASH_BYTES))
  return layer.byteLength === 0 ? root.byteLength === HASH_BYTES : equal(layerRoot(layer), root)
}
