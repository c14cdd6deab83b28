import * as c from 'compact-encoding'
import { blob, type Codec, decodeWith, encodeWith, hex32, message, oneOf, text, versionByte } from '../../base/codec.ts'
import { SCORE_STEPS } from '../../reputation/paper/state.ts'
import { FULL_RECEIPT_BYTES, HALF_RECEIPT_BYTES } from '../../domain/receipt.ts'
import { RATING_REASONS, type RatingReason } from '../../domain/reasons.ts'

/** Maximum length of a comment in characters (UTF-16 code units). */
export const MAX_COMMENT = 500
const MAX_COMMENT_BYTES = 4 * MAX_COMMENT
/** The largest block of version 1. */
export const MAX_BLOCK_BYTES = 1 + 32 + 2 + FULL_RECEIPT_BYTES + 4 + 1 + 2 + MAX_COMMENT_BYTES + 8

/** One block of a rating log; the rater is the owner of the log. */
export interface RatingBlock {
  version: 1
  /** Key of the rated peer, 64 hex digits. */
  subject: string
  /** Encoded receipt, or null. */
  receipt: Uint8Array | null
  /** 0 .. 1, kept in steps of 2^-20. */
  score: number
  reason: RatingReason
  comment: string
  /** ms since the epoch. */
  time: number
}

/** Reasons by their number in version 1, frozen; new ones go to the end. */
const REASON_CODES: readonly RatingReason[] = [
  'served',
  'refused',
  'stalled',
  'corrupt',
  'fake-content',
  'abusive',
  'manual',
]
if (REASON_CODES.length !== RATING_REASONS.length) throw new Error('a rating reason has no number in the log format')

const scoreCodec: Codec<number> = {
  preencode: (state) => c.uint32.preencode(state, 0),
  encode(state, value) {
    if (!(value >= 0 && value <= 1)) throw new RangeError(`score out of range: ${value}`)
    c.uint32.encode(state, Math.round(value * SCORE_STEPS))
  },
  decode(state) {
    const steps = c.uint32.decode(state)
    if (steps > SCORE_STEPS) throw new RangeError('score out of range')
    return steps / SCORE_STEPS
  },
}

const commentText = text(MAX_COMMENT_BYTES)
const commentCodec: Codec<string> = {
  ...commentText,
  decode(state) {
    const comment = commentText.decode(state)
    if (comment.length > MAX_COMMENT) throw new RangeError('comment too long')
    return comment
  },
}

const NO_RECEIPT = new Uint8Array(0)
const RECEIPT_LENGTHS = [0, HALF_RECEIPT_BYTES, FULL_RECEIPT_BYTES]
const receiptBytes = blob(FULL_RECEIPT_BYTES)
const receiptCodec: Codec<Uint8Array | null> = {
  preencode: (state, value) => receiptBytes.preencode(state, value ?? NO_RECEIPT),
  encode(state, value) {
    if (value) checkReceiptLength(value)
    receiptBytes.encode(state, value ?? NO_RECEIPT)
  },
  decode(state) {
    const bytes = receiptBytes.decode(state)
    checkReceiptLength(bytes)
    return bytes.byteLength === 0 ? null : bytes
  },
}

function checkReceiptLength({ byteLength }: Uint8Array): void {
  if (!RECEIPT_LENGTHS.includes(byteLength)) throw new RangeError(`a receipt of ${byteLength} bytes`)
}

/** Format v1, frozen: version, subject, receipt, score, reason, comment, time. */
const blockCodec = message<RatingBlock>({
  version: versionByte(1),
  subject: hex32,
  receipt: receiptCodec,
  score: scoreCodec,
  reason: oneOf(REASON_CODES),
  comment: commentCodec,
  time: c.uint64,
})

/** Throws RangeError for a value that the format cannot hold. */
export function encodeRating(block: RatingBlock): Uint8Array {
  return encodeWith(blockCodec, block)
}

/** Throws RangeError or TypeError on anything that `encodeRating` does not produce. */
export function decodeRating(bytes: Uint8Array): RatingBlock {
  return decodeWith(blockCodec, bytes)
}
