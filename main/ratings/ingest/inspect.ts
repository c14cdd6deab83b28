import { decodeRating, MAX_BLOCK_BYTES, type RatingBlock } from './rating-block.ts'
import type { IgnoredReason, StoredRating } from '../ports.ts'
import { CLOCK_SLACK_MS } from '../receipts/receipt-book.ts'
import { decodeReceipt, verifyReceipt, type Receipt } from '../../domain/receipt.ts'
import type { Signer } from '../../domain/signer.ts'

/** Reasons that a rating can have without a receipt. */
const NEEDS_NO_RECEIPT = new Set(['refused', 'manual', 'fake-content', 'abusive'])

/** Where a block lies, and what is needed to judge it. */
export interface Place {
  rater: string
  seq: number
  now: number
  signer: Pick<Signer, 'verify'>
  /** What this rater said of the same receipt before. */
  earlier(nonce: Uint8Array): StoredRating | null
}

/**
 * One block of a rating log, judged: a rating that counts, or the reason why not. Never throws. A second rating for one
 * receipt is a
 * correction if it says something else of the same subject, otherwise a duplicate.
 */
export function inspect(bytes: Uint8Array, place: Place): StoredRating | IgnoredReason {
  if (bytes.byteLength > MAX_BLOCK_BYTES) return 'oversized'
  let block: RatingBlock
  let receipt: Receipt | null
  try {
    block = decodeRating(bytes)
    receipt = block.receipt && decodeReceipt(block.receipt)
  } catch {
    return 'malformed'
  }
  const { rater, seq, now } = place
  const { subject, score, reason, comment, time } = block
  if (subject === rater) return 'self'
  if (time > now + CLOCK_SLACK_MS) return 'future'
  const rating: StoredRating = { rater, subject, seq, score, time, reason, comment, receipt: 'none', nonce: null }
  if (!receipt) return NEEDS_NO_RECEIPT.has(reason) ? rating : 'no-receipt'
  const { body } = receipt
  if (body.requester !== rater) return 'wrong-rater'
  if (body.provider !== subject) return 'wrong-subject'
  if (body.ended > now + CLOCK_SLACK_MS) return 'future'
  const nonce = Buffer.from(body.nonce, 'hex')
  const before = place.earlier(nonce)
  if (
    before &&
    (before.subject !== subject || (before.score === score && before.reason === reason && before.comment === comment))
  )
    return 'duplicate'
  const kind = verifyReceipt(receipt, place.signer)
  return kind ? { ...rating, receipt: kind, nonce } : 'wrong-signature'
}
