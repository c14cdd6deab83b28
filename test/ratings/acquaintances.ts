import type { EndedTransfer } from '../../main/ratings/ports.ts'
import { encodeReceipt, signAsRequester } from '../../main/domain/receipt.ts'
import { openBook, type Book } from './people.ts'
import { alice, bob, carol, dave, fullReceipt, NOW, type Person, receiptBody, servedBlock } from '../helpers/signers.ts'

export { alice, bob, carol, dave, eve, type Person } from '../helpers/signers.ts'
export const named = (key: string) => ({ publicKey: key, fingerprint: key.slice(0, 8), name: key.slice(0, 8) })
export const nonce = (n: number): string => n.toString(16).padStart(64, '0')
/** A transfer of mine from `provider` that ended `reason`. */
export const ended = (provider: Person, n: number, reason: 'served' | 'stalled' = 'served'): EndedTransfer => ({
  transfer: `t${n}`,
  peer: provider.publicKey,
  root: '11'.repeat(32),
  reason,
  ended: NOW - 1000 + n,
  receipt: encodeReceipt(
    reason === 'served'
      ? fullReceipt(provider, alice, {
          nonce: nonce(n),
          root: nonce(n).slice(48) + nonce(n).slice(0, 48),
          bytes: 1_048_576,
        })
      : signAsRequester(receiptBody(provider, alice, { nonce: nonce(n), outcome: reason }), alice),
  ),
})
export const open = (dir?: string): Promise<Book> => openBook('alice', { mode: 'robust', ...(dir && { dir }) })

/** Bob has served me five times; he has rated carol ten times and dave, whom I know too. */
export async function acquainted(): Promise<Book> {
  const book = await open()
  for (let n = 0; n < 5; n++) await book.ratings.onTransferEnded(ended(bob, n))
  for (let n = 5; n < 8; n++) await book.ratings.onTransferEnded(ended(dave, n))
  await book.ratings.ingest(bob.publicKey, 0, [
    ...Array.from({ length: 10 }, (_, n) => servedBlock(carol, bob, 100 + n, { time: NOW - 500 + n })),
    servedBlock(dave, bob, 120, { time: NOW - 400 }),
    servedBlock(dave, bob, 121, { time: NOW - 399 }),
  ])
  return book
}
