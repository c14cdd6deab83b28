import { afterEach, expect, test } from 'vitest'
import { encodeReceipt } from '../../../main/domain/receipt.ts'
import { cleanBooks, fullReceipt, servedBlock, type Book } from '../people.ts'
import { alice, bob, carol, dave, ended, named, nonce, open, type Person } from '../acquaintances.ts'

afterEach(cleanBooks)

/** I received this file of 2 MiB from `provider`. */
async function receive({ ratings }: Book, provider: Person, n: number, root: string): Promise<void> {
  const receipt = encodeReceipt(fullReceipt(provider, alice, { nonce: nonce(n), root, bytes: 2_097_152 }))
  await ratings.onTransferEnded({ ...ended(provider, n), root, receipt })
}

const FILM = 'f1'.repeat(32)
const standing = ({ ratings }: Book, peer: Person): string => ratings.trustOf(peer.publicKey).decision

test('a peer that sends me one file ten times stays new; three files make it good, also after a restart', async () => {
  const book = await open()
  for (let n = 0; n < 10; n++) await receive(book, bob, n, FILM)
  for (let n = 10; n < 13; n++) await receive(book, carol, n, nonce(n).slice(48) + nonce(n).slice(0, 48))
  const seen = (of: Book): unknown => [standing(of, bob), of.ratings.explain(bob.publicKey, named), standing(of, carol)]
  expect([standing(book, bob), standing(book, carol)]).toEqual(['new', 'good'])
  // all ten are told
  expect(book.ratings.explain(bob.publicKey, named).sources.you.count).toBe(10)
  const before = seen(book)
  await book.close()
  const again = await open(book.dir)
  expect(seen(again)).toEqual(before)
})

test('in the log of another peer, too, one file is evidence once', async () => {
  const weight = async (rootOf: (n: number) => string): Promise<number> => {
    const book = await open()
    for (let n = 0; n < 5; n++) await book.ratings.onTransferEnded(ended(bob, n))
    const logs = [100, 101, 102].flatMap((n) => [
      servedBlock(carol, bob, n, {
        receipt: encodeReceipt(fullReceipt(carol, bob, { nonce: nonce(n), root: rootOf(n), bytes: 1_048_576 })),
      }),
      servedBlock(dave, carol, n),
    ])
    // bob's ratings of carol make the path over which carol's word about dave comes
    await book.ratings.ingest(
      bob.publicKey,
      0,
      logs.filter((_, i) => i % 2 === 0),
    )
    await book.ratings.ingest(
      carol.publicKey,
      0,
      logs.filter((_, i) => i % 2 === 1),
    )
    const { contributions } = book.ratings.explain(dave.publicKey, named)
    return contributions.find(({ kind }) => kind === 'rater')?.weight ?? 0
  }
  const once = await weight(() => FILM)
  const thrice = await weight((n) => nonce(n).slice(48) + nonce(n).slice(0, 48))
  expect(once).toBeGreaterThan(0)
  expect(thrice).toBeGreaterThan(2 * once)
})
