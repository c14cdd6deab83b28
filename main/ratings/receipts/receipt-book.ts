import type { Clock } from '../../base/clock.ts'
import {
  decodeReceipt,
  encodeReceipt,
  roundedBytes,
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
import type { CommittedContent, RootCommitments } from './root-commitments.ts'

/** Tolerated difference between the clocks of two peers, in ms. */
export const CLOCK_SLACK_MS = 10 * 60_000
const NO_SIGNATURE = new Uint8Array(0)

interface ReceiptBookOptions {
  signer: Signer
  log: { readonly length: number }
  /** Left out: only receipts of format 1, which name the root. */
  commitments?: Pick<RootCommitments, 'isSpokenBy' | 'commitment'>
  clock: Clock
}

/** Makes, checks and completes encoded receipts with the identity of this node. */
export class ReceiptBook {
  readonly #options: ReceiptBookOptions
  readonly #signer: Signer
  readonly #clock: Clock
  readonly #limits = new ReceiptLimits()

  constructor(options: ReceiptBookOptions) {
    this.#options = options
    this.#signer = options.signer
    this.#clock = options.clock
  }

  logLength(): number {
    return this.#options.log.length
  }

  /** An encoded receipt signed by this node as requester: of format 2 if the provider accepts it. */
  propose(session: ReceivedSession): Uint8Array {
    const isHidden = this.#options.commitments?.isSpokenBy(session.provider) ?? false
    return isHidden
      ? this.proposeHidden(session)
      : encodeReceipt(signAsRequester(this.#openBody(session), this.#signer))
  }

  /** An encoded receipt of format 2 signed by this node as requester. */
  proposeHidden(session: ReceivedSession): Uint8Array {
    const { version: _, root: __, ...facts } = this.#openBody(session)
    const commitment = this.#commitment({ provider: session.provider, requester: facts.requester, root: session.root })
    const bytes = roundedBytes(facts.bytes)
    return encodeReceipt(signAsRequester({ ...facts, version: 2, commitment, bytes }, this.#signer))
  }

  /** The own receipt completed with the provider's signature; null if the signature is invalid. */
  complete(half: Uint8Array, signature: Uint8Array): Uint8Array | null {
    if (signature.byteLength !== 64) return null
    const receipt: Receipt = { ...decodeReceipt(half), providerSignature: signature }
    return verifyReceipt(receipt, this.#signer) === 'full' ? encodeReceipt(receipt) : null
  }

  /**
   * This node's signature as provider, or null if the receipt does not match the session: another session, more bytes
   * than sent, a finished transfer with fewer, an accusation (corrupt, abusive) or an invalid signature. Empty if the
   * receipt is true, but not to be signed: one of the two clocks is wrong, or it would be evidence for nothing: for no
   * bytes, for less than 1 MiB of a larger file, or for one too many in an hour (see `ReceiptLimits`).
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
      body.nonce === mine.nonce &&
      body.providerLogLength === mine.providerLogLength &&
      body.requesterLogLength === mine.requesterLogLength
    if (!sameSession || receipt.providerSignature || !this.#isAbout(body, mine)) return null
    const sameTime =
      body.started <= body.ended &&
      Math.abs(body.started - mine.started) <= CLOCK_SLACK_MS &&
      Math.abs(body.ended - this.#clock.now()) <= CLOCK_SLACK_MS
    const rounded = (bytes: number): number => (body.version === 1 ? bytes : roundedBytes(bytes))
    const least = body.outcome === 'stalled' ? 0 : rounded(mine.sent - mine.slack)
    const enough = body.bytes <= mine.sent && body.bytes >= least
    if (!enough || (body.outcome !== 'served' && body.outcome !== 'stalled')) return null
    if (verifyReceipt(receipt, this.#signer) !== 'half') return null
    // a requester whose clock is wrong must not be refused as one that signs nothing
    if (!sameTime) return NO_SIGNATURE
    if (body.bytes < rounded(Math.max(1, Math.min(mine.size, EVIDENCE_BYTES)))) return NO_SIGNATURE
    if (!this.#limits.take(mine, this.#clock.now())) return NO_SIGNATURE
    return signAsProvider(body, this.#signer)
  }

  /** Whether a receipt names the content of a session: its root, or the commitment to it. */
  #isAbout(body: Receipt['body'], { requester, root }: SentSession): boolean {
    if (body.version === 1) return body.root === root
    if (!this.#options.commitments) return false
    return body.commitment === this.#commitment({ provider: this.#signer.publicKey, requester, root })
  }

  #commitment(content: CommittedContent): string {
    const { commitments } = this.#options
    if (!commitments) throw new Error('this node makes no commitments')
    return commitments.commitment(content)
  }

  #openBody(session: ReceivedSession): ReceiptBody {
    return {
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
  }
}
