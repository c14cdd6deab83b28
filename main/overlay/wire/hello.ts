import * as c from 'compact-encoding'
import type { Codec } from '../../base/codec.ts'
import type { WireProtocol } from '../wire-protocol.ts'

/** What a peer says of itself. The name is its own choice and proves nothing; its identity is the key of the connection. */
export interface Hello {
  name: string
  appVersion: string
  /** The key of the peer's catalogue log, 32 bytes. */
  catalogueKey: Buffer
}

/** The first message on every connection, sent again when something in it changes. */
export interface HelloMessage extends Hello {
  /** 32 bytes; see `communityProof`. */
  proof: Buffer
}

export const MAX_NAME_LENGTH = 64
const MAX_VERSION_LENGTH = 32

/** Control characters, bidi controls, zero-width and other invisible format characters: they could forge what the UI shows. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu

/** A name that is safe to show: NFC, no control, bidi or invisible characters, single spaces, at most 64 characters; may be empty. */
export function sanitiseName(name: string): string {
  const clean = name.normalize('NFC').replace(INVISIBLE, '').replace(/\s+/gu, ' ').trim()
  return [...clean].slice(0, MAX_NAME_LENGTH).join('').trim()
}

const HELLO_VERSION = 1

const helloCodec: Codec<HelloMessage> = {
  preencode(state, m) {
    c.uint.preencode(state, HELLO_VERSION)
    c.string.preencode(state, sanitiseName(m.name))
    c.string.preencode(state, m.appVersion)
    c.fixed32.preencode(state, m.catalogueKey)
    c.fixed32.preencode(state, m.proof)
  },
  encode(state, m) {
    c.uint.encode(state, HELLO_VERSION)
    c.string.encode(state, sanitiseName(m.name))
    c.string.encode(state, m.appVersion)
    c.fixed32.encode(state, m.catalogueKey)
    c.fixed32.encode(state, m.proof)
  },
  decode(state) {
    if (c.uint.decode(state) !== HELLO_VERSION) throw new Error('unknown hello version')
    const name = sanitiseName(c.string.decode(state))
    const appVersion = c.string.decode(state)
    if (appVersion.length > MAX_VERSION_LENGTH || !/^[\x21-\x7e]*$/.test(appVersion)) throw new Error('bad version')
    // Copied: a slice would keep the whole network buffer alive as long as the peer is known.
    const catalogueKey = Buffer.from(c.fixed32.decode(state))
    const proof = Buffer.from(c.fixed32.decode(state))
    return { name, appVersion, catalogueKey, proof }
  },
}

/** hyoban/hello 1: one message type, few of them. */
export const helloProtocol: WireProtocol<{ hello: HelloMessage }> = {
  name: 'hyoban/hello',
  version: 1,
  messages: { hello: { encoding: helloCodec, maxBytes: 1024 } },
  rate: { burst: 20, perSecond: 1 },
}
