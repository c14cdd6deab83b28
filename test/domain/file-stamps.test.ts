import { describe, expect, test } from 'vitest'
import {
  fileTime,
  fitsStamp,
  isEarlier,
  isMoved,
  movedStamp,
  stampBase,
  stampOf,
} from '../../main/domain/file-stamp.ts'

const stamp = stampOf({ size: 1n, mtimeNs: 2n, ino: 3n, ctimeNs: 4n })

test('a stamp is size, modification time, inode and change time, or ? after a move', () => {
  expect([stamp, stampBase(stamp), movedStamp(stamp)]).toEqual(['1:2:3:4', '1:2:3', '1:2:3:?'])
  expect(movedStamp('1:2:3')).toBe('1:2:3:?')
})

test.each([
  // stored, moved, of an earlier version, fits 1:2:3:4
  ['1:2:3:4', false, false, true],
  ['1:2:3:5', false, false, false],
  ['1:2:3', false, true, true],
  ['1:2:4', false, false, false],
  ['1:2:3:?', true, false, true],
  ['1:2:4:?', false, false, false],
  ['', false, false, false],
])('the stored stamp %j', (stored, moved, earlier, fits) => {
  const found = [isMoved(stored, stamp), isEarlier(stored, stamp), fitsStamp(stored, stamp)]
  expect(found).toEqual([moved, earlier, fits])
})

describe('the modification time', () => {
  test.each([
    ['1601', -11_644_473_600_000, 0],
    ['1969', -1000, 0],
    ['2038', 2_147_483_648_000, 2_147_483_648_000],
    ['2107', 4_354_819_198_000, 4_354_819_198_000],
    ['9999', 253_402_300_799_000, 253_402_300_799_000],
    ['275761', 8.65e15, 8.64e15],
    ['beyond', 9_007_199_254_741_000, 8.64e15],
    ['the end of 64 bits', 9_223_372_036_854, 9_223_372_036_854],
  ])('%s', (_name, ms, kept) => expect(fileTime(BigInt(ms) * 1_000_000n)).toBe(kept))

  test('is cut to whole milliseconds', () => expect(fileTime(1_999_999n)).toBe(1))
})
