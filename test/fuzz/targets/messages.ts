import { isDeepStrictEqual } from 'node:util'
import { encodeWith } from '../../../main/base/codec.ts'
import { decodeMessage, Refused } from '../../../main/protocol/codec.ts'
import { sanitiseName } from '../../../main/protocol/handshake.ts'
import exclusion from '../../fixtures/wire/exclusion-1.json' with { type: 'json' }
import heads from '../../fixtures/wire/heads-1.json' with { type: 'json' }
import hello from '../../fixtures/wire/hello-2.json' with { type: 'json' }
import query from '../../fixtures/wire/query-2.json' with { type: 'json' }
import transfer from '../../fixtures/wire/transfer-2.json' with { type: 'json' }
import { type AnyProtocol, protocols } from '../../protocol/page-codecs.ts'
import type { FuzzTarget } from '../target.ts'

interface Sample {
  type: string
  bytes: string
}

const samples = new Map<string, Sample[]>(
  [hello, transfer, query, heads, exclusion].map(({ protocol, messages }) => [protocol, messages]),
)

/** Whether the name in a hello is what a sender of ours would have sent: names of others are cleaned when read. */
function isForeignName(message: unknown, input: Buffer): boolean {
  const { name } = message as { name?: string }
  if (name === undefined) return false
  const length = input[1] as number
  const sent =
    length < 0xfd ? input.toString('utf8', 2, 2 + length) : input.toString('utf8', 4, 4 + input.readUInt16LE(2))
  return sanitiseName(sent) !== sent
}

/** Every message of a protocol; the first byte of an input chooses one. No message has two encodings. */
function messagesOf({ name, messages }: AnyProtocol): FuzzTarget {
  const types = Object.keys(messages)
  return {
    name: `messages-${name.replace('hyoban/', '')}`,
    maxBytes: 6000,
    seeds: () =>
      (samples.get(name) ?? []).map(({ type, bytes }) =>
        Buffer.from([types.indexOf(type), ...Buffer.from(bytes, 'hex')]),
      ),
    run(input) {
      const type = types[(input[0] ?? 0) % types.length] as string
      const { encoding, maxBytes } = messages[type] as AnyProtocol['messages'][string]
      const bytes = input.subarray(1)
      const message = decodeMessage(encoding, bytes, maxBytes)
      if (message instanceof Refused) return
      const again = encodeWith(encoding, message)
      if (again.byteLength > maxBytes) throw new Error('a message that cannot be sent')
      const reread = decodeMessage(encoding, again, maxBytes)
      if (!isDeepStrictEqual(reread, message)) throw new Error('another message after a second reading')
      if (!bytes.equals(again) && !isForeignName(message, bytes)) throw new Error('two encodings of one message')
    },
  }
}

export const messageTargets: FuzzTarget[] = protocols
  // one channel has none
  .filter(({ messages }) => Object.keys(messages).length > 0)
  .map(messagesOf)
