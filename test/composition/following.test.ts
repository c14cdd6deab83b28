import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../main/base/clock.ts'
import { followPeers, keepsProof } from '../../main/composition/following.ts'
import { MAX_RATING_BYTES } from '../../main/logs/rating-logs.ts'
import { Peers } from '../../main/peers/peers.ts'
import { encodeRating } from '../../main/ratings/ingest/rating-block.ts'
import { SqlitePeerStore } from '../../main/store/peer-store.ts'
import { knows, makeOverlay, meet } from '../helpers/overlay.ts'
import { makeLogPeer, makeTrickster } from '../helpers/peer.ts'
import { createLocalNet, type TestNet } from '../helpers/testnet.ts'
import { type Book, cleanBooks, keyPair, openBook, person, ratingBlock, servedBlock } from '../ratings/people.ts'

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())
const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
  await cleanBooks()
})

/** A node's way from the logs of others to its trust, without the rest of the node. */
async function makeReader(
  community: string,
  limits: NonNullable<Parameters<typeof openBook>[1]>['limits'] = {},
  met: string[] = [],
) {
  const book = await openBook('reader', { clock: systemClock, limits })
  const store = new SqlitePeerStore(book.database)
  for (const [n, key] of met.entries())
    store.save({ key, name: `met ${n}`, firstSeen: n, lastSeen: n, given: 0, received: 0, excludedSince: null })
  const peers = new Peers(store, systemClock)
  const overlay = makeOverlay(net.bootstrap, 'Reader', { community, keyPair: keyPair('reader') })
  const end = followPeers({ overlay, logs: book.logs, peers, ratings: book.ratings, clock: systemClock })
  ends.push(async () => {
    end()
    await overlay.destroy()
  })
  return { ...book, overlay }
}

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

test('logs that stall, jump in length, flood, run over or hold blocks too large: each is ignored with its reason, and who is honest is heard', async () => {
  const reader = await makeReader('Bad logs', { ratings: 300, stallMs: 100 })
  const tricksters = await Promise.all(Array.from({ length: 14 }, () => makeTrickster(net.bootstrap, 'Bad logs')))
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
  // more of them than are read at a time
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

test('no more than 512 logs are followed at a time: those seen last, and for who comes the one away longest is left', async () => {
  const met = Array.from({ length: 520 }, (_, n) => person(`met ${n}`).publicKey)
  const reader = await makeReader('Budget', {}, met)
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

test('proofs against peers never met are kept up to a bound; one against a peer that was met always is', () => {
  const met = new Set(['met', 'friend'])
  const isMet = (peer: string): boolean => met.has(peer)
  const proven = [{ peer: 'met' }, { peer: 'a' }]
  expect(keepsProof('b', proven, isMet, 2)).toBe(true)
  proven.push({ peer: 'b' })
  expect(keepsProof('c', proven, isMet, 2)).toBe(false)
  expect(keepsProof('friend', proven, isMet, 2)).toBe(true)
})
