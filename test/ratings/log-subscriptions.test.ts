import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../main/base/clock.ts'
import type { Conflict } from '../../main/ratings/decisions.ts'
import { MAX_RATING_BYTES } from '../../main/logs/own-ratings.ts'
import { MAX_RATINGS } from '../../main/logs/rating-logs.ts'
import { PeerRegistry } from '../../main/peers/peers.ts'
import { trackPresence } from '../../main/peers/presence.ts'
import { ProofAdmission } from '../../main/ratings/equivocation/proof-admission.ts'
import { LogSubscriptions } from '../../main/ratings/ingest/log-subscriptions.ts'
import { encodeRating } from '../../main/ratings/ingest/rating-block.ts'
import { SqlitePeerStore } from '../../main/store/peer-store.ts'
import { knows, makeOverlay, meet } from '../helpers/overlay.ts'
import { makeLogPeer, makeTrickster } from '../helpers/peer.ts'
import { createLocalNet, type TestNet } from '../helpers/testnet.ts'
import { type Book, cleanBooks, keyPair, openBook, person, ratingBlock, servedBlock } from './people.ts'

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

/** A node that reads the rating logs of its peers, and does nothing else. */
async function makeReader(
  community: string,
  limits: NonNullable<Parameters<typeof openBook>[1]>['limits'] = {},
  met: string[] = [],
) {
  const book = await openBook('reader', { clock: systemClock, limits })
  const store = new SqlitePeerStore(book.database)
  for (const [n, key] of met.entries())
    store.save({ key, name: `met ${n}`, firstSeen: n, lastSeen: n, given: 0, received: 0, excludedSince: null })
  const peers = new PeerRegistry(store, systemClock)
  const overlay = makeOverlay(net.bootstrap, 'Reader', { community, keyPair: keyPair('reader') })
  const { logs, ratings } = book
  overlay.onConnection((stream) => logs.replicate(stream))
  trackPresence(overlay, peers)
  new LogSubscriptions({
    self: person('reader').publicKey,
    logs: logs.ratings,
    ratings,
    peers,
    overlay,
    maxLogBlocks: MAX_RATINGS,
  })
  ends.push(() => overlay.destroy())
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

test('logs that stall, jump, flood, overrun or hold large blocks are ignored; an honest one is read', async () => {
  const reader = await makeReader('Bad logs', { ratings: 300, stallMs: 2000 })
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

test('at most 512 logs are followed; a connected peer replaces the one offline longest', async () => {
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

test('proofs against peers that were never met are kept up to a limit, others always', () => {
  const kept: Conflict[] = []
  const lastSeen = new Map([
    ['met', 1],
    ['friend', 1],
    ['named by others', 0],
  ])
  const peers = {
    get: (key: string) => (lastSeen.has(key) ? { lastSeen: lastSeen.get(key) ?? 0 } : undefined),
  }
  const decisions = { conflicts: () => kept, prove: (conflict: Conflict) => kept.push(conflict) > 0 }
  const proofs = new ProofAdmission({ self: 'me', decisions, peers, max: 2 })
  const admit = (peer: string): boolean => proofs.admit({ peer, length: 1, fork: 0, time: 0, proof: new Uint8Array() })
  expect(['met', 'a', 'named by others', 'c', 'friend', 'me'].map(admit)).toEqual([
    true,
    true,
    true,
    false,
    true,
    false,
  ])
  expect(kept.map(({ peer }) => peer)).toEqual(['met', 'a', 'named by others', 'friend'])
})
