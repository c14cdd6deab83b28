import * as c from 'compact-encoding'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Channel } from '../../main/protocol/channel.ts'
import type { Codec } from '../../main/base/codec.ts'
import { WINDOW } from '../../main/network/connection/flow-control.ts'
import type { WireProtocol } from '../../main/protocol/codec.ts'
import { makeOverlay, meet } from '../helpers/overlay.ts'
import { createLocalNet, type TestNet } from '../helpers/testnet.ts'

const CHUNK = 128 * 1024

interface Bulk {
  data: Uint8Array
  ping: number
}
const bulk: WireProtocol<Bulk> = {
  name: 'test/bulk',
  version: 1,
  messages: {
    data: { encoding: c.buffer as Codec<Uint8Array>, maxBytes: CHUNK + 8 },
    ping: { encoding: c.uint as Codec<number>, maxBytes: 9 },
  },
}

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())

async function pair(community: string): Promise<{ from: Channel<Bulk>; to: Channel<Bulk> }> {
  const a = makeOverlay(net.bootstrap, 'Ada', { community })
  const b = makeOverlay(net.bootstrap, 'Bob', { community })
  const channels = Promise.all(
    [a, b].map((overlay) => new Promise<Channel<Bulk>>((resolve) => void overlay.protocol(bulk).onOpen(resolve))),
  )
  await meet(a, b)
  const [from, to] = await channels
  if (!from || !to) throw new Error('no channels')
  return { from, to }
}

async function pump(channel: Channel<Bulk>, bytes: number): Promise<void> {
  for (let sent = 0; sent < bytes; sent += CHUNK)
    if (!channel.send('data', Buffer.alloc(CHUNK, sent / CHUNK))) await channel.drained()
}

describe('flow control', () => {
  it('moves many megabytes, whole and in order', async () => {
    const { from, to } = await pair('Bulk')
    const total = 32 * 1024 * 1024
    let got = 0
    const done = new Promise<void>((resolve) => {
      to.on('data', (bytes) => {
        if (bytes.byteLength !== CHUNK || bytes[0] !== ((got / CHUNK) & 255) || bytes[CHUNK - 1] !== bytes[0])
          throw new Error(`wrong chunk at ${got}`)
        got += bytes.byteLength
        if (got === total) resolve()
      })
    })
    await pump(from, total)
    await done
    expect(got).toBe(total)
  })

  it('holds a sender back while a slow reader has unprocessed bytes, then resumes', async () => {
    const { from, to } = await pair('Slow')
    let release = (): void => {}
    const released = new Promise<void>((resolve) => (release = resolve))
    let got = 0
    to.on('data', (bytes) => {
      got += bytes.byteLength
      return released
    })
    let sent = 0
    for (let room = true; room || sent < WINDOW;) {
      if (!room) await from.drained()
      room = from.send('data', Buffer.alloc(CHUNK))
      sent += CHUNK
    }
    expect(sent).toBe(WINDOW)
    let drained = false
    const wait = from.drained().then(() => (drained = true))
    // A small message still goes there and back, behind all the data: by then there would have been time for anything
    // else to move.
    const answered = new Promise<number>((resolve) => from.on('ping', resolve))
    to.on('ping', (n) => void to.send('ping', n + 1))
    from.send('ping', 1)
    expect(await answered).toBe(2)
    expect(got).toBe(WINDOW)
    expect(drained).toBe(false)
    release()
    await wait
    expect(from.send('data', Buffer.alloc(CHUNK))).toBe(true)
  })

  it('disconnects a sender that continues without credit', async () => {
    const community = 'Ruthless'
    const a = makeOverlay(net.bootstrap, 'Ada', { community })
    const b = makeOverlay(net.bootstrap, 'Bob', { community })
    a.protocol(bulk).onOpen((channel) => channel.on('data', () => new Promise<void>(() => {})))
    const channel = new Promise<Channel<Bulk>>((resolve) => void b.protocol(bulk).onOpen(resolve))
    await meet(a, b)
    const rejected = a.once('rejected')
    const from = await channel
    for (let sent = 0; sent <= 2 * WINDOW; sent += CHUNK) from.send('data', Buffer.alloc(CHUNK))
    expect((await rejected).reason).toContain('more than it may')
  })

  it('releases a waiting sender when the connection ends', async () => {
    const { from, to } = await pair('Gone')
    to.on('data', () => new Promise<void>(() => {}))
    while (from.send('data', Buffer.alloc(CHUNK)));
    const freed = from.drained()
    const closed = new Promise<void>((resolve) => from.onClose(resolve))
    from.close()
    await closed
    await freed
    expect(from.closed).toBe(true)
    expect(from.send('ping', 1)).toBe(false)
  })
})
