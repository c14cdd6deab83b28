import { expect, test } from 'vitest'
import { fromHex, toHex } from '../../main/base/hex.ts'

test('bytes and hex convert both ways, also for a view into a larger buffer', () => {
  const bytes = new Uint8Array([9, 0, 1, 0xab, 0xff, 9]).subarray(1, 5)
  expect(toHex(bytes)).toBe('0001abff')
  expect(fromHex('0001abFF')).toEqual(new Uint8Array([0, 1, 0xab, 0xff]))
  expect(fromHex('')).toEqual(new Uint8Array())
})

test('invalid hex is refused', () => {
  for (const text of ['0', '0g', 'ab ', '0x00']) expect(() => fromHex(text)).toThrow(RangeError)
})
