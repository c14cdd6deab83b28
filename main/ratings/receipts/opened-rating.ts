import { HyobanError } from '../../base/errors.ts'
import type { NamedPeer, RatingView, ReceiptView } from '../../contract/peers.ts'
import { checkSignatures, decodeReceipt } from '../../domain/receipt.ts'
import { decodeRating } from '../ingest/rating-block.ts'
import { FIRST_LOGS, type RatingsOptions, type StoredRating } from '../ports.ts'

/** A rating as lists show it; `receipt`: signed by both sides. */
export function ratingView(rating: StoredRating): Omit<RatingView, 'rater' | 'own'> {
  const { seq, score, reason, comment, time, receipt } = rating
  return { seq, score, reason, comment, time, receipt: receipt === 'full' }
}

/** The block of rating number `number` by a peer or by this node; null if it is not on this disk. */
export async function ratingBlock(
  { own, block, places = FIRST_LOGS }: RatingsOptions['logs'],
  rater: string,
  number: number,
): Promise<Uint8Array | null> {
  const { log, seq } = places.locate(rater, number)
  if (log !== own.name) return (await block?.(log, seq)) ?? null
  for await (const found of own.read(seq, seq + 1)) return found.block
  return null
}

/**
 * A rating with the receipt in its block, what it is about if this node is a party to it, and whether the receipt's
 * signatures are valid, checked at `now` (ms). Throws NOT_FOUND without a rating or a block.
 */
export async function openedRating(
  rating: StoredRating | null,
  block: Uint8Array | null,
  { signer, contents }: Pick<RatingsOptions, 'signer' | 'contents'>,
  now: number,
  named: (peer: string) => NamedPeer,
): Promise<ReceiptView> {
  if (!rating || !block)
    throw new HyobanError('NOT_FOUND', 'This rating is not available.', {
      hint: 'Try again once its log has been downloaded.',
    })
  const bytes = decodeRating(block).receipt
  const receipt = bytes && decodeReceipt(bytes)
  const view: RatingView = { ...ratingView(rating), rater: named(rating.rater), own: rating.rater === signer.publicKey }
  if (!receipt)
    return { rating: view, receipt: null, signatures: { requester: 'missing', provider: 'missing' }, checked: now }
  const { body } = receipt
  const { provider, requester, nonce, bytes: moved, started, ended, outcome } = body
  const { providerLogLength, requesterLogLength } = body
  const content = (await contents?.find(body)) ?? null
  return {
    rating: view,
    receipt: {
      provider: named(provider),
      requester: named(requester),
      hidden: body.version === 2,
      root: body.version === 1 ? body.root : (content?.root ?? null),
      name: content?.name ?? null,
      nonce,
      bytes: moved,
      started,
      ended,
      outcome,
      providerLogLength,
      requesterLogLength,
    },
    signatures: checkSignatures(receipt, signer),
    checked: now,
  }
}
