import { afterEach, beforeEach, expect, test } from 'vitest'
import { ANN, EVE, Fixture } from '../fixture.ts'
import { filesOf, makeScene, type Scene } from './scene.ts'

let at: Fixture
beforeEach(() => {
  at = new Fixture()
})
afterEach(() => at.end())

type Limits = Parameters<typeof makeScene>[1]
const scene = (limits: Limits, bytes?: number, workMs?: number): Scene => makeScene(at.database, limits, bytes, workMs)
const files = (peer: string): number => filesOf(at.database, peer)

test('catalogues of strangers take 3 s of work at once, then two fifths of the time', async () => {
  const { feed, indexer, clock } = scene({ entries: 100_000, bytes: 1e9, peerEntries: 10_000 }, 100, 500)
  const turns = async (): Promise<void> => {
    for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve))
  }
  const read = (async () => {
    feed.publish(EVE, 4000)
    while (indexer.arriving > 0) await indexer.events.once('change')
  })()
  await turns()
  // eight batches of 400 took 4.64 s, 0.64 of them to read: more than 3 s and two fifths of the time since then
  expect(files(EVE)).toBe(3200)
  // the next one waits for 408 ms, and for 32 ms after each 64 blocks that were read
  for (let n = 0; n < 6; n++) {
    clock.advance(n === 0 ? 441 : 33)
    await turns()
    expect(files(EVE)).toBe(n < 5 ? 3200 : 3600)
  }
  // a trusted peer does not wait
  feed.publish(ANN, 4000)
  while (files(ANN) < 4000) await indexer.events.once('change')
  while (indexer.arriving > 0) {
    clock.advance(2000)
    await turns()
  }
  await read
  expect(files(EVE)).toBe(4000)
})

test('many small catalogues of strangers share that time', async () => {
  const { feed, indexer, clock, decisions } = scene({ entries: 100_000, bytes: 1e9, peerEntries: 10_000 }, 100, 500)
  const peers = Array.from({ length: 60 }, (_, n) => n.toString(16).padStart(64, '0'))
  for (const peer of peers) {
    decisions.set(peer, 'new')
    feed.publish(peer, 200)
  }
  for (let n = 0; n < 200; n++) await new Promise((resolve) => setImmediate(resolve))
  // each takes 540 ms: after 3 s, and two fifths of the time since then, the rest wait
  const atOnce = peers.filter((peer) => files(peer) === 200).length
  expect(atOnce).toBeGreaterThan(0)
  expect(atOnce).toBeLessThan(15)
  while (indexer.arriving > 0) {
    clock.advance(1000)
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(peers.filter((peer) => files(peer) === 200)).toHaveLength(60)
})

test('a stranger who is excluded is forgotten at once, and waits for no other', async () => {
  const { feed, indexer, clock, decisions } = scene({ entries: 100_000, bytes: 1e9, peerEntries: 10_000 }, 100, 500)
  const peers = Array.from({ length: 20 }, (_, n) => n.toString(16).padStart(64, '0'))
  for (const peer of peers) {
    decisions.set(peer, 'new')
    feed.publish(peer, 300)
  }
  const turns = async (): Promise<void> => {
    for (let n = 0; n < 100; n++) await new Promise((resolve) => setImmediate(resolve))
  }
  await turns()
  const waiting = peers.filter((peer) => files(peer) === 0)
  expect(waiting.length).toBeGreaterThan(2)
  let forgotten = false
  const forget = indexer.forget(waiting.at(-1) ?? '').then(() => (forgotten = true))
  await turns()
  expect(forgotten).toBe(true)
  await forget
  while (indexer.arriving > 0) {
    clock.advance(1000)
    await turns()
  }
  expect(peers.filter((peer) => files(peer) === 300)).toHaveLength(19)
})
