import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { startLocalNet } from '../../main/network/local-net.ts'
import { knows, makeOverlay, meet, nextEvent } from '../helpers/overlay.ts'
import { createLocalNet, type TestNet } from '../helpers/testnet.ts'

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())

describe('a community', () => {
  it('lets peers find each other and exchange keys and hellos', async () => {
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

  it('announces changed names and catalogues, and reports peers that leave', async () => {
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

  it('does not connect peers of another one, even if they know the key', async () => {
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

  it('survives sleep: suspended peers disconnect, resumed ones reconnect', async () => {
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

  it('connects all peers that start at the same moment', async () => {
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
  it('names what the node is waiting for', async () => {
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

  it('reports an unreachable entry point, and goes online once it is reachable', async () => {
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

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return port
}
