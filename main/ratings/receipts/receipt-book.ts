import type { Clock } from '../../base/clock.ts'
import {
  decodeReceipt,
  encodeReceipt,
  signAsProvider,
  signAsRequester,
  verifyReceipt,
  type Receipt,
  type ReceiptBody,
  type ReceivedSession,
  type SentSession,
} from '../../domain/receipt.ts'
import type { Signer } from '../../domain/signer.ts'
import { EVIDENCE_BYTES } from '../../reputation/transfer-weight.ts'
import { ReceiptLimits } from './receipt-limits.ts'

/** Tolerated difference between the clocks of two peers, in ms. */
export const CLOCK_SLACK_MS = 10 * 60_000
const NO_SIGNATURE = new Uint8Array(0)

/** Makes, checks and completes encoded receipts with the identity of this node. */
export class ReceiptBook {
  readonly #signer: Signer
  readonly #log: { readonly length: number }
  readonly #clock: Clock
  readonly #limits = new ReceiptLimits()

  constructor({ signer, log, clock }: { signer: Signer; log: { readonly length: number }; clock: Clock }) {
    this.#signer = signer
    this.#log = log
    this.#clock = clock
  }

  logLength(): number {
    return this.#log.length
  }

  /** An encoded receipt signed by this node as requester. */
  propose(session: ReceivedSession): Uint8Array {
    const body: ReceiptBody = {
      version: 1,
      requester: this.#signer.publicKey,
      provider: session.provider,
      root: session.root,
      nonce: session.nonce,
      outcome: session.outcome,
      bytes: Math.round(session.bytes),
      started: Math.round(session.started),
      ended: Math.round(session.ended),
      providerLogLength: session.providerLogLength,
      requesterLogLength: session.requesterLogLength,
    }
    return encodeReceipt(signAsRequester(body, this.#signer))
  }

  /** The own receipt completed with the provider's signature; null if the signature is invalid. */
  complete(half: Uint8Array, signature: Uint8Array): Uint8Array | null {
    if (signature.byteLength !== 64) return null
    const receipt: Receipt = { ...decodeReceipt(half), providerSignature: signature }
    return verifyReceipt(receipt, this.#signer) === 'full' ? encodeReceipt(receipt) : null
  }

  /**
   * This node's signature as provider, or null if the receipt does not match the session: another session, more bytes
   * than sent, a finished transfer with fewer, implausible times, an accusation (corrupt, abusive) or an invalid
   * signature. Empty if the receipt is true, but would be evidence for nothing: for no bytes, for less than 1 MiB of a
   * larger file, or for one too many in an hour (see `ReceiptLimits`).
   */
  countersign(half: Uint8Array, mine: SentSession): Uint8Array | null {
    let receipt: Receipt
    try {
      receipt = decodeReceipt(half)
    } catch {
      return null
    }
    const { body } = receipt
    const sameSession =
      body.provider === this.#signer.publicKey &&
      body.requester === mine.requester &&
      body.root === mine.root &&
      body.nonce === mine.nonce &&
      body.providerLogLength === mine.providerLogLength &&
      body.requesterLogLength === mine.requesterLogLength
    if (!sameSession || receipt.providerSignature) return null
    const sane =
      body.started <= body.ended &&
      Math.abs(body.started - mine.started) <= CLOCK_SLACK_MS &&
      Math.abs(body.ended - this.#clock.now()) <= CLOCK_SLACK_MS
    const enough = body.bytes <= mine.sent && (body.outcome === 'stalled' || body.bytes >= mine.sent - mine.slack)
    if (!sane || !enough || (body.outcome !== 'served' && body.outcome !== 'stalled')) return null
    if (verifyReceipt(receipt, this.#signer) !== 'half') return null
    if (body.bytes < Math.max(1, Math.min(mine.size, EVIDENCE_BYTES))) return NO_SIGNATURE
    if (!this.#limits.take(mine, this.#clock.now())) return NO_SIGNATURE
    return signAsProvider(body, this.#signer)
  }
}
