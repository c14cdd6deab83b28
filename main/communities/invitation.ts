import { createHash } from 'node:crypto'
import { decodeWith, encodeWith, fixedBytes, hex32, message, oneOf, textBigEndian, uintUpTo } from '../base/codec.ts'
import { HyobanError } from '../base/errors.ts'
import { INVITATION_PREFIX } from '../contract/views/opened.ts'
import { MAX_DEPTH, nonceCodec, signatureCodec, time } from './certificate.ts'
import { chainCodec, type Chain } from './chain.ts'

export const INVITATION_DOMAIN = 'invitation 1'
export const MAX_USES = 1000
/** Maximum length of a link in characters; a chain of 16 takes about 3,000. */
export const MAX_LINK = 6000
const MAX_NAME_BYTES = 512
const CHECK_BYTES = 4

/** The terms of an invitation, which the inviter signs in the domain 'invitation 1'. */
export interface Terms {
  /** Topic of the community. */
  community: string
  inviter: string
  /** 'bearer': `invitee` is a one-time key whose secret is in the link; 'key': it is the invited identity. */
  kind: 'bearer' | 'key'
  invitee: string
  /** ms since the epoch, by the inviter's clock. */
  expires: number
  uses: number
  /** Maximum number of links that may follow the invitee's on the chain. */
  depth: number
  /** 16 bytes that identify the invitation. */
  nonce: Uint8Array
}

const kind = oneOf(['bearer', 'key'])
const uses = uintUpTo(MAX_USES)
const depth = uintUpTo(MAX_DEPTH - 1)

export const termsCodec = message<Terms>({
  community: hex32,
  inviter: hex32,
  kind,
  invitee: hex32,
  expires: time,
  uses,
  depth,
  nonce: nonceCodec,
})

/** The bytes that the inviter signs. */
export const termsBytes = (terms: Terms): Uint8Array => encodeWith(termsCodec, terms)

/** The contents of a link: enough to verify the invitation offline, up to the founder. */
export interface SignedInvitation {
  founder: string
  /** Normalised name of the community; together with the founder it determines the topic. */
  name: string
  /** The inviter's chain; for kind 'key' the invitee's, whose last link admits the invitee. */
  chain: Chain
  kind: Terms['kind']
  /** Seed of the one-time key (bearer), or 32 zero bytes (key). */
  seed: Uint8Array
  expires: number
  uses: number
  depth: number
  nonce: Uint8Array
  signature: Uint8Array
}

const VERSION = 1
const invitationCodec = message<SignedInvitation & { version: number }>({
  version: uintUpTo(255),
  founder: hex32,
  name: textBigEndian(MAX_NAME_BYTES),
  chain: chainCodec,
  kind,
  seed: fixedBytes(32),
  expires: time,
  uses,
  depth,
  nonce: nonceCodec,
  signature: signatureCodec,
})

export const encodeInvitation = (invitation: SignedInvitation): Uint8Array =>
  encodeWith(invitationCodec, { version: VERSION, ...invitation })

/** Throws RangeError or TypeError on anything that `encodeInvitation` does not produce. */
export function decodeInvitation(bytes: Uint8Array): SignedInvitation {
  const { version, ...invitation } = decodeWith(invitationCodec, Buffer.from(bytes))
  if (version !== VERSION) throw new RangeError('another version')
  return invitation
}

const checkOf = (bytes: Uint8Array): Buffer =>
  createHash('sha256').update('hyoban invite\0').update(bytes).digest().subarray(0, CHECK_BYTES)

/** An invitation as text: the prefix, then base64url of the bytes and a checksum, which tells damage from forgery. */
export function writeLink(invitation: SignedInvitation): string {
  const bytes = encodeInvitation(invitation)
  return INVITATION_PREFIX + Buffer.concat([bytes, checkOf(bytes)]).toString('base64url')
}

/** Parses a link or the text of an invitation file; whitespace is ignored. Throws BAD_INPUT or UNSUPPORTED. */
export function readLink(text: string): SignedInvitation {
  const link = text.replace(/\s+/g, '')
  if (!link.startsWith(INVITATION_PREFIX)) {
    throw new HyobanError('BAD_INPUT', 'This is not an invitation.', {
      hint: `An invitation starts with "${INVITATION_PREFIX}". Copy the whole line.`,
      details: { problem: 'notInvitation' },
    })
  }
  const damaged = (): HyobanError =>
    new HyobanError('BAD_INPUT', 'The invitation is damaged.', {
      hint: 'Part of the link is missing or has changed. Copy the whole link again.',
      details: { problem: 'damaged' },
    })
  const body = link.slice(INVITATION_PREFIX.length)
  if (link.length > MAX_LINK || !/^[\w-]+$/.test(body)) throw damaged()
  const bytes = Buffer.from(body, 'base64url')
  const content = bytes.subarray(0, -CHECK_BYTES)
  if (
    bytes.toString('base64url') !== body ||
    bytes.byteLength <= CHECK_BYTES ||
    !checkOf(content).equals(bytes.subarray(-CHECK_BYTES))
  )
    throw damaged()
  try {
    return decodeInvitation(content)
  } catch {
    if (content[0] !== VERSION)
      throw new HyobanError('UNSUPPORTED', 'The invitation was made with a newer version of Hyoban.', {
        hint: 'Update Hyoban, then paste the invitation again.',
        details: { problem: 'newer' },
      })
    throw damaged()
  }
}
