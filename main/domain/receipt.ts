import * as c from 'compact-encoding'
import { decodeWith, encodeWith, fixedBytes, hex32, message, oneOf, versionByte } from '../base/codec.ts'
import type { Signer } from './signer.ts'

export const RECEIPT_OUTCOMES = ['served', 'stalled', 'corrupt', 'abusive'] as const
export type ReceiptOutcome = (typeof RECEIPT_OUTCOMES)[number]

/**
 * What both sides of a transfer attest. Keys and root in hex, times in ms since the epoch, `nonce` 64 hex digits.
 */
export interface ReceiptBody {
  version: 1
  provider: string
  requester: string
  root: string
  nonce: string
  /** Verified bytes received in this session. */
  bytes: number
  started: number
  ended: number
  outcome: ReceiptOutcome
  /** Length of each rating log at the start of the session. */
  providerLogLength: number
  requesterLogLength: number
}

/** A session from the requester's view. */
export type ReceivedSession = Omit<ReceiptBody, 'version' | 'requester'>

/** A session from the provider's view; up to `slack` bytes may have been in flight when it ended. */
export interface SentSession {
  requester: string
  root: string
  /** Size of the file. */
  size: number
  nonce: string
  sent: number
  slack: number
  started: number
  providerLogLength: number
  requesterLogLength: number
}

/** Signed by the requester, and by the provider if it agreed. */
export interface Receipt {
  body: ReceiptBody
  requesterSignature: Uint8Array
  providerSignature: Uint8Array | null
}

const SIGNATURE_BYTES = 64
const REQUESTER = 'receipt 1 requester'
const PROVIDER = 'receipt 1 provider'

/** Format 1, frozen: 170 bytes at fixed offsets, integers as 8 bytes little-endian. */
const bodyCodec = message<ReceiptBody>({
  version: versionByte(1),
  provider: hex32,
  requester: hex32,
  root: hex32,
  nonce: hex32,
  bytes: c.uint64,
  started: c.uint64,
  ended: c.uint64,
  outcome: oneOf(RECEIPT_OUTCOMES),
  providerLogLength: c.uint64,
  requesterLogLength: c.uint64,
})
export const RECEIPT_BODY_BYTES = 1 + 4 * 32 + 3 * 8 + 1 + 2 * 8
/** Size of a receipt with one signature, and with two. */
export const HALF_RECEIPT_BYTES = RECEIPT_BODY_BYTES + SIGNATURE_BYTES
export const FULL_RECEIPT_BYTES = HALF_RECEIPT_BYTES + SIGNATURE_BYTES
const signatureCodec = fixedBytes(SIGNATURE_BYTES)

/** Encodes the body, the requester's signature, and the provider's if present. */
export function encodeReceipt({ body, requesterSignature, providerSignature }: Receipt): Uint8Array {
  const parts = [encodeWith(bodyCodec, body), encodeWith(signatureCodec, requesterSignature)]
  if (providerSignature) parts.push(encodeWith(signatureCodec, providerSignature))
  return Buffer.concat(parts)
}

/** Throws RangeError for input that `encodeReceipt` cannot produce. Does not verify signatures. */
export function decodeReceipt(bytes: Uint8Array): Receipt {
  if (bytes.byteLength !== HALF_RECEIPT_BYTES && bytes.byteLength !== FULL_RECEIPT_BYTES)
    throw new RangeError('a receipt of a wrong length')
  return {
    body: decodeWith(bodyCodec, bytes.subarray(0, RECEIPT_BODY_BYTES)),
    requesterSignature: bytes.subarray(RECEIPT_BODY_BYTES, HALF_RECEIPT_BYTES),
    providerSignature: bytes.byteLength === FULL_RECEIPT_BYTES ? bytes.subarray(HALF_RECEIPT_BYTES) : null,
  }
}

/** Creates a receipt with the requester's signature; throws unless the signer is the requester. */
export function signAsRequester(body: ReceiptBody, signer: Signer): Receipt {
  if (body.requester !== signer.publicKey) throw new Error('only the requester signs as requester')
  return { body, requesterSignature: signer.sign(REQUESTER, encodeWith(bodyCodec, body)), providerSignature: null }
}

/** Creates the provider's signature; throws unless the signer is the provider. */
export function signAsProvider(body: ReceiptBody, signer: Signer): Uint8Array {
  if (body.provider !== signer.publicKey) throw new Error('only the provider signs as provider')
  return signer.sign(PROVIDER, encodeWith(bodyCodec, body))
}

/** Verifies each signature; `missing` if that side has not signed. */
export function checkSignatures(
  { body, requesterSignature, providerSignature }: Receipt,
  signer: Pick<Signer, 'verify'>,
): Record<'requester' | 'provider', 'valid' | 'invalid' | 'missing'> {
  const signed = encodeWith(bodyCodec, body)
  const verdict = (holds: boolean): 'valid' | 'invalid' => (holds ? 'valid' : 'invalid')
  return {
    requester: verdict(signer.verify(REQUESTER, signed, requesterSignature, body.requester)),
    provider: providerSignature
      ? verdict(signer.verify(PROVIDER, signed, providerSignature, body.provider))
      : 'missing',
  }
}

/** `full` if both sides signed, `half` if only the requester did, null for an invalid signature or identical sides. */
export function verifyReceipt(
  { body, requesterSignature, providerSignature }: Receipt,
  signer: Pick<Signer, 'verify'>,
): 'half' | 'full' | null {
  if (body.provider === body.requester) return null
  const signed = encodeWith(bodyCodec, body)
  if (!signer.verify(REQUESTER, signed, requesterSignature, body.requester)) return null
  if (!providerSignature) return 'half'
  return signer.verify(PROVIDER, signed, providerSignature, body.provider) ? 'full' : null
}
