import crypto from 'hypercore-crypto'
import { HyobanError } from '../../base/errors.ts'

const MAX_NAME = 128

/**
 * A community's name as it counts: Unicode NFC, no space around it, lower case. Throws BAD_INPUT if empty or over 128
 * characters.
 */
export function normaliseCommunity(name: string): string {
  const normal = name.normalize('NFC').trim().toLowerCase().normalize('NFC')
  if (normal === '')
    throw new HyobanError('BAD_INPUT', 'The community name is empty.', { hint: 'Give the community a name.' })
  if (normal.length > MAX_NAME)
    throw new HyobanError('BAD_INPUT', `The community name is longer than ${MAX_NAME} characters.`, {
      hint: 'Choose a shorter name.',
    })
  return normal
}

/**
 * The DHT topic (32 bytes, BLAKE2b) under which the peers of a community meet. Throws BAD_INPUT like
 * `normaliseCommunity`.
 */
export function topicOf(name: string): Buffer {
  return crypto.hash([Buffer.from('hyoban community 1\0'), Buffer.from(normaliseCommunity(name), 'utf8')])
}

/**
 * Shows the receiver that the sender knows the topic, and nobody else anything: BLAKE2b over topic, sender's and
 * receiver's key.
 * A connection to a peer of another community is closed by this.
 */
export function communityProof(topic: Uint8Array, senderKey: Uint8Array, receiverKey: Uint8Array): Buffer {
  return crypto.hash([Buffer.from('hyoban member 1\0'), topic, senderKey, receiverKey])
}
