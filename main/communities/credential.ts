import { decodeWith, encodeWith } from '../base/codec.ts'
import { chainCodec, type Chain } from './chain.ts'
import { type Terms, termsBytes, termsCodec } from './invitation.ts'

/** What a newcomer presents: the terms of its invitation, and a proof that it holds the one-time key. */
export interface Application {
  terms: Terms
  /** The inviter's signature over the terms. */
  signature: Uint8Array
  /** The inviter's chain, by which other members verify that the invitation is genuine. */
  chain: Chain
  /** The one-time key's signature over nonce, newcomer and receiver, in the domain 'application 1'. */
  proof: Uint8Array
}

export const APPLICATION_DOMAIN = 'application 1'

/** The bytes that the one-time key signs. They contain the newcomer's key, so that an eavesdropper cannot use them. */
export function applicationBytes(nonce: Uint8Array, newcomer: string, receiver: string): Uint8Array {
  return Buffer.concat([nonce, Buffer.from(newcomer, 'hex'), Buffer.from(receiver, 'hex')])
}

const APPLICATION = 1
const MEMBERSHIP = 0

/** A credential on the wire: the chain of a member, or the application of a newcomer. */
export type Credential = { kind: 'member'; chain: Chain } | { kind: 'application'; application: Application }

const TERMS_MAX = 256

export function encodeCredential(credential: Credential): Uint8Array {
  if (credential.kind === 'member')
    return Buffer.concat([Buffer.from([MEMBERSHIP]), encodeWith(chainCodec, credential.chain)])
  const { terms, signature, chain, proof } = credential.application
  const bytes = termsBytes(terms)
  return Buffer.concat([
    Buffer.from([APPLICATION, bytes.byteLength]),
    bytes,
    signature,
    proof,
    encodeWith(chainCodec, chain),
  ])
}

/** Throws on anything that `encodeCredential` does not produce. */
export function decodeCredential(bytes: Uint8Array): Credential {
  const body = Buffer.from(bytes)
  if (body[0] === MEMBERSHIP) return { kind: 'member', chain: decodeWith(chainCodec, body.subarray(1)) }
  const size = body[1] ?? 0
  if (body[0] !== APPLICATION || size > TERMS_MAX || body.byteLength < 2 + size + 128)
    throw new RangeError('not a credential')
  const at = 2 + size
  return {
    kind: 'application',
    application: {
      terms: decodeWith(termsCodec, body.subarray(2, at)),
      signature: body.subarray(at, at + 64),
      proof: body.subarray(at + 64, at + 128),
      chain: decodeWith(chainCodec, body.subarray(at + 128)),
    },
  }
}

/** Why an inviter does not admit a newcomer; the index is the number on the wire. */
export const REFUSALS = ['used', 'expired', 'cancelled'] as const
export type AdmissionRefusal = (typeof REFUSALS)[number]

/** The inviter's answer: a chain for the newcomer, or the reason for the refusal. */
export type Grant = { chain: Chain } | { refusal: AdmissionRefusal }

export function encodeGrant(grant: Grant): Uint8Array {
  if ('refusal' in grant) return Buffer.from([0, REFUSALS.indexOf(grant.refusal)])
  return Buffer.concat([Buffer.from([1]), encodeWith(chainCodec, grant.chain)])
}

/** Throws on anything that `encodeGrant` does not produce. */
export function decodeGrant(bytes: Uint8Array): Grant {
  if (bytes[0] === 1) return { chain: decodeWith(chainCodec, Buffer.from(bytes).subarray(1)) }
  const refusal = REFUSALS[bytes[1] ?? REFUSALS.length]
  if (bytes[0] !== 0 || bytes.byteLength !== 2 || !refusal) throw new RangeError('not a grant')
  return { refusal }
}
