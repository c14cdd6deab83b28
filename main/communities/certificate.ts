import { MAX_TIME } from '../base/clock.ts'
import { type Codec, encodeWith, fixedBytes, hex32, message, record, uintUpTo } from '../base/codec.ts'

/** Maximum number of certificates between a founder and a member. */
export const MAX_DEPTH = 16
export const CERTIFICATE_DOMAIN = 'membership 1'
/** Later times cannot be shown, and are refused with what contains them. */
export const time = uintUpTo(MAX_TIME)
export const nonceCodec = fixedBytes(16)
export const signatureCodec = fixedBytes(64)

/** One link of a chain: the member of the previous link certifies that `member` belongs to the community. */
export interface Certificate {
  /** Public key, 64 hex digits. */
  member: string
  /** When the member was admitted and when its invitation expires: ms since the epoch, by the inviter's clock. */
  issued: number
  expires: number
  /** Maximum number of links after this one. */
  depth: number
  /** Identifies the invitation by which the member was admitted. */
  nonce: Uint8Array
  signature: Uint8Array
}

export const certificateCodec: Codec<Certificate> = record({
  member: hex32,
  issued: time,
  expires: time,
  depth: uintUpTo(MAX_DEPTH - 1),
  nonce: nonceCodec,
  signature: signatureCodec,
})

type Statement = Omit<Certificate, 'signature'> & { community: string; inviter: string }

const statement = message<Statement>({
  community: hex32,
  inviter: hex32,
  member: hex32,
  issued: time,
  expires: time,
  depth: uintUpTo(MAX_DEPTH - 1),
  nonce: nonceCodec,
})

/** The bytes that the inviter signs, in the domain 'membership 1'. */
export function certificateBytes(
  community: string,
  inviter: string,
  { member, issued, expires, depth, nonce }: Omit<Certificate, 'signature'>,
): Uint8Array {
  return encodeWith(statement, { community, inviter, member, issued, expires, depth, nonce })
}
