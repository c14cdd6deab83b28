import { decodeRating, MAX_BLOCK_BYTES, type RatingBlock } from './rating-block.ts'
import type { BlockRefusal, StoredRating } from '../ports.ts'
import { CLOCK_SLACK_MS } from '../receipts/receipt-book.ts'
import { contentOf, decodeReceipt, verifyReceipt, type Receipt } from '../../domain/receipt.ts'
import type { Signer } from '../../domain/signer.ts'

/** Reasons that need no receipt. */
const NEEDS_NO_RECEIPT = new Set(['refused', 'manual', 'fake-content', 'abusive'])

/** Digits of a root or commitment that are kept, enough to recognise a file among those of two peers. */
const FILE_DIGITS = 16

/** When a block that is dated in the future counts; null if it never will. */
export function dueOf(bytes: Uint8Array): number | null {
  try {
    const { time, receipt } = decodeRating(bytes)
    return Math.max(time, receipt ? decodeReceipt(receipt).body.ended : 0) - CLOCK_SLACK_MS
  } catch {
    return null
  }
}

/** Where a block is from, and what is needed to inspect it. */
export interface BlockContext {
  rater: string
  seq: number
  now: number
  signer: Pick<Signer, 'verify'>
  /** The earlier rating by this rater with the receipt of this nonce. */
  earlier(nonce: Uint8Array): StoredRating | null
}

/**
 * Inspects one block of a rating log: a rating that counts, or the reason why it does not. Never throws. A second
 * rating for one receipt is a correction if it differs and has the same subject, otherwise a duplicate.
 */
export function inspect(bytes: Uint8Array, context: BlockContext): StoredRating | BlockRefusal {
  if (bytes.byteLength > MAX_BLOCK_BYTES) return 'oversized'
  let block: RatingBlock
  let receipt: Receipt | null
  try {
    block = decodeRating(bytes)
    receipt = block.receipt && decodeReceipt(block.receipt)
  } catch {
    return 'malformed'
  }
  const { rater, seq, now } = context
  const { subject, score, reason, comment, time } = block
  if (subject === rater) return 'self'
  if (time > now + CLOCK_SLACK_MS) return 'future'
  const none = { receipt: 'none', nonce: null, bytes: null, file: null } as const
  const rating: StoredRating = { rater, subject, seq, score, time, reason, comment, ...none }
  if (!receipt) return NEEDS_NO_RECEIPT.has(reason) ? rating : 'no-receipt'
  const { body } = receipt
  if (body.requester !== rater) return 'wrong-rater'
  if (body.provider !== subject) return 'wrong-subject'
  if (body.ended > now + CLOCK_SLACK_MS) return 'future'
  const nonce = Buffer.from(body.nonce, 'hex')
  const before = context.earlier(nonce)
  if (
    before &&
    (before.subject !== subject || (before.score === score && before.reason === reason && before.comment === comment))
  )
    return 'duplicate'
  const kind = verifyReceipt(receipt, context.signer)
  return kind
    ? { ...rating, receipt: kind, nonce, bytes: body.bytes, file: contentOf(body).slice(0, FILE_DIGITS) }
    : 'wrong-signature'
}
