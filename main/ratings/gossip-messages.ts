/** Heads in one message. */
export const MOST_HEADS = 64

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
  /** Two signed heads of one log that cannot both be true. */
  proof: { one: SignedHead; other: SignedHead }
}
