import { CHUNK_BYTES } from '../../domain/merkle.ts'

/** Chunks per allocation; each allocation reserves a large address range. */
export const BLOCK_CHUNKS = 8
/** Alignment that O_DIRECT requires of memory, offsets and lengths. */
export const PAGE_BYTES = 4096

const aligned = new WeakSet<ArrayBufferLike>()

/**
 * Allocates zeroed memory for `BLOCK_CHUNKS` chunks, shared among threads. It is page-aligned, so that chunks can be
 * written with O_DIRECT (see direct-io-file.ts); V8 guarantees this only for WebAssembly memory.
 */
export function chunkMemory(): Buffer[] {
  const pages = (BLOCK_CHUNKS * CHUNK_BYTES) / 65_536
  const { buffer } = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  aligned.add(buffer)
  return Array.from({ length: BLOCK_CHUNKS }, (_, i) => Buffer.from(buffer, i * CHUNK_BYTES, CHUNK_BYTES))
}

/** True for whole pages of memory from `chunkMemory`. */
export function isWholePages(bytes: Uint8Array): boolean {
  return aligned.has(bytes.buffer) && bytes.byteOffset % PAGE_BYTES === 0 && bytes.byteLength % PAGE_BYTES === 0
}
