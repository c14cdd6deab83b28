import { HyobanError } from '../../base/errors.ts'
import type { NamedPeer, RatingView, ReceiptView } from '../../contract/peers.ts'
import { checkSignatures, decodeReceipt } from '../../domain/receipt.ts'
import type { Signer } from '../../domain/signer.ts'
import { decodeRating } from '../ingest/rating-block.ts'
import type { RatingsOptions, StoredRating } from '../ports.ts'

/** A rating as lists show it; `receipt`: signed by both sides. */
export function ratingView(rating: StoredRating): Omit<RatingView, 'rater' | 'own'> {
  const { seq, score, reason, comment, time, receipt } = rating
  return { seq, score, reason, comment, time, receipt: receipt === 'full' }
}

/** A block of the log of `rater`, or of this node's own (null); null if it is not on this disk. */
export async function ratingBlock(
  logs: RatingsOptions['logs'],
  rater: string | null,
  seq: number,
): Promise<Uint8Array | null> {
  if (rater !== null) return (await logs.block?.(rater, seq)) ?? null
  for await (const { block } of logs.own.read(seq, seq + 1)) return block
  return null
}

/**
 * A rating with the receipt in its block, and whether the receipt's signatures are valid, checked at `now` (ms). Throws
 * NOT_FOUND without a rating or a block.
 */
export function openedRating(
  rating: StoredRating | null,
  block: Uint8Array | null,
  signer: Signer,
  now: number,
  named: (peer: string) => NamedPeer,
): ReceiptView {
  if (!rating || !block)
    throw new HyobanError('NOT_FOUND', 'This rating is not available.', {
      hint: 'Try again once its log has been downloaded.',
    })
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
