import { type Codec, decodeWith, encodeWith } from '../base/codec.ts'
import { type Certificate, CERTIFICATE_DOMAIN, certificateBytes, certificateCodec, MAX_DEPTH } from './certificate.ts'
import type { Signer } from '../domain/signer.ts'

/** Certificates from the first member that the founder admitted down to the holder; empty for the founder. */
export type Chain = readonly Certificate[]

/** Why a chain proves nothing. */
export type ChainFault =
  'too-long' | 'not-founder' | 'other-member' | 'cycle' | 'too-deep' | 'expired' | 'future' | 'forged'

/** Tolerated difference between the clocks of two machines, in ms. */
const CLOCK_SKEW_MS = 24 * 3600 * 1000

/** A count byte, then the certificates, at most MAX_DEPTH. Decoding throws on anything else. */
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
    // copied: a view would keep the whole network buffer alive
    return chain.map((link) => ({ ...link, nonce: link.nonce.slice(), signature: link.signature.slice() }))
  },
}

export const encodeChain = (chain: Chain): Uint8Array => encodeWith(chainCodec, chain)

/** Throws on anything that `encodeChain` does not produce. */
export const decodeChain = (bytes: Uint8Array): Chain => decodeWith(chainCodec, bytes)

/** The chain in the proof of a membership; the founder's is empty. */
export const decodeProof = (proof: Uint8Array): Chain => (proof.byteLength === 0 ? [] : decodeChain(proof))

export interface ChainClaim {
  /** Topic of the community, 64 hex digits. */
  community: string
  founder: string
  /** The key whose membership is claimed. */
  member: string
  chain: Chain
  /** ms since the epoch. */
  now: number
}

/**
 * Checks that a chain leads from the founder to the member; null if it does. Each link must be signed by the holder of
 * the previous one, issued before its invitation expired, and within the depth that the previous one grants; no key may
 * occur twice.
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
    if (link.issued > now + CLOCK_SKEW_MS) return 'future'
    if (!verify(CERTIFICATE_DOMAIN, certificateBytes(community, inviter, link), link.signature, inviter))
      return 'forged'
    met.add(link.member)
    inviter = link.member
    allowed = link.depth
  }
  return null
}

/** All keys on the chain, from the founder to the member. */
export function peopleOf(founder: string, chain: Chain): string[] {
  return [founder, ...chain.map(({ member }) => member)]
}

/** How many links the holder of a chain may add: MAX_DEPTH for the founder, for others as certified. */
export function depthLeft(chain: Chain): number {
  return chain.at(-1)?.depth ?? MAX_DEPTH
}
