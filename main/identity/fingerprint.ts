import { createHash } from 'node:crypto'
import z32 from 'z32'
import { fromHex, isHex32 } from '../base/hex.ts'

const DOMAIN = 'hyoban fingerprint 1\0'

/**
 * A short name for a key that people can read aloud and compare: the first 60 bits of its hash in z-base-32, in three
 * groups of four ("yb4d-rfg8-ejkm"). Not a proof of identity: with 60 bits a collision can be computed. Throws
 * RangeError unless `publicKeyHex` is 64 lower-case hex digits.
 */
export function fingerprint(publicKeyHex: string): string {
  if (!isHex32(publicKeyHex)) throw new RangeError('a public key is 64 hex digits')
  const text = z32.encode(createHash('sha256').update(DOMAIN).update(fromHex(publicKeyHex)).digest()).slice(0, 12)
  return `${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8)}`
}
