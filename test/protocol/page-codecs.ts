import hyperbee from 'hyperbee/lib/messages.js'
import { type Codec, decodeWith, encodeWith } from '../../main/base/codec.ts'
import { decodeChain, encodeChain } from '../../main/communities/chain.ts'
import { decodeCredential, decodeGrant, encodeCredential, encodeGrant } from '../../main/communities/credential.ts'
import { termsBytes, termsCodec } from '../../main/communities/invitation.ts'
import { decodeEntry, encodeEntry } from '../../main/domain/catalogue-entry.ts'
import { decodeMessage, Refused, type WireProtocol, wireName } from '../../main/protocol/codec.ts'
import { exclusionProtocol } from '../../main/protocol/exclusion.ts'
import { logHeadsProtocol } from '../../main/protocol/log-heads.ts'
import { logRestartsProtocol } from '../../main/protocol/log-restarts.ts'
import { handshakeProtocol } from '../../main/protocol/handshake.ts'
import { queryProtocol } from '../../main/protocol/query.ts'
import { receiptsProtocol } from '../../main/protocol/receipts.ts'
import { transferProtocol } from '../../main/protocol/transfer.ts'
import { decodeRating, encodeRating } from '../../main/ratings/ingest/rating-block.ts'
import { decodeReceipt, encodeReceipt } from '../../main/domain/receipt.ts'

/** A protocol with its messages by name. */
export type AnyProtocol = Omit<WireProtocol<unknown>, 'messages'> & {
  messages: Record<string, { encoding: Codec<unknown>; maxBytes: number }>
}

export const protocols = [
  handshakeProtocol,
  transferProtocol,
  queryProtocol,
  logHeadsProtocol,
  exclusionProtocol,
  logRestartsProtocol,
  receiptsProtocol,
] as unknown as AnyProtocol[]

/** A format of the page, in both directions. */
export interface Format {
  decode(bytes: Uint8Array): unknown
  encode(value: unknown): Uint8Array
}

function format<T>(decode: (bytes: Uint8Array) => T, encode: (value: T) => Uint8Array): Format {
  return { decode, encode: (value) => encode(value as T) }
}

interface Change {
  type: 'put'
  path: string
  entry: ReturnType<typeof decodeEntry>
  index: Buffer
}

/** The formats that travel inside messages and logs, by the name of their blocks in the page. */
const formats: Record<string, Format> = {
  'certificate-chain': format(decodeChain, encodeChain),
  'invitation-terms': format((bytes) => decodeWith(termsCodec, bytes), termsBytes),
  credential: format(decodeCredential, encodeCredential),
  grant: format(decodeGrant, encodeGrant),
  receipt: format(decodeReceipt, encodeReceipt),
  'receipt-2': format(decodeReceipt, encodeReceipt),
  rating: format(decodeRating, encodeRating),
  'catalogue-entry': format(decodeEntry, encodeEntry),
  'catalogue-block': format<Change>(
    (bytes) => {
      const { key, value, index } = hyperbee.Node.decode(Buffer.from(bytes))
      return { type: 'put', path: key.toString(), entry: decodeEntry(value as Buffer), index }
    },
    ({ path, entry, index }) =>
      hyperbee.Node.encode({ index, key: Buffer.from(path), value: Buffer.from(encodeEntry(entry)) }),
  ),
}

/** The codec behind a block named "hyoban/transfer/2 open" or "receipt"; undefined for anything else. */
export function formatOf(name: string): Format | undefined {
  const [wire, type = ''] = name.split(' ')
  const message = protocols.find((protocol) => wireName(protocol) === wire)?.messages[type]
  if (!message) return formats[name]
  return {
    decode: (bytes) => {
      const value = decodeMessage(message.encoding, bytes, message.maxBytes)
      if (value instanceof Refused) throw new Error(value.reason)
      return value
    },
    encode: (value) => encodeWith(message.encoding, value),
  }
}
