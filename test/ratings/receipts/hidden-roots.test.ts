import { afterEach, describe, expect, test } from 'vitest'
import { ManualClock } from '../../../main/base/clock.ts'
import {
  contentOf,
  decodeReceipt,
  encodeReceipt,
  HALF_RECEIPT_BYTES,
  signAsRequester,
  verifyReceipt,
  type HiddenReceiptBody,
  type ReceivedSession,
  type SentSession,
} from '../../../main/domain/receipt.ts'
import { keyAgreement } from '../../../main/identity/key-agreement.ts'
import { decodeRating } from '../../../main/ratings/ingest/rating-block.ts'
import { HiddenOutcomes } from '../../../main/ratings/receipts/hidden-outcomes.ts'
import { ReceiptBook } from '../../../main/ratings/receipts/receipt-book.ts'
import { commitmentOf, openingOf } from '../../../main/ratings/receipts/root-commitments.ts'
import { fc } from '../../helpers/property.ts'
import { cleanBooks, fullReceipt, keyPair, NOW, openBook } from '../people.ts'
import { alice, bob, eve } from '../acquaintances.ts'
import { bookOf, commitmentsOf, content, ROOT } from './hiding.ts'

afterEach(cleanBooks)

const session: ReceivedSession = {
  provider: alice.publicKey,
  root: ROOT,
  nonce: '22'.repeat(32),
  bytes: 5_000_000,
  started: NOW - 5000,
  ended: NOW - 10,
  outcome: 'served',
  providerLogLength: 3,
  requesterLogLength: 7,
}
const sent: SentSession = {
  requester: bob.publicKey,
  root: ROOT,
  size: 5_000_000,
  nonce: session.nonce,
  sent: 5_000_000,
  slack: 800_000,
  started: NOW - 4990,
  providerLogLength: 3,
  requesterLogLength: 7,
}
const mine = (): ReceiptBook => bookOf('alice', [bob])
const theirs = (): ReceiptBook => bookOf('bob', [alice])
const bodyOf = (receipt: Uint8Array): HiddenReceiptBody => decodeReceipt(receipt).body as HiddenReceiptBody

describe('a commitment', () => {
  test('is the same for both sides and each session, and another one for all else', () => {
    const known = commitmentsOf('bob', []).commitment(content)
    expect(commitmentsOf('alice', []).commitment(content)).toBe(known)
    const others = [
      commitmentsOf('bob', []).commitment({ ...content, root: '12'.repeat(32) }),
      // the other direction, and another pair
      commitmentsOf('bob', []).commitment({ ...content, requester: alice.publicKey, provider: bob.publicKey }),
      commitmentsOf('bob', []).commitment({ ...content, provider: eve.publicKey }),
      // what somebody else can compute, who knows root and keys
      ...[alice, bob].map(({ publicKey }) =>
        commitmentOf(openingOf(keyAgreement(keyPair('eve').secretKey).secretWith(publicKey), content), ROOT),
      ),
      ROOT,
    ]
    expect(new Set([known, ...others]).size).toBe(7)
  })
})

describe('countersigning format 2', () => {
  test('a true receipt is signed, and completed to a full one', () => {
    const half = theirs().propose(session)
    expect(bodyOf(half)).toMatchObject({ version: 2, bytes: 4_194_304 })
    expect(Buffer.from(half).includes(Buffer.from(ROOT, 'hex'))).toBe(false)
    const full = theirs().complete(half, mine().countersign(half, sent) as Uint8Array) as Uint8Array
    expect(verifyReceipt(decodeReceipt(full), eve)).toBe('full')
    expect(theirs().complete(half, eve.sign('receipt 2 provider', half))).toBeNull()
  })

  test.each([
    ['another root', { root: '44'.repeat(32) }],
    ['more bytes than were sent', { bytes: 8_388_608 }],
    ['far fewer bytes for a finished transfer', { bytes: 4_194_303 }],
    ['another session', { nonce: '44'.repeat(32) }],
    ['a reproach', { outcome: 'corrupt' as const }],
  ])('%s is not signed', (_what, changes) =>
    expect(mine().countersign(theirs().propose({ ...session, ...changes }), sent)).toBeNull(),
  )

  test('a commitment of the requester’s own choice is not signed', () => {
    const { body } = decodeReceipt(theirs().propose(session))
    for (const commitment of [
      ROOT,
      '44'.repeat(32),
      commitmentsOf('bob', []).commitment({ ...content, root: '12'.repeat(32) }),
    ])
      expect(
        mine().countersign(encodeReceipt(signAsRequester({ ...(body as HiddenReceiptBody), commitment }, bob)), sent),
      ).toBeNull()
  })

  test('with any byte changed, it is not signed', () => {
    const half = theirs().propose(session)
    const book = mine()
    fc.assert(
      fc.property(fc.nat(HALF_RECEIPT_BYTES - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
        const bytes = Buffer.from(half)
        bytes[at] = (bytes[at] as number) ^ bits
        expect(book.countersign(bytes, sent)).toBeNull()
      }),
      { numRuns: 300 },
    )
    expect(book.countersign(half, sent)?.byteLength).toBe(64)
  })

  test('a small file is signed for when it is complete, once an hour', () => {
    const book = mine()
    const small = (bytes: number, n: number): Uint8Array | null =>
      book.countersign(theirs().propose({ ...session, nonce: `${n}${n}`.repeat(32), bytes, outcome: 'stalled' }), {
        ...sent,
        nonce: `${n}${n}`.repeat(32),
        size: 70_000,
        sent: 70_000,
      })
    expect(small(65_535, 1)).toEqual(new Uint8Array(0))
    expect(small(70_000, 2)?.byteLength).toBe(64)
    expect(small(70_000, 3)).toEqual(new Uint8Array(0))
  })

  test('each side that does not know it goes on with format 1', () => {
    const old = new ReceiptBook({ signer: alice, log: { length: 3 }, clock: new ManualClock(NOW) })
    expect(old.countersign(theirs().propose(session), sent)).toBeNull()
    const half = bookOf('bob', []).propose(session)
    expect(decodeReceipt(half).body).toMatchObject({ version: 1, root: ROOT, bytes: 5_000_000 })
    expect([old.countersign(half, sent)?.byteLength, mine().countersign(half, sent)?.byteLength]).toEqual([64, 64])
  })
})

describe('in rating logs', () => {
  test('one file between two peers counts once in format 2, and files count apart', async () => {
    const standing = async (rootOf: (n: number) => string): Promise<string> => {
      const { ratings } = await openBook('bob', { mode: 'robust' })
      for (let n = 1; n <= 4; n++) {
        const nonce = n.toString(16).padStart(64, '0')
        const receipt = theirs().propose({ ...session, nonce, root: rootOf(n) })
        await ratings.onTransferEnded({ peer: alice.publicKey, root: '', reason: 'served', ended: NOW - n, receipt })
      }
      return ratings.trustOf(alice.publicKey).decision
    }
    expect(await standing(() => ROOT)).toBe('new')
    expect(await standing((n) => `${n}${n}`.repeat(32))).toBe('good')
  })

  test('what a provider of an older version gave names no private root there, and is evidence still', async () => {
    const { ratings, logs } = await openBook('bob', { mode: 'robust' })
    const outcomes = new HiddenOutcomes({
      ratings,
      receipts: theirs(),
      origins: { isPrivate: (root) => root === ROOT },
    })
    const rate = (n: number, root: string): Promise<number | null> => {
      const nonce = n.toString(16).padStart(64, '0')
      const receipt = encodeReceipt(fullReceipt(alice, bob, { nonce, root, bytes: 3_000_001 }))
      return outcomes.onTransferEnded({ peer: alice.publicKey, root, reason: 'served', ended: NOW - n, receipt })
    }
    const open = '12'.repeat(32)
    expect([await rate(1, ROOT), await rate(2, open), await rate(1, ROOT)]).toEqual([1, 1, 1])
    expect(
      await outcomes.onTransferEnded({
        peer: alice.publicKey,
        root: ROOT,
        reason: 'refused',
        ended: NOW,
        receipt: null,
      }),
    ).toBe(0)
    const blocks: Uint8Array[] = []
    for await (const { block } of logs.ratings.own.read()) blocks.push(block)
    const receipts = blocks
      .map((block) => decodeRating(block).receipt)
      .flatMap((bytes) => (bytes ? [decodeReceipt(bytes)] : []))
    expect(receipts.map(({ body }) => [body.version, body.bytes])).toEqual([
      [2, 2_097_152],
      [1, 3_000_001],
    ])
    expect(receipts.map((receipt) => verifyReceipt(receipt, eve))).toEqual(['half', 'full'])
    expect(contentOf(receipts[0]?.body as HiddenReceiptBody)).toBe(commitmentsOf('bob', []).commitment(content))
    expect(blocks).toHaveLength(3)
    for (const block of blocks) expect(Buffer.from(block).includes(Buffer.from(ROOT, 'hex'))).toBe(false)
    expect(ratings.trustOf(alice.publicKey).count).toBe(3)
    expect(ratings.ignored()).not.toHaveProperty('malformed')
  })
})
