/** Signed head of a rating log: the owner attests the tree hash at this length. */
export interface SignedHead {
  /** The log's owner, 64 hex digits. */
  peer: string
  length: number
  fork: number
  /** 32 bytes. */
  hash: Uint8Array
  /** Hypercore's signature over the tree (an envelope with one Ed25519 signature). */
  signature: Uint8Array
}

/** Whether both heads attest the same tree; signers are not compared. */
export const sameHead = (a: SignedHead, b: SignedHead): boolean =>
  a.length === b.length && a.fork === b.fork && Buffer.compare(a.hash, b.hash) === 0
