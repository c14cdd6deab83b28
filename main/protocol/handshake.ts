import * as c from 'compact-encoding'
import { type Codec, copied, fixedBytes, message, restBytes } from '../base/codec.ts'
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
  const clean = name.normalize('NFC').replace(INVISIBLE, '').replace(/\s+/gu, ' ').trim()
  return [...clean].slice(0, MAX_NAME_LENGTH).join('').trim()
}

const HELLO_VERSION = 2

/** One of the two passes of encoding: measuring, then writing. */
const helloPass =
  (pass: 'preencode' | 'encode'): Codec<HelloMessage>['encode'] =>
  (state, { name, appVersion, catalogueKey, proofs }) => {
    c.uint[pass](state, HELLO_VERSION)
    c.string[pass](state, sanitiseName(name))
    c.string[pass](state, appVersion)
    c.fixed32[pass](state, catalogueKey)
    c.uint[pass](state, proofs.length)
    for (const proof of proofs) c.fixed32[pass](state, proof)
  }

const helloCodec: Codec<HelloMessage> = {
  preencode: helloPass('preencode'),
  encode: helloPass('encode'),
  decode(state) {
    if (c.uint.decode(state) !== HELLO_VERSION) throw new Error('unknown hello version')
    const name = sanitiseName(c.string.decode(state))
    const appVersion = c.string.decode(state)
    if (appVersion.length > MAX_VERSION_LENGTH || !/^[\x21-\x7e]*$/.test(appVersion)) throw new Error('bad version')
    // copied: a slice would keep the whole network buffer alive
    const catalogueKey = Buffer.from(c.fixed32.decode(state))
    const count = c.uint.decode(state)
    if (count > MAX_COMMUNITIES) throw new Error('too many communities')
    const proofs = Array.from({ length: count }, () => Buffer.from(c.fixed32.decode(state)))
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
    hello: { encoding: helloCodec, maxBytes: 1024 },
    credential: { encoding: gateCodec, maxBytes: 32 + MAX_CREDENTIAL },
    grant: { encoding: gateCodec, maxBytes: 32 + MAX_CREDENTIAL },
  },
  rate: { burst: 3 * MAX_COMMUNITIES, perSecond: 1 },
}
