import crypto from 'hypercore-crypto'
import { fromHex, toHex } from '../base/hex.ts'

/**
 * The topic (64 hex digits, BLAKE2b) of an invitation community: founder and name are part of it, so that nobody else
 * can set one up
 * under the same link. `name` is normalised already.
 */
export function invitationTopic(founder: string, name: string): string {
  return toHex(
    crypto.hash([Buffer.from('hyoban invitation community 1\0'), fromHex(founder), Buffer.from(name, 'utf8')]),
  )
}
