import * as c from 'compact-encoding'
import { type Codec, decodeWith, encodeWith, fixedBytes, hex32, message, oneOf, versionByte } from '../base/codec.ts'
import type { Signer } from './signer.ts'

export const RECEIPT_OUTCOMES = ['served', 'stalled', 'corrupt', 'abusive'] as const
export type ReceiptOutcome = (typeof RECEIPT_OUTCOMES)[number]

/** What both sides of a transfer attest. Keys in hex, times in ms since the epoch, `nonce` 64 hex digits. */
interface SessionFacts {
  provider: string
  requester: string
  nonce: string
  /** Verified bytes received in this session; format 2: rounded by `roundedBytes`. */
  bytes: number
  started: number
  ended: number
  outcome: ReceiptOutcome
  /** Length of each rating log at the start of the session. */
  providerLogLength: number
  requesterLogLength: number
}

/** Format 1, which names the content. */
export interface ReceiptBody extends SessionFacts {
  version: 1
  root: string
}

/** Format 2, which names the content to its two sides alone: `commitment` is one for each content of this pair. */
export interface HiddenReceiptBody extends SessionFacts {
  version: 2
  commitment: string
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
  body: ReceiptBody | HiddenReceiptBody
  requesterSignature: Uint8Array
  providerSignature: Uint8Array | null
}

const SIGNATURE_BYTES = 64

/** Bytes as format 2 tells them: the largest power of two that is not larger; 0 for less than 1. */
export function roundedBytes(bytes: number): number {
  let rounded = 1
  while (rounded * 2 <= bytes) rounded *= 2
  return bytes < 1 ? 0 : rounded
}

const roundedCodec: Codec<number> = {
  preencode: (state) => c.uint64.preencode(state, 0),
  encode(state, bytes) {
    checkRounded(bytes)
    c.uint64.encode(state, bytes)
  },
  decode(state) {
    const bytes = c.uint64.decode(state)
    checkRounded(bytes)
    return bytes
  },
}

function checkRounded(bytes: number): void {
  if (roundedBytes(bytes) !== bytes) throw new RangeError(`${bytes} bytes are not rounded`)
}

const sides = { provider: hex32, requester: hex32 }
const times = { started: c.uint64, ended: c.uint64 }
const end = { outcome: oneOf(RECEIPT_OUTCOMES), providerLogLength: c.uint64, requesterLogLength: c.uint64 }

/** Frozen: 170 bytes at fixed offsets, the same in both formats; integers as 8 bytes little-endian. */
const openCodec = message<ReceiptBody>({
  version: versionByte(1),
  ...sides,
  root: hex32,
  nonce: hex32,
  bytes: c.uint64,
  ...times,
  ...end,
})
const hiddenCodec = message<HiddenReceiptBody>({
  version: versionByte(2),
  ...sides,
  commitment: hex32,
  nonce: hex32,
  bytes: roundedCodec,
  ...times,
  ...end,
})

function encodeBody(body: Receipt['body']): Uint8Array {
  return body.version === 1 ? encodeWith(openCodec, body) : encodeWith(hiddenCodec, body)
}

function decodeBody(bytes: Uint8Array): Receipt['body'] {
  return bytes[0] === 2 ? decodeWith(hiddenCodec, bytes) : decodeWith(openCodec, bytes)
}

/** What names the content between its two sides: equal for two receipts of one format about one content. */
export function contentOf(body: Receipt['body']): string {
  return body.version === 1 ? body.root : body.commitment
}

/** The domain in which a side signs. */
function domainOf(side: 'requester' | 'provider', { version }: Receipt['body']): string {
  return `receipt ${version} ${side}`
}

export const RECEIPT_BODY_BYTES = 1 + 4 * 32 + 3 * 8 + 1 + 2 * 8
/** Size of a receipt with one signature, and with two. */
export const HALF_RECEIPT_BYTES = RECEIPT_BODY_BYTES + SIGNATURE_BYTES
export const FULL_RECEIPT_BYTES = HALF_RECEIPT_BYTES + SIGNATURE_BYTES
const signatureCodec = fixedBytes(SIGNATURE_BYTES)

/** Encodes the body, the requester's signature, and the provider's if present. */
export function encodeReceipt({ body, requesterSignature, providerSignature }: Receipt): Uint8Array {
  const parts = [encodeBody(body), encodeWith(signatureCodec, requesterSignature)]
  if (providerSignature) parts.push(encodeWith(signatureCodec, providerSignature))
  return Buffer.concat(parts)
}

/** Throws RangeError for input that `encodeReceipt` cannot produce. Does not verify signatures. */
export function decodeReceipt(bytes: Uint8Array): Receipt {
  if (bytes.byteLength !== HALF_RECEIPT_BYTES && bytes.byteLength !== FULL_RECEIPT_BYTES)
    throw new RangeError('a receipt of a wrong length')
  return {
    body: decodeBody(bytes.subarray(0, RECEIPT_BODY_BYTES)),
    requesterSignature: bytes.subarray(RECEIPT_BODY_BYTES, HALF_RECEIPT_BYTES),
    providerSignature: bytes.byteLength === FULL_RECEIPT_BYTES ? bytes.subarray(HALF_RECEIPT_BYTES) : null,
  }
}

/** Creates a receipt with the requester's signature; throws unless the signer is the requester. */
export function signAsRequester(body: Receipt['body'], signer: Signer): Receipt {
  if (body.requester !== signer.publicKey) throw new Error('only the requester signs as requester')
  return {
    body,
    requesterSignature: signer.sign(domainOf('requester', body), encodeBody(body)),
    providerSignature: null,
  }
}

/** Creates the provider's signature; throws unless the signer is the provider. */
export function signAsProvider(body: Receipt['body'], signer: Signer): Uint8Array {
  if (body.provider !== signer.publicKey) throw new Error('only the provider signs as provider')
  return signer.sign(domainOf('provider', body), encodeBody(body))
}

/** Verifies each signature; `missing` if that side has not signed. */
export function checkSignatures(
  { body, requesterSignature, providerSignature }: Receipt,
  signer: Pick<Signer, 'verify'>,
): Record<'requester' | 'provider', 'valid' | 'invalid' | 'missing'> {
  const signed = encodeBody(body)
  const verdict = (holds: boolean): 'valid' | 'invalid' => (holds ? 'valid' : 'invalid')
  return {
    requester: verdict(signer.verify(domainOf('requester', body), signed, requesterSignature, body.requester)),
    provider: providerSignature
      ? verdict(signer.verify(domainOf('provider', body), signed, providerSignature, body.provider))
      : 'missing',
  }
}

/** `full` if both sides signed, `half` if only the requester did, null for an invalid signature or identical sides. */
export function verifyReceipt(
  { body, requesterSignature, providerSignature }: Receipt,
  signer: Pick<Signer, 'verify'>,
): 'half' | 'full' | null {
  if (body.provider === body.requester) return null
  const signed = encodeBody(body)
  if (!signer.verify(domainOf('requester', body), signed, requesterSignature, body.requester)) return null
  if (!providerSignature) return 'half'
  return signer.verify(domainOf('provider', body), signed, providerSignature, body.provider) ? 'full' : null
}
