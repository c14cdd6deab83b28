import type { Rating } from './rating.ts'

/** The receipt behind a rating: none, signed by the rater only, or signed by both. */
export type ReceiptKind = 'none' | 'half' | 'full'

/** The same as numbers, in the columns of the ledger. */
export type KindCode = 0 | 1 | 2
export const HALF = 1
export const FULL = 2
export const KIND_CODES: Readonly<Record<ReceiptKind, KindCode>> = { none: 0, half: HALF, full: FULL }

/**
 * A validated rating: signatures, rater and subject match its receipt. `nonce` identifies the receipt; a later rating
 * (higher seq) by the same rater with the same nonce corrects the earlier one.
 */
export interface Evidence extends Rating {
  receipt: ReceiptKind
  nonce: Uint8Array | string | null
  /** Bytes that the receipt covers. Left out or null: not known, as without a receipt; the rating counts in full. */
  bytes?: number | null
  /** Root of the transferred content, hex, or its first 16 digits. Left out or null: not known. */
  file?: string | null
}

/** The result of folding: counted, replaced an earlier rating, or already replaced by a later one. */
export type Folded = 'added' | 'corrected' | 'superseded'

/** Map key of the rated transfer: rater, subject and receipt; null without a receipt. */
export function receiptKey({ rater, subject, nonce }: Pick<Evidence, 'rater' | 'subject' | 'nonce'>): string | null {
  if (nonce === null) return null
  let text = ''
  if (typeof nonce === 'string') text = nonce
  else for (const byte of nonce) text += byte.toString(16).padStart(2, '0')
  return `${rater}/${subject}/${text}`
}
