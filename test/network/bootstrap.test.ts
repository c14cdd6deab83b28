import { describe, expect, it } from 'vitest'
import { systemClock } from '../../main/base/clock.ts'
import { HyobanError } from '../../main/base/errors.ts'
import { openIdentity } from '../../main/identity/identity.ts'
import { parseBootstrap } from '../../main/network/discovery/bootstrap.ts'
import { Overlay } from '../../main/network/overlay.ts'
import { normaliseCommunity, topicOf } from '../../main/network/discovery/topic.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

describe('parseBootstrap', () => {
  it('reads addresses and host names, several in one text', () => {
    expect(parseBootstrap(['127.0.0.1:49737, node1.example.org:80', 'localhost:1'])).toEqual([
      { host: '127.0.0.1', port: 49737 },
      { host: 'node1.example.org', port: 80 },
      { host: 'localhost', port: 1 },
    ])
  })

  it.each([
    ['', 'empty'],
    ['127.0.0.1', 'port is missing'],
    ['127.0.0.1:', '1 to 65535'],
    ['127.0.0.1:0', '1 to 65535'],
    ['127.0.0.1:65536', '1 to 65535'],
    ['127.0.0.1:8e1', '1 to 65535'],
    ['256.0.0.1:80', 'neither'],
    ['1.2.3:80', 'neither'],
    [':80', 'neither'],
    ['a b:80', 'neither'],
    ['-a.org:80', 'neither'],
    ['[::1]:80', 'IPv4'],
    ['::1:80', 'IPv4'],
    ['http://x.org:80', 'IPv4'],
    ['127.0.0.1:80,,localhost:1', 'empty'],
  ])('refuses %j: %s', (text, why) => {
    const read = (): unknown => parseBootstrap([text])
    expect(read).toThrow(HyobanError)
    expect(read).toThrow(
      expect.objectContaining({ code: 'BAD_BOOTSTRAP', message: expect.stringContaining(why) as string }) as Error,
    )
  })

  it('refuses an empty list', () => {
    expect(() => parseBootstrap([])).toThrow(expect.objectContaining({ code: 'BAD_BOOTSTRAP' }) as Error)
  })

  it('runs before an overlay opens anything', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'hyoban-bootstrap-'))
    const keyPair = await openIdentity(dir)
    expect(() => new Overlay({ keyPair, dht: { bootstrap: ['nonsense'] }, clock: systemClock, log: () => {} })).toThrow(
      HyobanError,
    )
    await rm(dir, { recursive: true })
  })
})

describe('topicOf', () => {
  it('does not depend on case, surrounding space or Unicode form', () => {
    expect(topicOf(' Café ').equals(topicOf('cafe\u0301'))).toBe(true)
    expect(topicOf('評判').equals(topicOf('評価'))).toBe(false)
    expect(topicOf('a b').equals(topicOf('ab'))).toBe(false)
    expect(topicOf('x')).toHaveLength(32)
  })
  it('refuses invalid names', () => {
    expect(() => normaliseCommunity('  ')).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }) as Error)
    expect(() => normaliseCommunity('x'.repeat(129))).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }) as Error)
  })
})
