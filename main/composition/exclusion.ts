import type { Clock } from '../base/clock.ts'
import type { Overlay } from '../network/overlay.ts'
import type { Peers } from '../peers/peers.ts'
import type { Ratings } from '../ratings/ratings.ts'
import type { Transfers } from '../transfers/transfers.ts'
import type { ExclusionReason } from '../domain/reasons.ts'

/** Why a peer is excluded, in the words of the wire; null if it is not. */
export function exclusionReason(ratings: Ratings, peer: string): ExclusionReason | null {
  const { excluded, by } = ratings.decisions.decision(peer)
  if (!excluded) return null
  return by === 'user' ? 'blocked' : by === 'proof' ? 'conflict' : 'trust'
}

interface ExclusionParts {
  overlay: Overlay
  peers: Peers
  ratings: Ratings
  transfers: Transfers
  clock: Clock
}

/**
 * Makes a decision act at once: transfers stop, the peer is told, the connection is closed; and all of it backwards
 * when it is let in again.
 */
export function actOnDecisions({ overlay, peers, ratings, transfers, clock }: ExclusionParts): void {
  ratings.events.on('excluded', ({ subject }) => {
    peers.excluded(subject, clock.now())
    transfers.exclude(subject)
    overlay.applyFirewall()
  })
  ratings.events.on('readmitted', ({ subject }) => {
    peers.excluded(subject, null)
    overlay.applyFirewall()
    transfers.readmit(subject)
  })
  overlay.on('excludedBy', ({ key, reason }) => {
    peers.shutOut(key, { since: clock.now(), reason })
    transfers.shutOut(key, reason)
  })
}
