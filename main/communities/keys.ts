import crypto from 'hypercore-crypto'
import { toHex } from '../base/hex.ts'
import type { Keys } from './ports.ts'

/** One-time key pairs of bearer links; `sign` prefixes the domain, see identity/signature.ts. */
export function oneTimeKeys(sign: (domain: string, message: Uint8Array, secretKey: Uint8Array) => Uint8Array): Keys {
  return {
    randomBytes: (size) => crypto.randomBytes(size),
    publicKeyOf: (seed) => toHex(crypto.keyPair(seed).publicKey),
    signWith: (seed, domain, message) => sign(domain, message, crypto.keyPair(seed).secretKey),
  }
}
