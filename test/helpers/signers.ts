import hypercoreCrypto from 'hypercore-crypto'
import { toHex } from '../../main/base/hex.ts'
import {
  encodeReceipt,
  signAsProvider,
  signAsRequester,
  type HiddenReceiptBody,
  type Receipt,
  type ReceiptBody,
} from '../../main/domain/receipt.ts'
import type { Signer } from '../../main/domain/signer.ts'
import { sign, verify } from '../../main/identity/signature.ts'
import { encodeRating, type RatingBlock } from '../../main/ratings/ingest/rating-block.ts'

// What people sign, without a log or a database: importing it loads nothing native but the cryptography.

export const NOW = 1_760_000_000_000

/** A key pair that is the same in every run. */
export function keyPair(name: string): { publicKey: Buffer; secretKey: Buffer } {
  return hypercoreCrypto.keyPair(hypercoreCrypto.hash(Buffer.from(name)))
}

export function person(name: string): Signer {
  const { publicKey, secretKey } = keyPair(name)
  return { publicKey: toHex(publicKey), sign: (domain, message) => sign(domain, message, secretKey), verify }
}

export function receiptBody(provider: Signer, requester: Signer, changes: Partial<ReceiptBody> = {}): ReceiptBody {
  return {
    version: 1,
    provider: provider.publicKey,
    requester: requester.publicKey,
    root: '11'.repeat(32),
    nonce: '22'.repeat(32),
    bytes: 70_000,
    started: NOW - 5000,
    ended: NOW - 1000,
    outcome: 'served',
    providerLogLength: 3,
    requesterLogLength: 7,
    ...changes,
  }
}

export function fullReceipt(provider: Signer, requester: Signer, changes: Partial<ReceiptBody> = {}): Receipt {
  const body = receiptBody(provider, requester, changes)
  return { ...signAsRequester(body, requester), providerSignature: signAsProvider(body, provider) }
}

/** A receipt of format 2 that both sides signed; a commitment is taken as it is. */
export function hiddenReceipt(
  provider: Signer,
  requester: Signer,
  changes: Partial<HiddenReceiptBody> = {},
): Receipt & { body: HiddenReceiptBody } {
  const { version: _, root: __, ...facts } = receiptBody(provider, requester)
  const body: HiddenReceiptBody = { ...facts, version: 2, commitment: 'c1'.repeat(32), bytes: 65_536, ...changes }
  return { ...signAsRequester(body, requester), body, providerSignature: signAsProvider(body, provider) }
}

export function ratingBlock(subject: string, changes: Partial<RatingBlock> = {}): RatingBlock {
  return { version: 1, subject, receipt: null, score: 1, reason: 'manual', comment: '', time: NOW, ...changes }
}

/** A valid rating with a receipt of its own, numbered. */
export function servedBlock(
  provider: Signer,
  requester: Signer,
  n: number,
  changes: Partial<RatingBlock> = {},
): Uint8Array {
  const nonce = n.toString(16).padStart(64, '0')
  const root = nonce.slice(48) + nonce.slice(0, 48)
  return encodeRating(
    ratingBlock(provider.publicKey, {
      // enough to count in full
      receipt: encodeReceipt(fullReceipt(provider, requester, { nonce, root, bytes: 1_048_576 })),
      reason: 'served',
      ...changes,
    }),
  )
}

export type Person = Signer
export const [alice, bob, carol, dave, eve] = ['alice', 'bob', 'carol', 'dave', 'eve'].map(person) as [
  Person,
  Person,
  Person,
  Person,
  Person,
]
