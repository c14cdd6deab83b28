import { LRUCache } from 'lru-cache'
import sodium from 'sodium-universal'
import { fromHex } from '../base/hex.ts'
import type { KeyAgreement } from '../domain/signer.ts'

/** Maximum number of peers whose secret is kept; computing one takes a tenth of a millisecond. */
const MAX_KEPT = 1024

/**
 * Secrets that two identities share without a message: X25519 (RFC 7748) over the identity keys, converted from Ed25519
 * as libsodium does.
 */
export function keyAgreement(secretKey: Uint8Array): KeyAgreement {
  const scalar = Buffer.alloc(32)
  sodium.crypto_sign_ed25519_sk_to_curve25519(scalar, secretKey)
  const kept = new LRUCache<string, Uint8Array>({ max: MAX_KEPT })
  return {
    secretWith(peer) {
      const known = kept.get(peer)
      if (known) return known
      const [point, secret] = [Buffer.alloc(32), Buffer.alloc(32)]
      try {
        sodium.crypto_sign_ed25519_pk_to_curve25519(point, fromHex(peer))
        sodium.crypto_scalarmult(secret, scalar, point)
      } catch (cause) {
        throw new RangeError('not the public key of an identity', { cause })
      }
      kept.set(peer, secret)
      return secret
    },
  }
}
