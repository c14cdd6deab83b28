import type { Clock } from '../../../base/clock.ts'
import { CHUNK_BYTES } from '../../../domain/merkle.ts'
import type { ReceiptMaker } from '../../ports.ts'

/** Time allowed to the provider to countersign a receipt, in ms. */
export const RECEIPT_MS = 5000

/** A receipt signed by both sides, and the verified bytes that it covers. */
interface SignedReceipt {
  receipt: Uint8Array
  bytes: number
}

/**
 * Receipts during a session, each for everything delivered so far. The first is due after one chunk, so that a provider
 * that lies after an honest chunk has already signed; the others after each receipt interval.
 */
export class InterimReceipts {
  /** The last receipt that both sides signed. */
  signed: SignedReceipt | null = null
  readonly #receipts: Pick<ReceiptMaker, 'complete'>
  readonly #intervalBytes: number
  #proposed: (SignedReceipt & { answered: PromiseWithResolvers<void> }) | null = null
  #nextAt: number

  constructor(receipts: Pick<ReceiptMaker, 'complete'>, intervalBytes: number) {
    this.#receipts = receipts
    this.#intervalBytes = intervalBytes
    this.#nextAt = Math.min(CHUNK_BYTES, intervalBytes)
  }

  /** True if a receipt for `bytes` is due. */
  due(bytes: number): boolean {
    return bytes >= this.#nextAt
  }

  /** `receipt`, signed by me alone, is on its way to the provider. */
  proposed(receipt: Uint8Array, bytes: number): void {
    this.#nextAt = bytes < this.#intervalBytes ? this.#intervalBytes : bytes + this.#intervalBytes
    this.#proposed = { receipt, bytes, answered: Promise.withResolvers() }
  }

  /** The provider's signature for the last proposal; one that is wrong counts as none. */
  answered(signature: Uint8Array): void {
    const proposed = this.#proposed
    this.#proposed = null
    if (!proposed) return
    const receipt = signature.byteLength === 64 ? this.#receipts.complete(proposed.receipt, signature) : null
    if (receipt) this.signed = { receipt, bytes: proposed.bytes }
    proposed.answered.resolve()
  }

  /** Resolves when no proposal waits for its answer any more, after `RECEIPT_MS` at the latest. */
  async settled(clock: Clock): Promise<void> {
    const answered = this.#proposed?.answered
    if (answered) clock.after(RECEIPT_MS, answered.resolve)
    await answered?.promise
  }
}
