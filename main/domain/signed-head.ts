/** The signed head of a peer's rating log: its owner states that the log of this length has this tree hash. */
export interface SignedHead {
  /** Owner of the log, 64 hex digits. */
  peer: string
  length: number
  fork: number
  /** 32 bytes. */
  hash: Uint8Array
  /** Hypercore's own signature over the tree (an envelope with one Ed25519 signature). */
  signature: Uint8Array
}

/** True if both heads state the same tree; signers are not compared. */
export const sameHead = (a: SignedHead, b: SignedHead): boolean =>
  a.length === b.length && a.fork === b.fork && Buffer.compare(a.hash, b.hash) === 0
