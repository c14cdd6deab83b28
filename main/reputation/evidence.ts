import type { Rating } from './rating.ts'

/** What stands behind a rating: nothing, a receipt that only the rater signed, or one signed by both. */
export type ReceiptKind = 'none' | 'half' | 'full'

/**
 * A rating that has passed the checks of its log: signatures hold, rater and subject are those of its receipt. `nonce`
 * names the receipt; a later rating (higher seq) by the same rater with the same nonce corrects the earlier one.
 */
export interface Evidence extends Rating {
  receipt: ReceiptKind
  nonce: Uint8Array | string | null
}

/**
 * What folding did with a rating: it counts, it replaced an earlier one, or a later correction of it was there before.
 */
export type Folded = 'added' | 'corrected' | 'superseded'

/** The name of what a rating is about, as a map key: rater, subject and receipt; null without a receipt. */
export function receiptKey({ rater, subject, nonce }: Pick<Evidence, 'rater' | 'subject' | 'nonce'>): string | null {
  if (nonce === null) return null
  let text = ''
  if (typeof nonce === 'string') text = nonce
  else for (const byte of nonce) text += byte.toString(16).padStart(2, '0')
  return `${rater}/${subject}/${text}`
}
