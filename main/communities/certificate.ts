import { type Codec, encodeWith, fixedBytes, hex32, message, record, uintUpTo } from '../base/codec.ts'

/** Certificates between a founder and a member. */
export const MAX_DEPTH = 16
export const CERTIFICATE_DOMAIN = 'membership 1'
export const time = uintUpTo(Number.MAX_SAFE_INTEGER)
export const nonceCodec = fixedBytes(16)
export const signatureCodec = fixedBytes(64)

/**
 * One link of a chain: the inviter says that `member` belongs to the community. Who the inviter is follows from the
 * link before.
 */
export interface Certificate {
  /** Public key, 64 hex digits. */
  member: string
  /** When the inviter let the member in and when the invitation ended, ms since the epoch, by the inviter's clock. */
  issued: number
  expires: number
  /** How many further links may follow this one. */
  depth: number
  /** Names the invitation that this came from. */
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

/** The bytes that the inviter signs for a certificate, in the domain 'membership 1'. */
export function certificateBytes(
  community: string,
  inviter: string,
  { member, issued, expires, depth, nonce }: Omit<Certificate, 'signature'>,
): Uint8Array {
  return encodeWith(statement, { community, inviter, member, issued, expires, depth, nonce })
}
