/** The signed end of one peer's rating log: its owner says that the log of this length has this tree hash. */
export interface SignedHead {
  /** The log's owner, 64 hex digits. */
  peer: string
  length: number
  fork: number
  /** 32 bytes. */
  hash: Uint8Array
  /** Hypercore's own signature over the tree (an envelope with one Ed25519 signature). */
  signature: Uint8Array
}

/** True if both heads state the same tree; who signed them is not compared. */
export const sameHead = (a: SignedHead, b: SignedHead): boolean =>
  a.length === b.length && a.fork === b.fork && Buffer.compare(a.hash, b.hash) === 0
