import type { Contradiction } from '../domain/equivocation-proof.ts'

/** Heads in one message. */
export const MOST_HEADS = 64
/** Tree nodes in one proof: a log of any length needs fewer. */
export const MOST_PARTS = 160

/** The signed end of a rating log, as the log room makes and verifies it. */
export interface SignedHead {
  /** The log's owner, 64 hex digits. */
  peer: string
  length: number
  fork: number
  hash: Uint8Array
  signature: Uint8Array
}

/** The messages of `hyoban/heads` v1. */
export interface GossipMessages {
  /** The logs that I hold, as far as I hold them; again when they have grown. */
  heads: { heads: SignedHead[] }
  /** Two signed heads of one log and one length that cannot both be true, or one of a rewritten log. */
  proof: { one: SignedHead; other: SignedHead }
  /** Two signed heads of different lengths of which the longer log does not begin with the shorter one. */
  split: Contradiction
}
