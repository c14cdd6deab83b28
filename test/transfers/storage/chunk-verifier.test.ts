import { expect, test } from 'vitest'
import { CHUNK_BYTES, chunkHash, layerRoot } from '../../../main/domain/merkle.ts'
import { ChunkVerifier } from '../../../main/transfers/storage/chunk-verifier.ts'

test('a chunk is verified from its messages, and one changed bit is detected', () => {
  const bytes = new Uint8Array(2 * CHUNK_BYTES + 20_000)
  for (let i = 0; i < bytes.length; i += 997) bytes[i] = i
  const chunks = [0, 1, 2].map((i) => bytes.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES))
  const layer = Buffer.concat(chunks.map((chunk) => chunkHash(chunk)))
  const verifier = new ChunkVerifier({ size: bytes.length, root: layerRoot(layer), layer })
  const feed = (chunk: Uint8Array): void => {
    for (let at = 0; at < chunk.length; at += 128 * 1024) verifier.add(chunk.subarray(at, at + 128 * 1024))
  }
  for (const [index, chunk] of chunks.entries()) {
    feed(chunk)
    expect(verifier.finish(index)).toBe(true)
    const changed = chunk.slice()
    changed[chunk.length - 1] = (changed[chunk.length - 1] as number) ^ 0x80
    feed(changed)
    expect(verifier.finish(index)).toBe(false)
    feed(chunk.subarray(0, 16384))
    expect(verifier.finish(index)).toBe(false)
  }
})
