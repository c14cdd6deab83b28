import type { Rating } from './rating.ts'

/** The receipt behind a rating: none, signed by the rater only, or signed by both. */
export type ReceiptKind = 'none' | 'half' | 'full'

/**
 * A rating that has passed the checks of its log: valid signatures, rater and subject of its receipt. `nonce` names the
 * receipt; a later rating (higher seq) by the same rater with the same nonce corrects the earlier one.
 */
export interface Evidence extends Rating {
  receipt: ReceiptKind
  nonce: Uint8Array | string | null
}

/** The result of folding: counted, replaced an earlier rating, or already replaced by a later one. */
export type Folded = 'added' | 'corrected' | 'superseded'

/** The subject matter of a rating as a map key: rater, subject and receipt; null without a receipt. */
export function receiptKey({ rater, subject, nonce }: Pick<Evidence, 'rater' | 'subject' | 'nonce'>): string | null {
  if (nonce === null) return null
  let text = ''
  if (typeof nonce === 'string') text = nonce
  else for (const byte of nonce) text += byte.toString(16).padStart(2, '0')
  return `${rater}/${subject}/${text}`
}
