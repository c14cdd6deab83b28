/** This node's signing identity; `domain` separates signatures for different purposes. */
export interface Signer {
  /** This node's public key, 64 hex digits. */
  readonly publicKey: string
  sign(domain: string, message: Uint8Array): Uint8Array
  /** Whether `signature` is a valid signature by `publicKey` (hex); never throws. */
  verify(domain: string, message: Uint8Array, signature: Uint8Array, publicKey: string): boolean
}

/** Secrets that this node shares with each peer, and with nobody else. */
export interface KeyAgreement {
  /** 32 bytes, the same on both sides. Throws RangeError if `peer` (64 hex digits) is not a key that has a secret. */
  secretWith(peer: string): Uint8Array
}
