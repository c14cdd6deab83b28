import { expect, test } from 'vitest'
import { chunkMemory, isWholePages } from '../../../main/transfers/storage/chunk-memory.ts'

test('memory is made for eight chunks of 1 MiB, shared and zeroed, one after the other', () => {
  const buffers = chunkMemory()
  expect(buffers.map(({ byteOffset, byteLength }) => [byteOffset, byteLength])).toEqual(
    [0, 1, 2, 3, 4, 5, 6, 7].map((n) => [n * 1_048_576, 1_048_576]),
  )
  const [first] = buffers as [Buffer]
  expect(first.buffer).toBeInstanceOf(SharedArrayBuffer)
  expect(first.buffer.byteLength).toBe(8_388_608)
  expect(new Set(buffers.map(({ buffer }) => buffer)).size).toBe(1)
  expect(first.every((byte) => byte === 0)).toBe(true)
  expect(chunkMemory()[0]?.buffer).not.toBe(first.buffer)
})

test('only whole pages of 4 KiB of such memory may be written past the cache', () => {
  const [, buffer] = chunkMemory() as [Buffer, Buffer]
  const whole = [buffer, buffer.subarray(4096), buffer.subarray(0, 4096), buffer.subarray(8192, 16_384)]
  const parts = [buffer.subarray(0, 4095), buffer.subarray(1), buffer.subarray(2048, 6144), buffer.subarray(4096, 8191)]
  expect(whole.map(isWholePages)).toEqual([true, true, true, true])
  expect(parts.map(isWholePages)).toEqual([false, false, false, false])
  // of other memory nobody knows where it begins
  expect(
    [Buffer.alloc(4096), new Uint8Array(8192), new Uint8Array(new SharedArrayBuffer(4096))].map(isWholePages),
  ).toEqual([false, false, false])
})
