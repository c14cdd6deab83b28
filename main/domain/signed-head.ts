import { type LogName, logName } from './rating-log/log-name.ts'

/** Signed head of a rating log: the owner attests the tree hash at this length. */
export interface SignedHead {
  /** The log's owner, 64 hex digits. */
  peer: string
  /** Of a log that its owner began later; left out, or 0: the first log. */
  epoch?: number
  length: number
  fork: number
  /** 32 bytes. */
  hash: Uint8Array
  /** Hypercore's signature over the tree (an envelope with one Ed25519 signature). */
  signature: Uint8Array
}

/** The log that a head is of. */
export const logOf = ({ peer, epoch }: SignedHead): LogName => logName(peer, epoch)

/** Whether both heads attest the same tree; signers are not compared. */
export const sameHead = (a: SignedHead, b: SignedHead): boolean =>
  a.length === b.length && a.fork === b.fork && Buffer.compare(a.hash, b.hash) === 0
