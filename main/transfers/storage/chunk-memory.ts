import { CHUNK_BYTES } from '../../domain/merkle.ts'

/** Chunks per allocation: each reserves a large range of addresses. */
export const BLOCK_CHUNKS = 8
/** Alignment of memory, offsets and lengths that O_DIRECT requires. */
export const PAGE_BYTES = 4096

const aligned = new WeakSet<ArrayBufferLike>()

/**
 * Memory for `BLOCK_CHUNKS` chunks, shared among threads and zeroed. It is page-aligned, which V8 guarantees for the
 * memory of WebAssembly only, so that a chunk can be written with O_DIRECT (see direct-io-file.ts).
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
