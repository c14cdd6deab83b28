import type { QueueReason } from '../../contract/views/transfer-views.ts'

/** What a peer can claim: what I received from it, my trust in it, and how I know it. */
export interface Claim {
  /** Bytes that I received from it. */
  received: number
  /** My trust, 0 to 1; null without evidence. */
  u: number | null
  newcomer: boolean
  /** The user allowed it by hand. */
  friend: boolean
}

/** So many bytes received count half of all that a contribution can. */
export const HALF_CONTRIBUTION = 64 * 1024 * 1024
const MAX_CONTRIBUTION = 3
const MAX_TRUST = 4
/** Less than this of either is called little. */
const LITTLE = 0.5

export interface Weight {
  /** 1 to 8. */
  weight: number
  contribution: number
  trust: number
  reason: QueueReason
}

/**
 * The weight of a peer in my queue and in the sharing of my upload rate:
 * w = 1 + 3 * received / (received + 64 MiB) + 4 * u^2. Saturating, so that one large gift buys no monopoly; trust
 * squared, so that the
 * middling gain little (the service differentiation of Feldman et al. 2004 with a floor of 1, so that nobody starves).
 */
export function weigh({ received, u, newcomer, friend }: Claim): Weight {
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
