import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { MAX_RATING_BYTES } from '../../main/logs/own-ratings.ts'
import { encodeRating } from '../../main/ratings/ingest/rating-block.ts'
import { perTier } from '../helpers/tier.ts'
import { knows, meet, nextEvent } from '../helpers/overlay.ts'
import { makeLogPeer, makeTrickster } from '../helpers/peer.ts'
import { createLocalNet, type TestNet } from '../helpers/testnet.ts'
import { makeLogReader } from './log-reader.ts'
import { type Book, cleanBooks, keyPair, person, ratingBlock, servedBlock } from './people.ts'

/** More of them than are read at a time in the long tier. */
const STALLS = perTier(2, 10)
const STALL_MS = perTier(1000, 2000)

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())
afterEach(cleanBooks)

/** Resolves once what is ignored is as wanted. */
function ignored(
  { ratings }: Book,
  wanted: (counts: ReturnType<Book['ratings']['ignored']>) => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!wanted(ratings.ignored())) return
      off()
      resolve()
    }
    const off = ratings.onTrust(look)
    look()
  })
}

const bytes = (count: number): Buffer[] => Array.from({ length: count }, (_, n) => Buffer.from(`no rating ${n}`))

test('logs that stall, jump, flood, overrun or hold large blocks are ignored; an honest one is read', async () => {
  const reader = await makeLogReader(net.bootstrap, 'Bad logs', { limits: { ratings: 300, stallMs: STALL_MS } })
  const tricksters = await Promise.all(
    Array.from({ length: 4 + STALLS }, () => makeTrickster(net.bootstrap, 'Bad logs')),
  )
  const [jumps, floods, runsOver, large, ...stalls] = tricksters as [
    Trickster,
    Trickster,
    Trickster,
    Trickster,
    ...Trickster[],
  ]
  await jumps.core.append(bytes(3001))
  await floods.core.append(bytes(300))
  await runsOver.core.append(bytes(301))
  await large.core.append(Buffer.alloc(MAX_RATING_BYTES + 1))
  for (const { core } of stalls) {
    await core.append(bytes(5))
    await core.clear(0, 5)
  }
  await reader.overlay.start()
  await Promise.all(tricksters.map(({ overlay }) => overlay.start()))
  await Promise.all(tricksters.map(({ hex }) => knows(reader.overlay, hex)))

  const honest = await makeLogPeer(net.bootstrap, { community: 'Bad logs', keyPair: keyPair('honest') })
  const shop = person('shop')
  for (let n = 0; n < 20; n++) await honest.logs.ratings.own.append(Buffer.from(servedBlock(shop, person('honest'), n)))
  const heard = new Promise<void>((resolve) => {
    const off = reader.ratings.onTrust((subject) => {
      if (subject !== shop.publicKey || reader.ratings.trustOf(subject).count < 20) return
      off()
      resolve()
    })
  })
  await meet(honest.overlay, reader.overlay)
  await heard

  await ignored(
    reader,
    (counts) =>
      counts.stalled === stalls.length &&
      counts['over-budget'] === 2 &&
      counts.oversized === 1 &&
      counts.malformed === 600,
  )
  expect(reader.ratings.trustOf(shop.publicKey)).toMatchObject({ count: 20, raters: 1 })
  expect(reader.logs.ratings.following).toContain(person('honest').publicKey)
  for (const { hex } of [jumps, runsOver, large]) expect(reader.logs.ratings.following).not.toContain(hex)
}, 120_000)

type Trickster = Awaited<ReturnType<typeof makeTrickster>>

test('at most 512 logs are followed; a connected peer replaces the one offline longest', async () => {
  const met = Array.from({ length: 520 }, (_, n) => person(`met ${n}`).publicKey)
  const reader = await makeLogReader(net.bootstrap, 'Budget', { met, received: 1 })
  expect(new Set(reader.logs.ratings.following)).toEqual(new Set(met.slice(8)))
  const late = await makeLogPeer(net.bootstrap, { community: 'Budget', keyPair: keyPair('late') })
  await late.logs.ratings.own.append(Buffer.from(encodeRating(ratingBlock(person('shop').publicKey))))
  const heard = new Promise<void>((resolve) =>
    reader.ratings.onTrust((subject) => subject === person('shop').publicKey && resolve()),
  )
  await meet(late.overlay, reader.overlay)
  await heard
  const { following } = reader.logs.ratings
  expect(following).toHaveLength(512)
  expect(following).toContain(person('late').publicKey)
  expect(following).not.toContain(met[8])
}, 60_000)

test('of peers that are away and gave nothing, 64 logs are followed', async () => {
  const met = Array.from({ length: 100 }, (_, n) => person(`stranger ${n}`).publicKey)
  const reader = await makeLogReader(net.bootstrap, 'Strangers', { met })
  const { ratings: logs } = reader.logs
  expect(new Set(logs.following)).toEqual(new Set(met.slice(36)))
  // a peer is followed as long as it is connected, and for the 64 that left last afterwards
  const present = await makeLogPeer(net.bootstrap, { community: 'Strangers', keyPair: keyPair('present') })
  await meet(present.overlay, reader.overlay)
  expect(logs.following).toContain(person('present').publicKey)
  expect(logs.following).toHaveLength(65)
  const left = nextEvent(reader.overlay, 'peerLeft', ({ key }) => key === person('present').publicKey)
  await present.overlay.destroy()
  await left
  const next = await makeLogPeer(net.bootstrap, { community: 'Strangers', keyPair: keyPair('next') })
  await meet(next.overlay, reader.overlay)
  expect(new Set(logs.following)).toEqual(
    new Set([...met.slice(37), person('present').publicKey, person('next').publicKey]),
  )
}, 60_000)
