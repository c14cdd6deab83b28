import { decodeReceipt, type ReceivedSession } from '../../domain/receipt.ts'
import type { EndedTransfer } from '../ports.ts'

interface HiddenOutcomesOptions {
  /** Writes the ratings; Ratings is one. */
  ratings: { onTransferEnded(ended: EndedTransfer): Promise<number | null> }
  receipts: { proposeHidden(session: ReceivedSession): Uint8Array }
  origins: { isPrivate(root: string): boolean }
}

/**
 * Rates transfers without naming a private content in the rating log. A provider of an older version signs no receipt
 * that hides the root: then the rating has a receipt of format 2 by this node alone, in place of the one that both
 * signed.
 */
export class HiddenOutcomes {
  readonly #options: HiddenOutcomesOptions

  constructor(options: HiddenOutcomesOptions) {
    this.#options = options
  }

  /** Like `Ratings.onTransferEnded`; also rejects if the provider's key has no secret with this node. */
  async onTransferEnded(ended: EndedTransfer): Promise<number | null> {
    const { ratings, receipts, origins } = this.#options
    const body = ended.receipt && decodeReceipt(ended.receipt).body
    if (body?.version !== 1 || !origins.isPrivate(body.root)) return ratings.onTransferEnded(ended)
    return ratings.onTransferEnded({ ...ended, receipt: receipts.proposeHidden(body) })
  }
}
