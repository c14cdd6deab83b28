import { HyobanError } from '../../base/errors.ts'
import { isHex32 } from '../../base/hex.ts'
import type { NamedPeer, RatingView, ReceiptView } from '../../contract/peers.ts'
import type { StoredRating } from '../ports.ts'
import { decodeRating, MAX_COMMENT } from './rating-block.ts'
import { checkSignatures, decodeReceipt } from '../../domain/receipt.ts'
import type { Signer } from '../../domain/signer.ts'

/** A rating as lists show it; `receipt`: signed by both. */
export function ratingView({
  seq,
  score,
  reason,
  comment,
  time,
  receipt,
}: StoredRating): Omit<RatingView, 'rater' | 'own'> {
  return { seq, score, reason, comment, time, receipt: receipt === 'full' }
}

/** A rating opened: what its block's receipt says, and whether the signatures hold, checked at `now`. */
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

/**
 * The comment as it is written. Throws BAD_INPUT for `me`, a key that is none, a score out of [0, 1] or a comment over
 * 500 characters.
 */
export function checkedComment(
  me: string,
  { subject, score, comment }: { subject: string; score: number; comment: string },
): string {
  if (!isHex32(subject)) throw new HyobanError('BAD_INPUT', 'This is no public key.')
  if (subject === me)
    throw new HyobanError('BAD_INPUT', 'Nobody can rate themselves.', { hint: 'Choose another peer.' })
  if (!(score >= 0 && score <= 1)) throw new HyobanError('BAD_INPUT', 'A rating is a number from 0 to 1.')
  const text = comment.trim()
  if (text.length > MAX_COMMENT)
    throw new HyobanError('BAD_INPUT', `A comment has at most ${MAX_COMMENT} characters.`, {
      hint: 'Write a shorter one.',
      details: {
        max: MAX_COMMENT,
      },
    })
  return text.toWellFormed()
}
