import { afterEach, expect, test } from 'vitest'
import { IGNORED_REASONS } from '../../main/contract/peers.ts'
import { encodeRating } from '../../main/ratings/ingest/rating-block.ts'
import { encodeReceipt, signAsRequester } from '../../main/domain/receipt.ts'
import en from '../../renderer/locales/en/trust.json' with { type: 'json' }
import ja from '../../renderer/locales/ja/trust.json' with { type: 'json' }
import { cleanBooks, fullReceipt, NOW, openBook, person, ratingBlock, receiptBody, servedBlock } from './people.ts'

afterEach(cleanBooks)

const [alice, bob, carol, dave, liar] = ['alice', 'bob', 'carol', 'dave', 'liar'].map(person) as [
  Person,
  Person,
  Person,
  Person,
  Person,
]
type Person = ReturnType<typeof person>
const subjects = ['s1', 's2', 's3'].map(person)

test('every reason why a rating does not count is counted by name and has words in both languages', async () => {
  const { ratings } = await openBook('alice', { mode: 'robust' })
  const block = (changes: Parameters<typeof ratingBlock>[1], subject = carol.publicKey): Uint8Array =>
    encodeRating(ratingBlock(subject, { reason: 'served', ...changes }))
  const receipt = (changes = {}): Uint8Array => encodeReceipt(fullReceipt(carol, bob, changes))
  const tampered = Buffer.from(receipt({ nonce: '77'.repeat(32) }))
  tampered[tampered.length - 1] = (tampered[tampered.length - 1] as number) ^ 1
  const logs = new Map<Person, Uint8Array[]>([
    [
      bob,
      [
        servedBlock(carol, bob, 1),
        servedBlock(carol, bob, 1),
        new Uint8Array([2, 3, 4]),
        new Uint8Array(4000),
        block({ receipt: receipt(), time: NOW + 11 * 60_000 }),
        block({ receipt: null }),
        block({ receipt: tampered }),
        block({ receipt: receipt({ nonce: '78'.repeat(32) }) }, dave.publicKey),
        block({ receipt: encodeReceipt(fullReceipt(carol, dave)) }),
        block({ receipt: null, reason: 'manual' }, bob.publicKey),
        block({ receipt: encodeReceipt(signAsRequester(receiptBody(carol, bob, { nonce: '79'.repeat(32) }), bob)) }),
      ],
    ],
    // whom I have fared well with, it says, are bad
    [liar, [...subjects, carol].map((subject, n) => servedBlock(subject, liar, 10 + n, { score: 0 }))],
  ])
  let n = 100
  for (const { publicKey } of subjects) {
    for (let i = 0; i < 4; i++)
      await ratings.onTransferEnded({
        peer: publicKey,
        root: '11'.repeat(32),
        reason: 'served',
        ended: NOW - 1000 + n,
        receipt: encodeReceipt(
          fullReceipt(subjects.find((one) => one.publicKey === publicKey) as Person, alice, {
            nonce: (n++).toString(16).padStart(64, '0'),
          }),
        ),
      })
  }
  const read = async (): Promise<void> => {
    for (const [{ publicKey }, blocks] of logs) await ratings.ingest(publicKey, 0, [...blocks])
  }
  await read()
  for (const reason of ['conflict', 'over-budget', 'stalled'] as const) ratings.countIgnored(dave.publicKey, reason)
  const counts = ratings.ignored()
  expect(Object.keys(counts).toSorted()).toEqual([...IGNORED_REASONS].toSorted())
  for (const reason of IGNORED_REASONS) {
    expect(counts[reason], reason).toBeGreaterThan(0)
    expect(en.ignored[reason], reason).toMatch(/^[a-z][a-z ]+$/)
    expect(ja.ignored[reason], reason).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/)
  }
  await ratings.rebuild()
  await read()
  expect(ratings.ignored()).toEqual(counts)
})
