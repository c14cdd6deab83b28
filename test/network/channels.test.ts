import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as c from 'compact-encoding'
import type { Channel } from '../../main/protocol/channel.ts'
import type { Codec } from '../../main/base/codec.ts'
import type { WireProtocol } from '../../main/protocol/codec.ts'
import { makeOverlay, meet } from '../helpers/overlay.ts'
import { createLocalNet, type TestNet } from '../helpers/testnet.ts'

interface Talk {
  say: string
  count: number
}
const talk: WireProtocol<Talk> = {
  name: 'test/talk',
  version: 1,
  messages: {
    say: { encoding: c.string as Codec<string>, maxBytes: 100 },
    count: { encoding: c.uint as Codec<number>, maxBytes: 9 },
  },
}

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())

describe('channels', () => {
  it('carry typed messages both ways, in order', async () => {
    const a = makeOverlay(net.bootstrap, 'Ada', { community: 'Talkers' })
    const b = makeOverlay(net.bootstrap, 'Bob', { community: 'Talkers' })
    const heard: (string | number)[] = []
    const done = new Promise<void>((resolve) => {
      b.protocol(talk).onOpen((channel) => {
        channel.on('say', (text) => void heard.push(text))
        channel.on('count', (count) => {
          heard.push(count)
          channel.send('say', 'thanks')
        })
      })
      a.protocol(talk).onOpen((channel) => {
        channel.on('say', () => resolve())
        channel.send('say', 'hello 評判')
        channel.send('count', 41)
      })
    })
    await meet(a, b)
    await done
    expect(heard).toEqual(['hello 評判', 41])
  })

  it('open also if a protocol is registered after the peers have connected', async () => {
    const a = makeOverlay(net.bootstrap, 'Ada', { community: 'Late' })
    const b = makeOverlay(net.bootstrap, 'Bob', { community: 'Late' })
    await meet(a, b)
    const first = a.protocol(talk)
    const second = b.protocol(talk)
    const [one, two] = await Promise.all([opened(first), opened(second)])
    const answer = new Promise<number>((resolve) => two.on('count', resolve))
    one.send('count', 7)
    expect(await answer).toBe(7)
    expect(() => a.protocol(talk)).toThrow(/twice/)
  })

  it('end with the connection, on both sides', async () => {
    const a = makeOverlay(net.bootstrap, 'Ada', { community: 'Enders' })
    const b = makeOverlay(net.bootstrap, 'Bob', { community: 'Enders' })
    const hubs = [a.protocol(talk), b.protocol(talk)] as const
    const channels = Promise.all(hubs.map(opened))
    await meet(a, b)
    const [one, two] = await channels
    const ended = Promise.all([one, two].map((channel) => new Promise<void>((resolve) => channel?.onClose(resolve))))
    a.disconnect(b.publicKeyHex, 'test')
    await ended
    expect(one?.send('count', 1)).toBe(false)
    await one?.drained()
    expect(hubs[0].channels.size).toBe(0)
  })

  it('of different versions do not open', async () => {
    const a = makeOverlay(net.bootstrap, 'Ada', { community: 'Versions' })
    const b = makeOverlay(net.bootstrap, 'Bob', { community: 'Versions' })
    const one = a.protocol({ ...talk, version: 2 })
    const two = b.protocol(talk)
    const three = [a.protocol({ ...talk, name: 'test/common' }), b.protocol({ ...talk, name: 'test/common' })] as const
    await meet(a, b)
    await Promise.all(three.map(opened))
    expect(one.channels.size + two.channels.size).toBe(0)
  })
})

function opened<M>(hub: { onOpen(listener: (channel: Channel<M>) => void): () => void }): Promise<Channel<M>> {
  return new Promise((resolve) => {
    hub.onOpen(resolve)
  })
}
