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

test('a file of one chunk has no layer: its chunk is checked against the root', () => {
  const bytes = new Uint8Array(20_000).fill(7)
  const verifier = new ChunkVerifier({ size: 20_000, root: chunkHash(bytes, true), layer: new Uint8Array(0) })
  const verdict = (given: Uint8Array): boolean => (verifier.add(given), verifier.finish(0))
  expect(verdict(bytes)).toBe(true)
  expect(verdict(bytes.subarray(0, 19_999))).toBe(false)
  expect(verdict(bytes.subarray(0, 16_384))).toBe(false)
  // nothing at all, then a block too much
  expect(verifier.finish(0)).toBe(false)
  expect(verdict(Buffer.concat([bytes, new Uint8Array(20_000)]))).toBe(false)
  expect(verdict(bytes)).toBe(true)
})
