import { HyobanError } from '../../base/errors.ts'
import { CHUNK_BYTES, chunkCount, chunkRange, HASH_BYTES } from '../../domain/merkle.ts'
import type { ReadHandle, SourceProof } from '../ports.ts'
import { ChunkHasher } from './chunk-hasher.ts'

/**
 * Hashes what is sent, in a thread that ends when there is nothing to send. All handles share it: a chunk has a buffer
 * of its own from when its bytes have been read until its hash is there, and a disk that does not answer holds none.
 */
const sharedHasher = new ChunkHasher()

/**
 * A handle that compares each chunk with its hash once it is read in full: a disk that silently decays changes no time,
 * and the requester would take its bytes for a lie. `isUnchanged` tells a decayed file from one that is being edited.
 * Throws FILE_CHANGED, after `proof.damaged` was called if it is unchanged.
 */
export function checked(
  handle: ReadHandle,
  proof: SourceProof,
  isUnchanged: () => Promise<boolean>,
  hasher: ChunkHasher = sharedHasher,
): ReadHandle {
  const { size, root, layer } = proof
  const alone = chunkCount(size) === 1
  return {
    stat: () => handle.stat(),
    close: () => handle.close(),
    async read(buffer, offset, length, position) {
      const result = await handle.read(buffer, offset, length, position)
      const chunk = Math.floor(position / CHUNK_BYTES)
      const range = chunkRange(chunk, size)
      const start = offset - (position - range.offset)
      const end = offset + result.bytesRead
      if (result.bytesRead === 0 || start < 0 || end - start !== range.length) return result
      const expected = alone ? root : layer.subarray(chunk * HASH_BYTES, (chunk + 1) * HASH_BYTES)
      if (Buffer.compare(await hashOf(hasher, buffer.subarray(start, end), alone), expected) === 0) return result
      if (await isUnchanged()) proof.damaged()
      throw new HyobanError('FILE_CHANGED', 'The file is no longer what it was when it was offered.')
    },
  }
}

async function hashOf(hasher: ChunkHasher, bytes: Uint8Array, alone: boolean): Promise<Uint8Array> {
  const slot = hasher.take()
  try {
    hasher.put(slot, 0, bytes)
    return await hasher.hash(slot, bytes.byteLength, alone)
  } finally {
    hasher.give(slot)
  }
}
