import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import * as c from 'compact-encoding'
import crypto, { type KeyPair } from 'hypercore-crypto'
import { systemClock } from '../../main/base/clock.ts'
import type { Channel } from '../../main/protocol/channel.ts'
import type { Codec } from '../../main/base/codec.ts'
import { admitInbound } from '../../main/network/connection/inbound-limit.ts'
import { startLocalNet } from '../../main/network/local-net.ts'
import type { Overlay } from '../../main/network/overlay.ts'
import type { WireProtocol } from '../../main/protocol/codec.ts'
import { knows, makeOverlay, meet, nextEvent } from '../helpers/overlay.ts'
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

describe('a community', () => {
  it('lets peers find each other and know each other by their keys and hellos', async () => {
    const a = makeOverlay(net.bootstrap, 'Ada', { community: 'Finders' })
    const b = makeOverlay(net.bootstrap, 'Bo\u202Eb', { community: ' FINDERS ' })
    await meet(a, b)
    expect(a.peers.get(b.publicKeyHex)?.hello).toMatchObject({
      name: 'Bob',
      appVersion: '0.1.0',
      catalogueKey: Buffer.alloc(32, 'Bo\u202Eb'),
    })
    expect(b.peers.get(a.publicKeyHex)?.hello.name).toBe('Ada')
    expect(a.status).toEqual({ state: 'online', reason: '' })
  })

  it('tells the others when a name or catalogue changes, and when somebody leaves', async () => {
    const a = makeOverlay(net.bootstrap, 'Ada', { community: 'Changers' })
    const b = makeOverlay(net.bootstrap, 'Bob', { community: 'Changers' })
    await meet(a, b)
    const changed = a.once('hello')
    b.announce({ name: 'Robert', catalogueKey: Buffer.alloc(32, 9) })
    expect((await changed).hello).toMatchObject({ name: 'Robert', catalogueKey: Buffer.alloc(32, 9) })
    expect(a.peers.get(b.publicKeyHex)?.hello.name).toBe('Robert')
    const left = a.once('peerLeft')
    b.leave()
    expect((await left).key).toBe(b.publicKeyHex)
    expect(a.peers.size).toBe(0)
    expect(b.status).toEqual({ state: 'offline', reason: 'noCommunity' })
  })

  it('does not connect those of another one, even if they know the key', async () => {
    const a = makeOverlay(net.bootstrap, 'Ada', { community: 'One' })
    const b = makeOverlay(net.bootstrap, 'Bob', { community: 'One' })
    await meet(a, b)
    const left = a.once('peerLeft')
    b.join('Two')
    await left
    const c2 = makeOverlay(net.bootstrap, 'Cid', { community: 'Two' })
    await meet(b, c2)
    expect([...b.peers.keys()]).toEqual([c2.publicKeyHex])
    expect(a.peers.size).toBe(0)
  })

  it('survives sleep: suspended peers are gone, resumed ones come back', async () => {
    const a = makeOverlay(net.bootstrap, 'Ada', { community: 'Sleepers' })
    const b = makeOverlay(net.bootstrap, 'Bob', { community: 'Sleepers' })
    await meet(a, b)
    const left = a.once('peerLeft')
    await b.suspend()
    await left
    expect(b.status).toEqual({ state: 'offline', reason: 'suspended' })
    expect(b.peers.size).toBe(0)
    const back = Promise.all([a.once('peer'), b.once('peer')])
    await b.resume()
    await back
    expect(b.status).toEqual({ state: 'online', reason: '' })
  })

  it('brings all together that start at the same moment', async () => {
    const peers = Array.from({ length: 6 }, (_, i) =>
      makeOverlay(net.bootstrap, `Peer ${i}`, { community: 'Big bang' }),
    )
    await Promise.all(peers.map((peer) => peer.start()))
    for (const peer of peers) for (const other of peers) if (other !== peer) await knows(peer, other.publicKeyHex)
  })

  it('can be switched off and on', async () => {
    const a = makeOverlay(net.bootstrap, 'Ada', { community: 'Switchers' })
    const b = makeOverlay(net.bootstrap, 'Bob', { community: 'Switchers' })
    await meet(a, b)
    await b.stop()
    expect(b.status).toEqual({ state: 'offline', reason: 'switchedOff' })
    await meet(a, b)
    expect(b.peers.has(a.publicKeyHex)).toBe(true)
  })
})

describe('status', () => {
  it('says what it is waiting for', async () => {
    const a = makeOverlay(net.bootstrap, 'Ada', { community: null })
    expect(a.status).toEqual({ state: 'offline', reason: 'switchedOff' })
    await a.start()
    expect(a.status).toEqual({ state: 'offline', reason: 'noCommunity' })
    const online = nextEvent(a, 'status', ({ state }) => state === 'online')
    a.join('Lonely')
    expect(a.status.state).toBe('connecting')
    await online
    expect(a.peers.size).toBe(0)
  })

  it('says that the entry point is unreachable, and comes online once it is there', async () => {
    const port = await freeUdpPort()
    const a = makeOverlay([`127.0.0.1:${port}`], 'Ada')
    await a.start()
    expect(a.status).toEqual({ state: 'connecting', reason: 'starting' })
    await nextEvent(a, 'status', ({ reason }) => reason === 'bootstrapUnreachable')
    expect(a.status.state).toBe('offline')
    const online = nextEvent(a, 'status', ({ state }) => state === 'online')
    const late = await startLocalNet(2, port)
    onTestFinished(() => late.close())
    await online
  })

  it('can be ended while the entry point is unreachable', async () => {
    const a = makeOverlay([`127.0.0.1:${await freeUdpPort()}`], 'Ada')
    await a.start()
    await a.destroy()
    expect(a.status).toEqual({ state: 'offline', reason: 'switchedOff' })
  })
})

describe('firewall', () => {
  it('keeps refused peers out, closes their open connections, and lets them in again', async () => {
    const refused = new Set<string>()
    const a = makeOverlay(net.bootstrap, 'Ada', { community: 'Walled', firewall: (peer) => refused.has(peer) })
    const b = makeOverlay(net.bootstrap, 'Bob', { community: 'Walled' })
    await meet(a, b)
    refused.add(b.publicKeyHex)
    const left = Promise.all([a.once('peerLeft'), b.once('peerLeft')])
    a.applyFirewall()
    await left
    // A third peer proves that time has passed and connections work, while b stays out.
    const d = makeOverlay(net.bootstrap, 'Dan', { community: 'Walled' })
    await meet(a, d)
    b.refresh()
    await knows(b, d.publicKeyHex)
    expect(a.peers.has(b.publicKeyHex)).toBe(false)
    refused.clear()
    const back = nextEvent(a, 'peer', ({ key }) => key === b.publicKeyHex)
    a.applyFirewall()
    await back
  })
})

describe('who is shut out', () => {
  it('calls no more until it is called, and is back when let in again at any moment, whoever has the larger key', async () => {
    const keys = [crypto.keyPair(), crypto.keyPair()].sort((one, other) =>
      Buffer.compare(one.publicKey, other.publicKey),
    ) as [KeyPair, KeyPair]
    for (const [host, guest] of [keys, keys.toReversed()] as [KeyPair, KeyPair][]) {
      const refused = new Set<string>()
      const a = makeOverlay(net.bootstrap, 'Ada', {
        keyPair: host,
        community: 'Door',
        firewall: (peer) => refused.has(peer),
        farewell: (peer) => (refused.has(peer) ? 'blocked' : null),
      })
      const b = makeOverlay(net.bootstrap, 'Bob', { keyPair: guest, community: 'Door' })
      await meet(a, b)
      const shut = async (): Promise<void> => {
        const told = b.once('excludedBy')
        const left = b.once('peerLeft')
        refused.add(b.publicKeyHex)
        a.applyFirewall()
        // at once, while its connection is still open for it to be told
        expect(a.peers.has(b.publicKeyHex)).toBe(false)
        await Promise.all([told, left])
      }
      const letIn = async (): Promise<void> => {
        const back = Promise.all([
          nextEvent(a, 'peer', ({ key }) => key === b.publicKeyHex),
          nextEvent(b, 'peer', ({ key }) => key === a.publicKeyHex),
        ])
        refused.clear()
        a.applyFirewall()
        await back
      }
      await shut()
      await letIn()
      // the library would call again after 1 s, and be left without an answer for 10: nothing tells of that moment but
      // the time
      await shut()
      const d = makeOverlay(net.bootstrap, 'Dan', { community: 'Door' })
      await new Promise<void>((resolve) => void systemClock.after(2500, resolve))
      await meet(a, d)
      await letIn()
      // while it is being told
      const told = b.once('excludedBy')
      refused.add(b.publicKeyHex)
      a.applyFirewall()
      await letIn()
      await told
      await Promise.all([a, b, d].map((overlay) => overlay.destroy()))
    }
  }, 60_000)
})

describe('places for callers', () => {
  it('are bounded: who comes too late is let in when one is free', async () => {
    const community = 'Crowded'
    const host = makeOverlay(net.bootstrap, 'Host', { community, mostCallers: 2, wants: () => false })
    const [a, b, late] = ['Ada', 'Bob', 'Late'].map((name) => makeOverlay(net.bootstrap, name, { community })) as [
      Overlay,
      Overlay,
      Overlay,
    ]
    await meet(host, a)
    await meet(host, b)
    await meet(late, a)
    late.refresh()
    await meet(late, b)
    expect([...host.peers.keys()].sort()).toEqual([a.publicKeyHex, b.publicKeyHex].sort())
    const back = nextEvent(host, 'peer', ({ key }) => key === late.publicKeyHex)
    await b.destroy()
    late.refresh()
    await back
  })

  it('are taken from the silent first, oldest first, and never from who was let in', () => {
    const closed: string[] = []
    const caller = (name: string, hello: boolean, isInitiator = false) => ({
      connection: { stream: { isInitiator }, close: () => void closed.push(name) },
      greeting: { hello: hello ? {} : null },
    })
    expect(admitInbound([caller('in', true), caller('old', false), caller('new', false)], 3)).toBe(true)
    expect(closed).toEqual(['old'])
    expect(admitInbound([caller('in', true), caller('dialled', false, true)], 1)).toBe(false)
    expect(admitInbound([caller('in', true), caller('dialled', true, true)], 2)).toBe(true)
    expect(closed).toEqual(['old'])
  })
})

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

  it('open also when a protocol is registered after the peers have met', async () => {
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

  it('of different versions do not meet', async () => {
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

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return port
}
