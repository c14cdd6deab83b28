import type { Trust } from '../../contract/trust.ts'
import type { Refusal } from '../../protocol/transfer.ts'
import type { ServingPolicy } from './admission.ts'
import type { UploadClaim } from './weight.ts'

export interface UploadPolicyOptions {
  trust: {
    trustOf(peer: string): Pick<Trust, 'u' | 'decision' | 'override'>
    isExcluded(peer: string): boolean
  }
  /** Bytes received from each peer so far. */
  peers: { get(peer: string): { received: number } | undefined }
  /** Limits what newcomers may take; see `Newcomers`. */
  newcomers: { mayTake(peer: string): boolean }
}

/** Decides which peers are served, and with which claim to upload slots. */
export class UploadPolicy implements ServingPolicy {
  readonly #options: UploadPolicyOptions

  constructor(options: UploadPolicyOptions) {
    this.#options = options
  }

  /** Why a peer is not served; null if it is. */
  refusal(peer: string): Refusal | null {
    const { trust, newcomers } = this.#options
    if (trust.isExcluded(peer)) return 'excluded'
    return newcomers.mayTake(peer) ? null : 'newcomer'
  }

  claim(peer: string): UploadClaim {
    const { trust, peers } = this.#options
    const { u, decision, override } = trust.trustOf(peer)
    const received = peers.get(peer)?.received ?? 0
    return { received, u, newcomer: decision === 'new', friend: override === 'allow' }
  }

  /** True for a peer with too little evidence to decide on. */
  isNew(peer: string): boolean {
    return this.#options.trust.trustOf(peer).decision === 'new'
  }
}
