import crypto from 'hypercore-crypto'
import { fromHex, toHex } from '../base/hex.ts'

/**
 * The topic (64 hex digits, BLAKE2b) of an invitation community. It contains the founder's key, so that nobody
 * else can create a community with the same topic. `name` must be normalised.
 */
export function invitationTopic(founder: string, name: string): string {
  return toHex(
    crypto.hash([Buffer.from('hyoban invitation community 1\0'), fromHex(founder), Buffer.from(name, 'utf8')]),
  )
}
