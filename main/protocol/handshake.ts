import { type Codec, copied, fixedBytes, listOf, message, restBytes, shortText, versionByte } from '../base/codec.ts'
import type { WireProtocol } from './codec.ts'

/** What a peer states about itself. The name proves nothing; the identity is the key of the connection. */
export interface Hello {
  name: string
  appVersion: string
  /** The key of the peer's catalogue log, 32 bytes. */
  catalogueKey: Buffer
}

/** The first message on every connection, sent again when something in it changes. */
export interface HelloMessage extends Hello {
  /** One proof of 32 bytes per community of the sender; reveals only communities in common. See `communityProof`. */
  proofs: Buffer[]
}

/** A message about admission to one community; `proof` identifies the community to its members. */
interface GateMessage {
  proof: Uint8Array
  bytes: Uint8Array
}

export interface HelloMessages {
  hello: HelloMessage
  /** Why the receiver should admit the sender to a community with restricted membership. */
  credential: GateMessage
  /** A credential made for the receiver. */
  grant: GateMessage
}

export const MAX_NAME_LENGTH = 64
/** Maximum number of communities of one node. */
export const MAX_COMMUNITIES = 16
/** Longest credential, in bytes; a chain of 16 certificates takes 2.2 KB, an application with its invitation less. */
export const MAX_CREDENTIAL = 4096
const MAX_VERSION_LENGTH = 32

/** Control, bidi, zero-width and other invisible characters, which could spoof what the UI shows. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu

/**
 * A name that is safe to show: NFC, no control, bidi or invisible characters, single spaces, at most 64 characters; may
 * be empty.
 */
export function sanitiseName(name: string): string {
  // normalised last: letters that invisible characters separated may compose
  const clean = name.replace(INVISIBLE, '').replace(/\s+/gu, ' ').trim().normalize('NFC')
  return [...clean].slice(0, MAX_NAME_LENGTH).join('').trim()
}

const HELLO_BYTES = 1024

const nameText = shortText(HELLO_BYTES)
/** Names of others are cleaned, not refused: what is invisible depends on the version of Unicode. */
const nameCodec: Codec<string> = {
  preencode: (state, name) => nameText.preencode(state, sanitiseName(name)),
  encode: (state, name) => nameText.encode(state, sanitiseName(name)),
  decode: (state) => sanitiseName(nameText.decode(state)),
}

const versionText = shortText(MAX_VERSION_LENGTH)
const appVersionCodec: Codec<string> = {
  ...versionText,
  decode(state) {
    const version = versionText.decode(state)
    if (!/^[\x21-\x7e]*$/.test(version)) throw new RangeError('bad version')
    return version
  },
}

const bytes32 = fixedBytes(32)
/** Copied: a slice would keep the whole network buffer alive. */
const buffer32: Codec<Buffer> = { ...bytes32, decode: (state) => Buffer.from(bytes32.decode(state)) }

const helloFields = message<HelloMessage & { version: 2 }>({
  version: versionByte(2),
  name: nameCodec,
  appVersion: appVersionCodec,
  catalogueKey: buffer32,
  proofs: listOf(buffer32, MAX_COMMUNITIES),
})
const helloCodec: Codec<HelloMessage> = {
  preencode: (state, hello) => helloFields.preencode(state, { version: 2, ...hello }),
  encode: (state, hello) => helloFields.encode(state, { version: 2, ...hello }),
  decode(state) {
    const { name, appVersion, catalogueKey, proofs } = helloFields.decode(state)
    return { name, appVersion, catalogueKey, proofs }
  },
}

const gateCodec = message<GateMessage>({
  proof: copied(fixedBytes(32)),
  bytes: copied(restBytes(MAX_CREDENTIAL)),
})

/** hyoban/hello 2: identity and communities of the peers. */
export const handshakeProtocol: WireProtocol<HelloMessages> = {
  name: 'hyoban/hello',
  version: 2,
  messages: {
    hello: { encoding: helloCodec, maxBytes: HELLO_BYTES },
    credential: { encoding: gateCodec, maxBytes: 32 + MAX_CREDENTIAL },
    grant: { encoding: gateCodec, maxBytes: 32 + MAX_CREDENTIAL },
  },
  rate: { burst: 3 * MAX_COMMUNITIES, perSecond: 1 },
}
