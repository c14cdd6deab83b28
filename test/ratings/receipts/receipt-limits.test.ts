import { expect, test } from 'vitest'
import { ManualClock } from '../../../main/base/clock.ts'
import type { ReceivedSession } from '../../../main/domain/receipt.ts'
import { ReceiptBook } from '../../../main/ratings/receipts/receipt-book.ts'
import { NOW, person } from '../../helpers/signers.ts'

const [alice, bob] = [person('alice'), person('bob')]
const theirs = new ReceiptBook({ signer: bob, log: { length: 7 }, clock: new ManualClock(NOW) })
const bookOf = (clock = new ManualClock(NOW)): ReceiptBook =>
  new ReceiptBook({ signer: alice, log: { length: 3 }, clock })
const name = (n: number): string => n.toString(16).padStart(64, '0')

/** Whether a true receipt is signed, for a session in which `bytes` of a file of `size` were received. */
function signs(book: ReceiptBook, size: number, bytes: number, changes: Partial<ReceivedSession> = {}): boolean {
  const session: ReceivedSession = {
    provider: alice.publicKey,
    root: name(1),
    nonce: name(1),
    bytes,
    started: NOW - 5000,
    ended: NOW - 10,
    outcome: bytes < size ? 'stalled' : 'served',
    providerLogLength: 3,
    requesterLogLength: 7,
    ...changes,
  }
  const { root, nonce, started } = session
  const signature = book.countersign(theirs.propose(session), {
    requester: bob.publicKey,
    root,
    nonce,
    size,
    sent: bytes,
    slack: 0,
    started,
    providerLogLength: 3,
    requesterLogLength: 7,
  })
  // the provider agrees, whether it signs or not
  expect(signature).not.toBeNull()
  return signature?.byteLength === 64
}

test('nothing is signed for no bytes, or for less than 1 MiB of a larger file', () => {
  const book = bookOf()
  for (const [size, bytes] of [
    [0, 0],
    [10, 0],
    [10, 9],
    [5_000_000, 0],
    [5_000_000, 1_048_575],
  ] as const)
    expect(signs(book, size, bytes)).toBe(false)
  expect(signs(book, 10, 10)).toBe(true)
  expect(signs(book, 5_000_000, 1_048_576)).toBe(true)
})

test('a small file is signed for once, and 60 of them in an hour', () => {
  const clock = new ManualClock(NOW)
  const book = bookOf(clock)
  expect(signs(book, 10, 10)).toBe(true)
  // the same session may repeat its receipt, another one for the same file has none
  expect(signs(book, 10, 10)).toBe(true)
  expect(signs(book, 10, 10, { nonce: name(2) })).toBe(false)
  for (let n = 2; n <= 60; n++) expect(signs(book, 10, 10, { root: name(n) })).toBe(true)
  expect(signs(book, 10, 10, { root: name(61) })).toBe(false)
  // larger files have a limit of their own
  expect(signs(book, 1_048_576, 1_048_576, { root: name(62) })).toBe(true)
  clock.advance(3_600_000)
  const later = { started: clock.now() - 5000, ended: clock.now() - 10 }
  expect(signs(book, 10, 10, { nonce: name(2), ...later })).toBe(true)
})

test('240 sessions of larger files are signed for in an hour, each as often as it asks', () => {
  const clock = new ManualClock(NOW)
  const book = bookOf(clock)
  const large = (n: number): boolean => signs(book, 5_000_000, 5_000_000, { root: name(n), nonce: name(n) })
  for (let n = 1; n <= 240; n++) expect(large(n)).toBe(true)
  expect([large(241), large(240), large(1)]).toEqual([false, true, true])
  // small files have a limit of their own
  expect(signs(book, 10, 10, { root: name(500), nonce: name(500) })).toBe(true)
  clock.advance(3_600_000)
  const later = { started: clock.now() - 5000, ended: clock.now() - 10 }
  expect(signs(book, 5_000_000, 5_000_000, { root: name(241), nonce: name(241), ...later })).toBe(true)
})
