import Hypercore, { type HypercoreManifestInput } from 'hypercore'
import crypto from 'hypercore-crypto'
import { fromHex, isHex32 } from '../base/hex.ts'
import { epochOf, type LogName, ownerOf } from '../domain/rating-log/log-name.ts'

/**
 * The manifest of a rating log: version 1, and the identity key for its one signer. Only in a log that its owner began
 * later, the signer has a namespace, made from the epoch. Throws RangeError for anything that is not the name of a log.
 */
export function ratingLogManifest(log: LogName): HypercoreManifestInput {
  const owner = ownerOf(log)
  const epoch = epochOf(log)
  if (!isHex32(owner)) throw new RangeError('a public key is 64 hex digits')
  if (!Number.isSafeInteger(epoch) || epoch < 0) throw new RangeError('an epoch is a whole number')
  const publicKey = Buffer.from(fromHex(owner))
  return { version: 1, signers: [epoch === 0 ? { publicKey } : { publicKey, namespace: namespaceOf(epoch) }] }
}

/**
 * The key of a rating log, derived from its owner's identity and its epoch: the hash of its manifest. So no identity
 * can have two logs of one epoch. Throws like `ratingLogManifest`.
 */
export function ratingLogKey(log: LogName): Buffer {
  return Hypercore.key(ratingLogManifest(log))
}

function namespaceOf(epoch: number): Buffer {
  const number = Buffer.alloc(8)
  number.writeBigUInt64LE(BigInt(epoch))
  return crypto.hash([Buffer.from('hyoban log epoch 1\0'), number])
}
