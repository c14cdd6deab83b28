import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openIdentity } from '../../../main/identity/identity.ts'
import type { Behaviour, HyobanNode } from '../../../main/node.ts'
import { SERVICE_BYTES } from '../../../main/peers/newcomers.ts'
import { ROBUST_DEFAULTS } from '../../../main/reputation/robust/parameters.ts'
import { openDatabase } from '../../../main/store/database.ts'
import { SqlitePeerStore } from '../../../main/store/peer-store.ts'
import { context, detailOf, fetchFile, sees, TestNetwork, when } from '../../helpers/nodes.ts'

let testNetwork: TestNetwork
beforeEach(async () => {
  testNetwork = await TestNetwork.build('attacks')
})
afterEach(() => testNetwork.close(), 60_000)

const files = (name: string, count: number): Record<string, Uint8Array> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`${name}-${n}.bin`, randomBytes(2 ** 20 + n)]))
/** Fetches file number `from` and the next ones, one after the other. */
async function fetchSome(
  node: HyobanNode,
  from: HyobanNode,
  name: string,
  first: number,
  count: number,
): Promise<void> {
  for (let n = first; n < first + count; n++) await fetchFile(node, from, `${name}-${n}.bin`)
}

test('slander by six of eleven peers does not exclude an honest peer that others know', async () => {
  const slanderer: Behaviour = { serves: () => true, rates: () => 0 }
  // files of their own for each of ten: one that two fetch may come from the other of the two
  const honest = await testNetwork.start('honest', files('honest', 20))
  const friends = await Promise.all([0, 1, 2].map((n) => testNetwork.start(`friend${n}`, files(`friend${n}`, 3))))
  const liars = await Promise.all(
    [0, 1, 2, 3, 4, 5].map((n) => testNetwork.start(`liar${n}`, files(`liar${n}`, 3), { behaviour: slanderer })),
  )
  const me = await testNetwork.start('me')
  await Promise.all([...friends, ...liars].map((node, n) => fetchSome(node, honest, 'honest', 2 * n, 2)))
  for (const [n, friend] of friends.entries()) await fetchSome(me, friend, `friend${n}`, 0, 3)
  await fetchSome(me, honest, 'honest', 18, 2)
  const { peer, explanation } = await detailOf(
    me,
    honest,
    ({ ratings, explanation }) => ratings.length === 20 && explanation.sources.ignored.count === 12,
  )
  expect(peer.trust.u).toBeGreaterThan(0.7)
  expect(peer.trust.decision).not.toBe('bad')
  expect(explanation.sources.ignored.reasons).toEqual([{ reason: 'contradicts-you', count: 12 }])
  // by the founding formula, that counts everybody alike, the same evidence looks otherwise
  await me.handlers.node.configure({ trustMode: 'paper' }, context)
  expect((await sees(me, honest, ({ trust }) => trust.count === 20)).trust.u).toBeLessThan(0.6)
}, 240_000)

test('a traitor is excluded soon after it turns, and returning costs more good than it did bad', async () => {
  let turned = false
  const traitor = await testNetwork.start('traitor', files('traitor', 40), {
    behaviour: { serves: () => !turned, rates: (truthful) => truthful },
  })
  await Promise.all(Array.from({ length: 8 }, (_, n) => testNetwork.start(`other${n}`)))
  const me = await testNetwork.start('me')
  await fetchSome(me, traitor, 'traitor', 0, 8)
  await sees(me, traitor, ({ trust }) => trust.decision === 'good')
  turned = true
  let failed = 0
  while ((await detailOf(me, traitor)).peer.trust.decision !== 'bad') {
    await fetchSome(me, traitor, 'traitor', 8 + failed, 1)
    failed++
    if (failed > 10) break
  }
  expect(failed).toBeLessThanOrEqual(6)
  const { explanation } = await detailOf(me, traitor)
  expect(explanation.trend).toBeLessThan(0)
  expect(explanation.whatWouldChange.direction).toBe('readmit')
  expect(explanation.whatWouldChange.count).toBeGreaterThanOrEqual(2 * failed)
  // given the chance, it serves well again: by the rule it stays out until it has made up twice for the damage, and
  // then it is in
  turned = false
  const decide = (decision: 'allow' | 'rule') =>
    me.handlers.peers.decide({ publicKey: traitor.publicKey, decision, until: null }, context)
  const stands = async (): Promise<string> => {
    await decide('rule')
    return (await sees(me, traitor, ({ trust }) => trust.override === null)).trust.decision
  }
  let good = 0
  const serve = async (count: number): Promise<void> => {
    await decide('allow')
    await sees(me, traitor, ({ online }) => online)
    await fetchSome(me, traitor, 'traitor', 20 + good, count)
    good += count
  }
  await serve(2 * failed - 1)
  expect(await stands()).toBe('bad')
  for (let n = 0; n < 5 && (await stands()) === 'bad'; n++) await serve(1)
  expect(await stands()).toBe('good')
}, 240_000)

test('whitewashing: a free rider under a new name is new, not good, and gets a limited share', async () => {
  const rider: Behaviour = { serves: () => false, rates: (truthful) => truthful }
  const first = await testNetwork.start('name1', files('first', 4), { behaviour: rider })
  await Promise.all(Array.from({ length: 8 }, (_, n) => testNetwork.start(`other${n}`)))
  const [greedyDir, myDir] = [join(testNetwork.dir, 'name3'), join(testNetwork.dir, 'me')]
  for (const dir of [greedyDir, myDir]) await mkdir(dir, { mode: 0o700 })
  const greedy = (await openIdentity(greedyDir)).publicKeyHex
  // one of its names has taken a newcomer's share from me already, gigabytes that no test can move
  const database = openDatabase(join(myDir, 'hyoban.db'), { log: () => {} })
  new SqlitePeerStore(database).save({
    key: greedy,
    name: 'name3',
    firstSeen: 1,
    lastSeen: 1,
    given: ROBUST_DEFAULTS.newcomerMax * SERVICE_BYTES,
    received: 0,
    excludedSince: null,
  })
  database.close()
  const me = await testNetwork.start('me', files('mine', 1))
  await fetchSome(me, first, 'first', 0, 3)
  await sees(me, first, ({ trust, online }) => trust.decision === 'bad' && !online)
  await first.close()
  const second = await testNetwork.start('name2', files('first', 0), { behaviour: rider })
  const row = await sees(me, second, ({ online }) => online)
  expect(row.trust).toMatchObject({ u: null, decision: 'new' })
  // a newcomer's share is served, and what it took is on its account
  await fetchFile(second, me, 'mine-0.bin')
  expect((await sees(me, second, ({ given }) => given > 0)).given).toBe(2 ** 20)
  const third = await testNetwork.start('name3', {}, { behaviour: rider })
  expect(third.publicKey).toBe(greedy)
  const refused = await fetchFile(third, me, 'mine-0.bin', ({ problem }) => problem !== null)
  expect(refused).toMatchObject({
    state: 'waiting',
    moved: 0,
    problem: { code: 'REFUSED', details: { reason: 'newcomer' } },
  })
  expect((await sees(me, first, () => true)).trust.decision).toBe('bad')
  const excluded = await when(me.handlers.peers.excluded(undefined, context), (list) => list.length === 1)
  expect(excluded[0]?.peer.publicKey).toBe(first.publicKey)
}, 240_000)
