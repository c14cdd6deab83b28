import type { Trust } from '../contract/trust.ts'

/** Where search learns about peers. */
export interface KnownPeers {
  trust: { trustOf(peer: string): Trust }
  names: { named(peer: string): { name: string; fingerprint: string } }
  presence: { isOnline(peer: string): boolean }
  communities?: PeerCommunities
  /** Best speed seen from a peer, bytes a second. */
  speeds?: { of(peer: string): number }
}

/** The communities in common with peers. */
export interface PeerCommunities {
  /** Those of one peer, with `also`, the id of one that it has answered in. */
  of(peer: string, also?: string): readonly { id: string; name: string }[]
}
