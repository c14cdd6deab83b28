import type { QueueReason } from '../../contract/views/transfer-views.ts'

/** What a peer's share of uploads depends on: bytes received from it, trust in it, and its status. */
export interface UploadClaim {
  /** Bytes received from it. */
  received: number
  /** Trust in it, 0 to 1; null without evidence. */
  u: number | null
  newcomer: boolean
  /** The user has allowed it explicitly. */
  friend: boolean
}

/** Received bytes at which the contribution reaches half its maximum. */
const HALF_CONTRIBUTION = 64 * 1024 * 1024
const MAX_CONTRIBUTION = 3
const MAX_TRUST = 4
/** If contribution and trust are both below this, the reason is `little`. */
const LITTLE = 0.5

export interface UploadWeight {
  /** 1 to 8. */
  weight: number
  contribution: number
  trust: number
  reason: QueueReason
}

/**
 * The weight of a peer in the upload queue and in sharing the upload rate:
 * w = 1 + 3 * received / (received + 64 MiB) + 4 * u^2. The contribution saturates, so that one large upload buys no
 * monopoly; trust is squared, so that moderate trust gains little; the minimum of 1 prevents starvation (service
 * differentiation after Feldman et al. 2004).
 */
export function weigh({ received, u, newcomer, friend }: UploadClaim): UploadWeight {
  const contribution = (MAX_CONTRIBUTION * received) / (received + HALF_CONTRIBUTION)
  const trust = newcomer ? 0 : MAX_TRUST * (u ?? 0) ** 2
  const reason = friend
    ? 'friend'
    : newcomer
      ? 'newcomer'
      : Math.max(contribution, trust) < LITTLE
        ? 'little'
        : contribution > trust
          ? 'contribution'
          : 'trust'
  return { weight: 1 + contribution + trust, contribution, trust, reason }
}
