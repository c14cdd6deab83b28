import crypto from 'hypercore-crypto'
import { HyobanError } from '../../base/errors.ts'

const MAX_NAME = 128

/**
 * The normal form of a community name: Unicode NFC, trimmed, lower case. Throws BAD_INPUT if it is empty or over 128
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

/** The DHT topic (32 bytes, BLAKE2b) of an open community. Throws BAD_INPUT like `normaliseCommunity`. */
export function topicOf(name: string): Buffer {
  return crypto.hash([Buffer.from('hyoban community 1\0'), Buffer.from(normaliseCommunity(name), 'utf8')])
}

/**
 * Proves to the receiver, and to nobody else, that the sender knows the topic: BLAKE2b over topic, sender key and
 * receiver key. A connection without a valid proof for a common community is closed.
 */
export function communityProof(topic: Uint8Array, senderKey: Uint8Array, receiverKey: Uint8Array): Buffer {
  return crypto.hash([Buffer.from('hyoban member 1\0'), topic, senderKey, receiverKey])
}
