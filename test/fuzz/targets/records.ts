import { encodeWith } from '../../../main/base/codec.ts'
import { decodeInvitation, encodeInvitation, readLink } from '../../../main/communities/invitation.ts'
import { decodeEntry, encodeEntry } from '../../../main/domain/catalogue-entry.ts'
import { decodeProof, encodeProof } from '../../../main/domain/equivocation-proof.ts'
import { cutMetadata } from '../../../main/domain/metadata.ts'
import { decodeMetadata, encodeMetadata, metadataCodec } from '../../../main/domain/metadata-codec.ts'
import { decodeBeeBlock } from '../../../main/network/patches/bee-block.ts'
import membership from '../../fixtures/formats/membership-1.json' with { type: 'json' }
import { formatOf } from '../../protocol/page-codecs.ts'
import { bytesOf, fencesOf, readPage } from '../../protocol/page.ts'
import { parsed, same } from '../expect.ts'
import type { FuzzTarget } from '../target.ts'

/** The examples of a format in PROTOCOL.md, which come from the frozen fixtures. */
function examples(name: string): Uint8Array[] {
  return fencesOf(readPage('PROTOCOL.md'))
    .filter((fence) => fence.name === name)
    .map(({ body }) => bytesOf(body))
}

interface RecordFormat<T> {
  name: string
  decode: (bytes: Buffer) => T
  encode: (value: T) => Uint8Array
  seeds: () => Uint8Array[]
  maxBytes?: number
}

/** A format of which no two encodings of one value are accepted. */
function exact<T>({ name, decode, encode, seeds, maxBytes = 3000 }: RecordFormat<T>): FuzzTarget {
  return {
    name,
    maxBytes,
    seeds,
    run(input) {
      const value = parsed(() => decode(input))
      if (value !== null && !input.equals(encode(value))) throw new Error('two encodings of one value')
    },
  }
}

/** A format that skips what it does not know: what was read is written and read alike. */
function tolerant<T>({ name, decode, encode, seeds, maxBytes = 3000 }: RecordFormat<T>): FuzzTarget {
  return {
    name,
    maxBytes,
    seeds,
    run(input) {
      const value = parsed(() => decode(input))
      if (value === null) return
      same(decode(Buffer.from(encode(value))), value, 'another value after a second reading')
    },
  }
}

function ofPage(name: string): FuzzTarget {
  const { decode, encode } = formatOf(name) ?? { decode: null, encode: null }
  if (!decode) throw new Error(`PROTOCOL.md has no format ${name}`)
  return exact({ name, decode, encode, seeds: () => examples(name) })
}

const proof = {
  peer: 'f0'.repeat(32),
  length: 5,
  fork: 0,
  hash: Buffer.alloc(32, 1),
  signature: Buffer.alloc(68, 2),
}

export const recordTargets: FuzzTarget[] = [
  ...['receipt', 'receipt-2', 'rating', 'certificate-chain', 'invitation-terms', 'credential', 'grant'].map(ofPage),
  exact({
    name: 'invitation',
    decode: decodeInvitation,
    encode: encodeInvitation,
    seeds: () => membership.invitations.map(({ link }) => Buffer.from(encodeInvitation(readLink(link)))),
  }),
  tolerant({
    name: 'catalogue-entry',
    decode: decodeEntry,
    encode: encodeEntry,
    seeds: () => examples('catalogue-entry'),
  }),
  tolerant({
    name: 'metadata',
    decode: decodeMetadata,
    encode(value) {
      same(cutMetadata(value), value, 'metadata that is not clean')
      same(Buffer.from(encodeWith(metadataCodec, value)), Buffer.from(encodeMetadata(value)), 'two encodings')
      return encodeMetadata(value)
    },
    seeds: () => [Buffer.from('0109e5a49ce381aee6b5b70208416e6e20c396737403034f6e650603fdd10708', 'hex')],
  }),
  {
    name: 'catalogue-block',
    maxBytes: 3000,
    seeds: () => examples('catalogue-block'),
    run(input) {
      const block = parsed(() => decodeBeeBlock(input))
      if (block?.value) parsed(() => decodeEntry(block.value as Uint8Array))
    },
  },
  tolerant({
    name: 'stored-proof',
    decode: decodeProof,
    encode: (value) => (value ? encodeProof(value) : new Uint8Array(0)),
    seeds: () => [encodeProof({ one: proof, other: { ...proof, length: 6 }, parts: [{ size: 6, hash: proof.hash }] })],
  }),
]
