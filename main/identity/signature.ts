import crypto from 'hypercore-crypto'
import { fromHex, isHex32 } from '../base/hex.ts'

/** Prefixes the domain, so that a signature made for one purpose is invalid for any other. */
function withDomain(domain: string, message: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`hyoban ${domain}\0`), message])
}

/** Signs `message` for one purpose (`domain`, such as 'receipt 1'); returns a 64-byte Ed25519 signature. */
export function sign(domain: string, message: Uint8Array, secretKey: Uint8Array): Buffer {
  return crypto.sign(withDomain(domain, message), secretKey)
}

/** True if `publicKey` (32 bytes or hex) made `signature` over `message` for `domain`; never throws. */
export function verify(
  domain: string,
  message: Uint8Array,
  signature: Uint8Array,
  publicKey: Uint8Array | string,
): boolean {
  if (typeof publicKey === 'string' && !isHex32(publicKey)) return false
  const key = typeof publicKey === 'string' ? fromHex(publicKey) : publicKey
  if (signature.byteLength !== 64 || key.byteLength !== 32) return false
  return crypto.verify(withDomain(domain, message), signature, key)
}
