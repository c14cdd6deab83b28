import { CHUNK_BYTES } from '../../domain/merkle.ts'

/** Buffers that are kept for the next chunk: two for each of a few peers that are served at a time. */
const MAX_FREE = 8
/** A shorter chunk gets a buffer of its own length. */
const MIN_SHARED = CHUNK_BYTES / 2

const free: Uint8Array[] = []

/** A buffer for a chunk of `bytes` to be sent, which may hold more. Its content is undefined. */
export function takeBuffer(bytes: number): Uint8Array {
  if (bytes < MIN_SHARED) return Buffer.allocUnsafeSlow(bytes)
  return free.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES)
}

/** Returns a buffer that nobody reads or writes any more. */
export function giveBuffer(buffer: Uint8Array): void {
  if (buffer.byteLength === CHUNK_BYTES && free.length < MAX_FREE) free.push(buffer)
}
