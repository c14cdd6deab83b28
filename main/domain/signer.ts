/** The identity of this node as a signer; `domain` separates signatures of different purposes. */
export interface Signer {
  /** My public key, 64 hex digits. */
  readonly publicKey: string
  sign(domain: string, message: Uint8Array): Uint8Array
  /** False for anything but a valid signature by `publicKey` (hex); never throws. */
  verify(domain: string, message: Uint8Array, signature: Uint8Array, publicKey: string): boolean
}
