import { expect, test } from 'vitest'
import { readFileSync } from 'node:fs'
import { Emitter } from '../../../main/base/emitter.ts'
import { BLOCK_BYTES, CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import { diskFiles } from '../../../main/transfers/storage/file-system.ts'
import type { FileSystem } from '../../../main/transfers/ports.ts'
import { DEFAULT_RULES, type TransferRules } from '../../../main/transfers/queue/rules.ts'
import { alsoClean } from '../helpers/cleanup.ts'
import { makeFile, sameBytes, type TestFile } from '../helpers/files.ts'
import { startNode, type TestNode } from '../helpers/node.ts'
import { useTestNet } from '../helpers/test-net.ts'
import { scaledClock } from '../../helpers/scaled-clock.ts'
import { meetScriptedPeer } from '../helpers/scripted-peer.ts'

const net = useTestNet()

/** The requester's minute takes so long, in s: what is slow by its clock is soon seen. */
const SPEED = 20
const ask = (node: TestNode, peer: string, { root, name, size }: TestFile): string =>
  node.transfers.download({ root, name, size, peer })
const rated = async (node: TestNode, peer: string): Promise<{ reason: string; score: number }> => {
  for (;;) {
    const [rating] = node.ratings.ratingsOf(peer)
    if (rating) return rating
    await node.ratings.events.once('trust')
  }
}
/** So slow that there is time to see who is given up, fast enough to be good. */
const steady: TransferRules = { ...DEFAULT_RULES, transferLimits: { ...DEFAULT_RULES.transferLimits, up: 3e6 } }

/** A disk that returns one byte per second by the requester's clock, without end. */
const oneByteASecond: FileSystem = {
  ...diskFiles,
  async openSource(source) {
    const handle = await diskFiles.openSource(source)
    let over = false
    return {
      stat: () => handle.stat(),
      close: () => ((over = true), handle.close()),
      async read(buffer, offset, _length, position) {
        await new Promise((resolve) => setTimeout(resolve, 1000 / SPEED))
        return over ? { bytesRead: 0 } : handle.read(buffer, offset, 1, position)
      },
    }
  },
}

test('of three sources, only the one that serves a byte a second is given up, and it is not rated', async () => {
  const node = await startNode({ bootstrap: net.bootstrap, clock: scaledClock(SPEED) })
  const slow = await startNode({ bootstrap: net.bootstrap, files: oneByteASecond, clock: scaledClock(SPEED) })
  const good = [
    await startNode({ bootstrap: net.bootstrap, rules: () => steady }),
    await startNode({ bootstrap: net.bootstrap, rules: () => steady }),
  ] as [TestNode, TestNode]
  const file = makeFile(node.dir, 'film.bin', 24 * CHUNK_BYTES)
  for (const one of [slow, ...good]) {
    one.share(file)
    await node.meets(one)
  }
  const [id] = [slow, ...good].map(({ key }) => ask(node, key, file)) as [string]
  await node.line(id, () => node.transfers.details(id)?.sources.some(({ state }) => state === 'dropped') === true)
  expect(node.transfers.details(id)?.sources.find(({ publicKey }) => publicKey === slow.key)).toMatchObject({
    bytes: 0,
    state: 'dropped',
    problem: { code: 'REFUSED', details: { reason: 'unreadable' } },
  })
  const line = await node.line(id, ({ state }) => state === 'done')
  expect(sameBytes(line.path, file.path)).toBe(true)
  for (const { key } of good) expect(await rated(node, key)).toMatchObject({ reason: 'served', score: 1 })
  expect(node.ratings.ratingsOf(slow.key)).toEqual([])
})

test('a source that sends a correct block now and then is given up after a minute, and not rated', async () => {
  const clock = scaledClock(SPEED)
  const node = await startNode({ bootstrap: net.bootstrap, clock })
  const { key, channel } = await meetScriptedPeer(node, net.bootstrap)
  const good = await startNode({ bootstrap: net.bootstrap, rules: () => steady })
  const file = good.share(makeFile(good.dir, 'film.bin', 24 * CHUNK_BYTES))
  await node.meets(good)
  const bytes = readFileSync(file.path)
  let asked = false
  let blocks = 0
  channel.on('open', ({ id, layer }) => {
    channel.send('accepted', { id, size: file.size, logLength: 0 })
    if (layer === 1) channel.send('layer', { id, from: 0, hashes: file.layer })
    channel.send('have', { id, from: 0, count: 24 })
  })
  channel.on('request', ({ id, from, count }) => {
    if (asked) return
    asked = true
    let at = from * CHUNK_BYTES
    const timer = setInterval(() => {
      if (at >= (from + count) * CHUNK_BYTES) return
      channel.send('data', { id, offset: at, bytes: bytes.subarray(at, at + BLOCK_BYTES) })
      at += BLOCK_BYTES
      blocks++
    }, 8000 / SPEED)
    alsoClean(() => clearInterval(timer))
  })
  // the node's minute begins after this, and before the request arrives
  const began = clock.now()
  const id = ask(node, key, file)
  ask(node, good.key, file)
  const dropped = (): boolean | undefined =>
    node.transfers.details(id)?.sources.some(({ publicKey, state }) => publicKey === key && state === 'dropped')
  await node.line(id, () => dropped() === true)
  expect(clock.now() - began).toBeGreaterThanOrEqual(60_000)
  expect(blocks).toBeGreaterThan(3)
  const line = await node.line(id, ({ state }) => state === 'done')
  expect(sameBytes(line.path, file.path)).toBe(true)
  expect(await rated(node, good.key)).toMatchObject({ reason: 'served', score: 1 })
  expect(node.ratings.ratingsOf(key)).toEqual([])
})

test('a source that accepts and never announces chunks is rated as stalled', async () => {
  const node = await startNode({ bootstrap: net.bootstrap, clock: scaledClock(SPEED) })
  const { key, channel } = await meetScriptedPeer(node, net.bootstrap)
  const file = makeFile(node.dir, 'film.bin', 3 * CHUNK_BYTES)
  channel.on('open', ({ id, layer }) => {
    channel.send('accepted', { id, size: file.size, logLength: 0 })
    if (layer === 1) channel.send('layer', { id, from: 0, hashes: file.layer })
  })
  const line = await node.line(ask(node, key, file), ({ state, rated: score }) => state === 'failed' && score !== null)
  expect(line).toMatchObject({ rated: 0, problem: { code: 'TIMEOUT' } })
  expect(await rated(node, key)).toMatchObject({ reason: 'stalled' })
})

test('a clock set back a day delays no busy source, limited upload or retry', async () => {
  const day = 86_400_000
  const clock = scaledClock(SPEED)
  const node = await startNode({ bootstrap: net.bootstrap, clock })
  const { key, channel } = await meetScriptedPeer(node, net.bootstrap)
  const opens = new Emitter<{ open: number }>()
  channel.on('open', ({ id }) => {
    channel.send('refused', { id, reason: id === 1 ? 'busy' : 'unreadable' })
    opens.emit('open', id)
  })
  const first = opens.once('open')
  const id = ask(node, key, makeFile(node.dir, 'a', 1000))
  await first
  await node.line(id, ({ state }) => state === 'waiting')
  const second = opens.once('open')
  clock.jump(-day)
  // refused for now: it fails, and is tried again later
  expect(await second).toBe(2)
  await node.line(id, ({ retryAt }) => retryAt !== null)
  const third = opens.once('open')
  clock.jump(-day)
  expect(await third).toBe(3)
  const wall = scaledClock(1)
  const provider = await startNode({ bootstrap: net.bootstrap, clock: wall, rules: () => steady })
  await node.meets(provider)
  const file = provider.share(makeFile(provider.dir, 'film.bin', 6 * CHUNK_BYTES))
  const film = ask(node, provider.key, file)
  await node.line(film, ({ moved }) => moved >= 2 * CHUNK_BYTES)
  wall.jump(-day)
  expect(sameBytes((await node.line(film, ({ state }) => state === 'done')).path, file.path)).toBe(true)
})

test('a clock set forward and back in the middle stalls no source', async () => {
  const clock = scaledClock(1)
  const node = await startNode({ bootstrap: net.bootstrap, clock })
  const good = [
    await startNode({ bootstrap: net.bootstrap, rules: () => steady }),
    await startNode({ bootstrap: net.bootstrap, rules: () => steady }),
  ] as [TestNode, TestNode]
  const file = makeFile(node.dir, 'film.bin', 16 * CHUNK_BYTES)
  for (const one of good) {
    one.share(file)
    await node.meets(one)
  }
  const [id] = good.map(({ key }) => ask(node, key, file)) as [string]
  for (const [chunks, ms] of [
    [2, 86_400_000],
    [5, -2 * 86_400_000],
    [8, 86_400_000],
  ] as const) {
    await node.line(id, ({ moved }) => moved >= chunks * CHUNK_BYTES)
    clock.jump(ms)
  }
  const line = await node.line(id, ({ state, rated: score }) => state === 'done' && score !== null)
  expect(sameBytes(line.path, file.path)).toBe(true)
  expect(node.transfers.details(id)?.sources.every(({ bytes }) => bytes > 0)).toBe(true)
  for (const { key } of good) expect(await rated(node, key)).toMatchObject({ reason: 'served', score: 1 })
})
