import type { Clock } from '../../../base/clock.ts'
import { CHUNK_BYTES } from '../../../domain/merkle.ts'
import type { ReceiptMaker } from '../../ports.ts'

/** Time allowed for the provider to countersign a receipt, in ms. */
export const RECEIPT_MS = 5000

/** A receipt signed by both sides, and the verified bytes that it covers. */
interface SignedReceipt {
  receipt: Uint8Array
  bytes: number
}

/**
 * Receipts during a session, each for all bytes delivered so far. The first is due after one chunk, so that a provider
 * that lies after an honest chunk has already signed; the others follow at each receipt interval.
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

  /** `receipt`, signed by the requester alone, was sent to the provider. */
  proposed(receipt: Uint8Array, bytes: number): void {
    this.#nextAt = bytes < this.#intervalBytes ? this.#intervalBytes : bytes + this.#intervalBytes
    this.#proposed = { receipt, bytes, answered: Promise.withResolvers() }
  }

  /** The provider's signature of the last proposal; a wrong one is ignored. */
  answered(signature: Uint8Array): void {
    const proposed = this.#proposed
    this.#proposed = null
    if (!proposed) return
    const receipt = signature.byteLength === 64 ? this.#receipts.complete(proposed.receipt, signature) : null
    if (receipt) this.signed = { receipt, bytes: proposed.bytes }
    proposed.answered.resolve()
  }

  /** Resolves when no proposal is pending, after `RECEIPT_MS` at the latest. */
  async settled(clock: Clock): Promise<void> {
    const answered = this.#proposed?.answered
    if (answered) clock.after(RECEIPT_MS, answered.resolve)
    await answered?.promise
  }
}
