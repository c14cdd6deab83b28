import { type Codec, decodeWith, encodeWith } from '../base/codec.ts'
import { type Certificate, CERTIFICATE_DOMAIN, certificateBytes, certificateCodec, MAX_DEPTH } from './certificate.ts'
import type { Signer } from '../domain/signer.ts'

/** From the founder's first guest to the member; empty for the founder. */
export type Chain = readonly Certificate[]

/** Why a chain proves nothing. */
export type ChainFault =
  'too-long' | 'not-founder' | 'other-member' | 'cycle' | 'too-deep' | 'expired' | 'future' | 'forged'

/** Clocks of two machines may differ by so much. */
const CLOCK_MS = 24 * 3600 * 1000

/** A count, then the certificates; at most MAX_DEPTH of them. Decoding throws on anything else. */
export const chainCodec: Codec<Chain> = {
  preencode(state, chain) {
    state.end++
    for (const link of chain) certificateCodec.preencode(state, link)
  },
  encode(state, chain) {
    if (chain.length > MAX_DEPTH) throw new RangeError('the chain is too long')
    ;(state.buffer as Uint8Array)[state.start++] = chain.length
    for (const link of chain) certificateCodec.encode(state, link)
  },
  decode(state) {
    if (state.start >= state.end) throw new RangeError('message too short')
    const count = (state.buffer as Uint8Array)[state.start++] as number
    if (count > MAX_DEPTH) throw new RangeError('the chain is too long')
    const chain = Array.from({ length: count }, () => certificateCodec.decode(state))
    // Copied: a view would keep a whole network buffer alive.
    return chain.map((link) => ({ ...link, nonce: link.nonce.slice(), signature: link.signature.slice() }))
  },
}

export const encodeChain = (chain: Chain): Uint8Array => encodeWith(chainCodec, chain)

/** Throws on anything that `encodeChain` would not have made. */
export const decodeChain = (bytes: Uint8Array): Chain => decodeWith(chainCodec, bytes)

export interface ChainClaim {
  /** Topic of the community, 64 hex digits. */
  community: string
  founder: string
  /** Who is said to be a member. */
  member: string
  chain: Chain
  /** ms since the epoch. */
  now: number
}

/**
 * Checks that a chain leads from the founder to the member; null if it does. Each link must be signed by the one
 * before, let in before
 * its invitation ended, and allowed by the depth that the one before was given; nobody may occur twice.
 */
export function chainFault(
  { community, founder, member, chain, now }: ChainClaim,
  verify: Signer['verify'],
): ChainFault | null {
  if (chain.length > MAX_DEPTH) return 'too-long'
  if (chain.length === 0) return member === founder ? null : 'not-founder'
  if (chain.at(-1)?.member !== member) return 'other-member'
  const met = new Set([founder])
  let inviter = founder
  let allowed = MAX_DEPTH
  for (const link of chain) {
    if (met.has(link.member)) return 'cycle'
    if (link.depth >= allowed) return 'too-deep'
    if (link.issued > link.expires) return 'expired'
    if (link.issued > now + CLOCK_MS) return 'future'
    if (!verify(CERTIFICATE_DOMAIN, certificateBytes(community, inviter, link), link.signature, inviter))
      return 'forged'
    met.add(link.member)
    inviter = link.member
    allowed = link.depth
  }
  return null
}

/** Everybody on the chain, from the founder to the member. */
export function peopleOf(founder: string, chain: Chain): string[] {
  return [founder, ...chain.map(({ member }) => member)]
}

/** How many further links the holder of a chain may add: the founder MAX_DEPTH, others what their certificate says. */
export function depthLeft(chain: Chain): number {
  return chain.at(-1)?.depth ?? MAX_DEPTH
}
