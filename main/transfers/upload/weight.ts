import type { QueueReason } from '../../contract/views/transfer-views.ts'

/** What decides on a peer's share of my uploads: what it gave me, my trust in it, and how I know it. */
export interface UploadClaim {
  /** Bytes that I received from it. */
  received: number
  /** My trust, 0 to 1; null without evidence. */
  u: number | null
  newcomer: boolean
  /** The user allowed it by hand. */
  friend: boolean
}

/** Received bytes at which the contribution is half of its maximum. */
const HALF_CONTRIBUTION = 64 * 1024 * 1024
const MAX_CONTRIBUTION = 3
const MAX_TRUST = 4
/** With both parts below this, the reason is `little`. */
const LITTLE = 0.5

export interface UploadWeight {
  /** 1 to 8. */
  weight: number
  contribution: number
  trust: number
  reason: QueueReason
}

/**
 * The weight of a peer in my upload queue and in the sharing of my upload rate:
 * w = 1 + 3 * received / (received + 64 MiB) + 4 * u^2. The contribution saturates, so that one large gift buys no
 * monopoly; trust is squared, so that middling peers gain little; the floor of 1 keeps everybody from starving (service
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
