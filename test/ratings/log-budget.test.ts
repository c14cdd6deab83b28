import { expect, test } from 'vitest'
import { allowedBytes, logsToDrop, type ReadLog } from '../../main/ratings/ingest/log-budget.ts'

const MIB = 1024 * 1024
const log = (peer: string, mib: number, more: Partial<ReadLog> = {}): ReadLog => ({
  peer,
  bytes: mib * MIB,
  known: false,
  received: 0,
  ...more,
})

test('4 MiB of the log of a stranger are read, and 64 MiB of any other', () => {
  expect([allowedBytes(false), allowedBytes(true)]).toEqual([4 * MIB, 64 * MIB])
})

test('10 MiB of strangers are kept; above that those go that gave nothing, the largest first, down to 7.5', () => {
  const friends = Array.from({ length: 7 }, (_, n) => log(`friend ${n}`, 60, { known: true }))
  const strangers = Array.from({ length: 4 }, (_, n) => log(`stranger ${n}`, 2.5))
  expect(logsToDrop([...friends, ...strangers])).toEqual([])
  expect(
    logsToDrop([log('gave a file', 4, { received: 1 }), log('small', 1), ...friends, ...strangers, log('a', 0.5)]),
  ).toEqual(['stranger 0', 'stranger 1', 'stranger 2', 'stranger 3'])
})

test('512 MiB of all are kept, and strangers go before friends', () => {
  const friends = Array.from({ length: 9 }, (_, n) => log(`friend ${n}`, 57, { known: true }))
  expect(logsToDrop([...friends.slice(0, 8), log('stranger', 10)])).toEqual([])
  expect(logsToDrop([...friends, log('stranger', 1)])).toEqual(['stranger', 'friend 0', 'friend 1', 'friend 2'])
})
