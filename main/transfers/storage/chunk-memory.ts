import { CHUNK_BYTES } from '../../domain/merkle.ts'

/**
 * Chunks in one piece of memory: each costs the process a large range of addresses, so that they are not made one by
 * one.
 */
export const BLOCK_CHUNKS = 8
/** What a disk that is written without the system's cache demands of memory, places and lengths. */
export const PAGE_BYTES = 4096

const aligned = new WeakSet<ArrayBufferLike>()

/**
 * Memory for `BLOCK_CHUNKS` chunks, shared among threads, all zero. It begins at the start of a page, which V8 promises
 * of the memory of
 * WebAssembly alone: the disk can take a chunk from there without a copy (see disk-part.ts).
 */
export function chunkMemory(): Buffer[] {
  const pages = (BLOCK_CHUNKS * CHUNK_BYTES) / 65_536
  const { buffer } = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  aligned.add(buffer)
  return Array.from({ length: BLOCK_CHUNKS }, (_, i) => Buffer.from(buffer, i * CHUNK_BYTES, CHUNK_BYTES))
}

/** True if these are whole pages of memory made by `chunkMemory`. */
export function isWholePages(bytes: Uint8Array): boolean {
  return aligned.has(bytes.buffer) && bytes.byteOffset % PAGE_BYTES === 0 && bytes.byteLength % PAGE_BYTES === 0
}
