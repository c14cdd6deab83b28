import Hypercore from 'hypercore'
import { fromHex, isHex32 } from '../base/hex.ts'

/**
 * The key of a peer's rating log, derived from its identity: the hash of the log manifest {version 1, one signer: the
 * identity key}. So no identity can have two rating logs. Throws RangeError unless the key is 64 lower-case hex digits.
 */
export function ratingLogKey(publicKeyHex: string): Buffer {
  if (!isHex32(publicKeyHex)) throw new RangeError('a public key is 64 hex digits')
  return Hypercore.key({ version: 1, signers: [{ publicKey: Buffer.from(fromHex(publicKeyHex)) }] })
}
