import type { Clock } from '../base/clock.ts'
import type { Subscribable } from '../base/emitter.ts'
import type { ExclusionReason } from '../domain/reasons.ts'
import type { Decisions } from './decisions.ts'
import type { Ratings } from './ratings.ts'

/** Why a peer is excluded, as a reason of the wire protocol; null if it is not. */
export function exclusionReason(decisions: Pick<Decisions, 'decision'>, peer: string): ExclusionReason | null {
  const { excluded, by } = decisions.decision(peer)
  if (!excluded) return null
  return by === 'user' ? 'blocked' : by === 'proof' ? 'conflict' : 'trust'
}

/** The rooms in which an exclusion is enforced. */
export interface ExclusionTargets {
  peers: {
    /** Undefined for a key that is not listed as a peer. */
    get(peer: string): object | undefined
    excluded(peer: string, since: number | null): void
    shutOut(peer: string, exclusion: { since: number; reason: ExclusionReason }): void
  }
  transfers: {
    exclude(peer: string): void
    readmit(peer: string): void
    shutOut(peer: string, reason: ExclusionReason): void
  }
  overlay: Subscribable<{ excludedBy: { key: string; reason: ExclusionReason } }> & { applyFirewall(): void }
}

/**
 * Enforces each exclusion at once: transfers stop and the connection closes; readmission undoes both. Exclusions of
 * this node by other peers stop the downloads from them.
 */
export function enforceExclusions(
  ratings: { events: Ratings['events']; decisions: Pick<Decisions, 'decision'> },
  { peers, transfers, overlay }: ExclusionTargets,
  clock: Clock,
): void {
  ratings.events.on('excluded', ({ subject }) => {
    // a proof alone lists no peer: anyone can make a key that equivocates
    if (peers.get(subject) || ratings.decisions.decision(subject).by !== 'proof') peers.excluded(subject, clock.now())
    transfers.exclude(subject)
    overlay.applyFirewall()
  })
  ratings.events.on('readmitted', ({ subject }) => {
    if (peers.get(subject)) peers.excluded(subject, null)
    overlay.applyFirewall()
    transfers.readmit(subject)
  })
  overlay.on('excludedBy', ({ key, reason }) => {
    peers.shutOut(key, { since: clock.now(), reason })
    transfers.shutOut(key, reason)
  })
}
