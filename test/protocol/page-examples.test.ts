import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { toHex } from '../../main/base/hex.ts'
import { wireName } from '../../main/protocol/codec.ts'
import channel from '../fixtures/wire/channel-1.json' with { type: 'json' }
import { withHexBytes } from './json-value.ts'
import { Blocks, bytesOf, readPage } from './page.ts'
import { formatOf, protocols } from './page-codecs.ts'

const page = readPage('PROTOCOL.md')
const blocks = new Blocks(page)

/** All frozen fixtures as one text. */
const fixtures = ['fixtures/wire', 'fixtures/formats', 'ratings/receipts']
  .flatMap((folder) => {
    const path = join(import.meta.dirname, '..', folder)
    return readdirSync(path)
      .filter((name) => name.endsWith('.json'))
      .map((name) => readFileSync(join(path, name), 'utf8'))
  })
  .join('\n')

const encoded = blocks.all.filter(({ language, name }) => language === 'hex' && formatOf(name))

describe('encoded examples of the protocol page', () => {
  it('show every message of every protocol', () => {
    const wanted = protocols.flatMap((protocol) =>
      Object.keys(protocol.messages).map((type) => `${wireName(protocol)} ${type}`),
    )
    expect(encoded.map(({ name }) => name)).toEqual(expect.arrayContaining(wanted))
  })

  it.each(encoded)('$name: decodes to the JSON below it, and back to the same bytes', (fence) => {
    const format = formatOf(fence.name)
    const bytes = bytesOf(fence.body)
    const value = format?.decode(bytes)
    expect(withHexBytes(value)).toEqual(blocks.below(fence))
    expect(toHex(format?.encode(value) ?? bytes)).toBe(toHex(bytes))
    expect(fixtures).toContain(`"${toHex(bytes)}"`)
  })

  it('the frames of a channel are those of the fixture', () => {
    const frames = ['open-channel', 'message', 'credit'].map((name) =>
      toHex(bytesOf(blocks.only('hex', `frame ${name}`).body)),
    )
    expect(frames).toEqual([channel.channelOpen, channel.open.frame, channel.credit.frame])
  })

  it('every block is covered', () => {
    const known = /^(signed .*|frame .*|invitation|rating-log-manifest|rating-log-manifest-later|head-signable)$/
    const left = blocks.all.filter(({ language, name }) => language === 'hex' && !formatOf(name) && !known.test(name))
    expect(left).toEqual([])
  })
})
