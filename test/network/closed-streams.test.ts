import type NoiseSecretStream from '@hyperswarm/secret-stream'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { buffersHeld } from '../helpers/buffers.ts'
import { knows, makeOverlay, nextEvent } from '../helpers/overlay.ts'
import { reachable } from '../helpers/siege.ts'
import { Strangers } from '../helpers/stranger.ts'
import { createLocalNet, type TestNet } from '../helpers/testnet.ts'

/** Connections that are closed at once. The DHT library keeps what belongs to each for 10 s. */
const CONNECTIONS = 100
/** What each may leave: less than half of the buffer into which UDX reads. */
const LEFT_BYTES = 32 * 1024

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())

test('connections that come and go leave no buffers on either side', async () => {
  const node = makeOverlay(net.bootstrap, 'Node', { community: 'visited' })
  const other = makeOverlay(net.bootstrap, 'Other', { community: 'visited' })
  await Promise.all([node.start(), other.start()])
  await knows(other, node.publicKeyHex)
  const strangers = new Strangers(net.bootstrap)
  const before = await buffersHeld()
  for (let n = 0; n < CONNECTIONS; n++) {
    const stranger = await strangers.connect(node.publicKeyHex)
    stranger.stream.destroy()
    await stranger.gone
  }
  expect((await buffersHeld()) - before).toBeLessThan(CONNECTIONS * LEFT_BYTES)
  await Promise.all([strangers.close(), node.destroy(), other.destroy()])
})

test('a handshake, of which the DHT keeps the state, does not keep the connection once it is closed', async () => {
  const node = makeOverlay(net.bootstrap, 'Node', { community: 'left' })
  const given: WeakRef<NoiseSecretStream>[] = []
  node.onConnection((stream) => void given.push(new WeakRef(stream)))
  await node.start()
  await reachable(node)
  const strangers = new Strangers(net.bootstrap)
  for (let n = 0; n < 10; n++) {
    const stranger = await strangers.connect(node.publicKeyHex)
    const admitted = knows(node, stranger.key)
    stranger.greet('left')
    await admitted
    const left = nextEvent(node, 'peerLeft', ({ key }) => key === stranger.key)
    stranger.stream.destroy()
    await left
  }
  // streams close some turns after their peer has left, and are collected then, far within the 10 s of a handshake
  await vi.waitFor(
    async () => {
      await buffersHeld()
      // one or two are on the stack of the collector
      expect(given.filter((stream) => stream.deref()).length).toBeLessThan(3)
    },
    { timeout: 5000, interval: 100 },
  )
  expect(given).toHaveLength(10)
  await strangers.close()
})

test('a small buffer that is held does not hold 64 KiB', async () => {
  const node = makeOverlay(net.bootstrap, 'Node', { community: 'small' })
  await node.start()
  const before = await buffersHeld()
  const held: Buffer[] = []
  for (let n = 0; n < 300; n++) {
    // as the library does for a packet that is not acknowledged yet, among others that are
    held.push(Buffer.allocUnsafe(200))
    for (let other = 0; other < 60; other++) Buffer.allocUnsafe(1000)
  }
  // 300 blocks of 8 KiB, of 64 KiB they were 19 MB
  expect((await buffersHeld()) - before).toBeLessThan(3 * 2 ** 20)
  expect(held).toHaveLength(300)
})
