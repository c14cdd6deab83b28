import type { NamedPeer, RatingView, ReceiptView } from '../../contract/peers.ts'
import { checkSignatures, decodeReceipt } from '../../domain/receipt.ts'
import type { Signer } from '../../domain/signer.ts'
import { decodeRating } from '../ingest/rating-block.ts'
import type { StoredRating } from '../ports.ts'

/** A rating as lists show it; `receipt`: signed by both sides. */
export function ratingView(rating: StoredRating): Omit<RatingView, 'rater' | 'own'> {
  const { seq, score, reason, comment, time, receipt } = rating
  return { seq, score, reason, comment, time, receipt: receipt === 'full' }
}

/** A rating with the receipt in its block, and whether the receipt's signatures are valid, checked at `now` (ms). */
export function openedRating(
  rating: StoredRating,
  block: Uint8Array,
  signer: Signer,
  now: number,
  named: (peer: string) => NamedPeer,
): ReceiptView {
  const bytes = decodeRating(block).receipt
  const receipt = bytes && decodeReceipt(bytes)
  const view: RatingView = { ...ratingView(rating), rater: named(rating.rater), own: rating.rater === signer.publicKey }
  if (!receipt)
    return { rating: view, receipt: null, signatures: { requester: 'missing', provider: 'missing' }, checked: now }
  const { version: _, provider, requester, ...body } = receipt.body
  return {
    rating: view,
    receipt: { ...body, provider: named(provider), requester: named(requester) },
    signatures: checkSignatures(receipt, signer),
    checked: now,
  }
}
