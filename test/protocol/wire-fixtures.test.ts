import { describe, expect, it } from 'vitest'
import { type Codec, encodeWith } from '../../main/base/codec.ts'
import { decodeMessage, type WireProtocol } from '../../main/protocol/codec.ts'
import { exclusionProtocol } from '../../main/protocol/exclusion.ts'
import { logHeadsProtocol } from '../../main/protocol/log-heads.ts'
import { logRestartsProtocol } from '../../main/protocol/log-restarts.ts'
import { handshakeProtocol } from '../../main/protocol/handshake.ts'
import { queryProtocol } from '../../main/protocol/query.ts'
import { transferProtocol } from '../../main/protocol/transfer.ts'
import exclusion from '../fixtures/wire/exclusion-1.json' with { type: 'json' }
import heads from '../fixtures/wire/heads-1.json' with { type: 'json' }
import hello from '../fixtures/wire/hello-2.json' with { type: 'json' }
import logRestarts from '../fixtures/wire/log-restarts-1.json' with { type: 'json' }
import query from '../fixtures/wire/query-2.json' with { type: 'json' }
import transfer from '../fixtures/wire/transfer-2.json' with { type: 'json' }
import { currentNames } from './frozen-names.ts'
import { withHexBytes } from './json-value.ts'

/** A fixture file: at least one sample of every message, in the order of the messages' numbers. */
interface Fixture {
  protocol: string
  version: number
  messages: { type: string; message: unknown; bytes: string }[]
}

const protocols: [WireProtocol<never>, Fixture][] = [
  [handshakeProtocol, hello],
  [transferProtocol, transfer],
  [queryProtocol, query],
  [logHeadsProtocol, heads],
  [exclusionProtocol, exclusion],
  [logRestartsProtocol, logRestarts],
] as unknown as [WireProtocol<never>, Fixture][]

describe.each(protocols)('the frozen messages of $name', (protocol, fixture) => {
  const messages = protocol.messages as Record<string, { encoding: Codec<unknown>; maxBytes: number }>
  const of = (type: string): { encoding: Codec<unknown>; maxBytes: number } => {
    const found = messages[type]
    if (!found) throw new Error(`no message ${type}`)
    return found
  }

  it('are of the current version, and cover every message in order', () => {
    expect([protocol.name, protocol.version]).toEqual([fixture.protocol, fixture.version])
    expect([...new Set(fixture.messages.map(({ type }) => type))]).toEqual(Object.keys(messages))
  })

  it.each(fixture.messages)(
    'sample %#, $type: decodes to the message and encodes to the bytes',
    ({ type, message, bytes }) => {
      const { encoding, maxBytes } = of(type)
      const read = decodeMessage(encoding, Buffer.from(bytes, 'hex'), maxBytes)
      expect(withHexBytes(read)).toEqual(currentNames(message))
      expect(Buffer.from(encodeWith(encoding, read)).toString('hex')).toBe(bytes)
    },
  )
})
