import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../main/base/clock.ts'
import type { HyobanNode } from '../../main/node.ts'
import { context, detailOf, fetchFile, sees, TestNetwork, when } from '../helpers/nodes.ts'

let testNetwork: TestNetwork
let alice: HyobanNode
let bob: HyobanNode

beforeEach(async () => {
  testNetwork = await TestNetwork.build('exclusion')
  ;[alice, bob] = await Promise.all([
    testNetwork.start('alice', { 'apple.bin': randomBytes(300_000) }),
    testNetwork.start('bob', { 'banana.bin': randomBytes(300_000) }),
  ])
  await Promise.all([
    sees(alice, bob, ({ online, sharedFiles }) => online && sharedFiles > 0),
    sees(bob, alice, ({ online, sharedFiles }) => online && sharedFiles > 0),
  ])
}, 60_000)
afterEach(() => testNetwork.close(), 30_000)

const decide = (decision: 'allow' | 'block' | 'rule', until: number | null = null) =>
  alice.handlers.peers.decide({ publicKey: bob.publicKey, decision, until }, context)
const away = ({ online }: { online: boolean }): boolean => !online
const here = ({ online }: { online: boolean }): boolean => online

describe('a peer that is excluded', () => {
  test('is told why before its connection closes, and connects again once readmitted', async () => {
    await decide('block')
    expect((await sees(bob, alice, (row) => !row.online && row.excludedBy !== null)).excludedBy).toMatchObject({
      reason: 'blocked',
    })
    await sees(alice, bob, away)
    await decide('rule')
    await sees(alice, bob, here)
    expect((await sees(bob, alice, here)).excludedBy).toBeNull()
  }, 60_000)

  test('is hidden from results, counted, and shown on demand', async () => {
    await decide('block')
    const hidden = await when(
      alice.handlers.search.run({ text: 'banana', kinds: [], limit: 10 }, context),
      ({ hidden }) => hidden.hits === 1,
    )
    expect(hidden).toMatchObject({ hits: [], hidden: { hits: 1, peers: 1 } })
    const shown = await when(
      alice.handlers.search.run({ text: 'banana', kinds: [], limit: 10, showExcluded: true }, context),
      () => true,
    )
    expect(shown.hits[0]?.sources[0]).toMatchObject({
      publicKey: bob.publicKey,
      trust: { decision: 'bad', by: 'user', override: 'block' },
    })
    await decide('rule')
    expect(
      (
        await when(
          alice.handlers.search.run({ text: 'banana', kinds: [], limit: 10 }, context),
          ({ hits }) => hits.length === 1,
        )
      ).hidden,
    ).toEqual({ hits: 0, peers: 0 })
  }, 60_000)

  test('is missing from a search just after the exclusion, and is back in the next one', async () => {
    const first = async (): Promise<{ hits: number; hidden: number }> => {
      const { hits, hidden } = await when(
        alice.handlers.search.run({ text: 'banana', kinds: [], limit: 10 }, context),
        ({ facets }) => facets !== undefined,
      )
      return { hits: hits.length, hidden: hidden.hits }
    }
    expect(await first()).toEqual({ hits: 1, hidden: 0 })
    // nobody searches meanwhile
    await decide('block')
    expect(await first()).toEqual({ hits: 0, hidden: 1 })
    await decide('rule')
    expect(await first()).toEqual({ hits: 1, hidden: 0 })
  }, 60_000)

  test('is not downloaded from; its downloads resume once it is readmitted', async () => {
    const { hits } = await when(
      alice.handlers.search.run({ text: 'banana', kinds: [], limit: 10 }, context),
      ({ hits }) => hits.length === 1,
    )
    const wanted = { root: hits[0]!.root, name: 'banana.bin', size: hits[0]!.size, peer: bob.publicKey }
    await bob.handlers.node.configure({ network: false }, context)
    await sees(alice, bob, away)
    const { id } = await alice.handlers.transfers.download(wanted, context)
    await decide('block')
    await expect((async () => alice.handlers.transfers.download(wanted, context))()).rejects.toMatchObject({
      code: 'EXCLUDED',
    })
    await when(
      alice.handlers.transfers.list(undefined, context),
      ([line]) =>
        line?.id === id &&
        line.state === 'paused' &&
        line.problem?.code === 'EXCLUDED' &&
        line.problem.details.by === 'you',
    )
    await bob.handlers.node.configure({ network: true }, context)
    await decide('rule')
    await when(alice.handlers.transfers.list(undefined, context), ([line]) => line?.id === id && line.state === 'done')
  }, 60_000)

  test('gets nothing and sees why, gives no bad rating for it, and resumes once readmitted', async () => {
    const { hits } = await when(
      bob.handlers.search.run({ text: 'apple', kinds: [], limit: 10 }, context),
      ({ hits }) => hits.length === 1,
    )
    await decide('block')
    await sees(bob, alice, ({ excludedBy }) => excludedBy !== null)
    const { id } = await bob.handlers.transfers.download(
      { root: hits[0]!.root, name: 'apple.bin', size: hits[0]!.size, peer: alice.publicKey },
      context,
    )
    const [line] = await when(
      bob.handlers.transfers.list(undefined, context),
      ([line]) => line?.id === id && line.problem?.code === 'EXCLUDED',
    )
    expect(line).toMatchObject({
      state: 'paused',
      rated: null,
      problem: { details: { by: 'peer', reason: 'blocked' } },
    })
    await decide('rule')
    await when(
      bob.handlers.transfers.list(undefined, context),
      ([line]) => line?.id === id && line.state === 'done' && line.rated === 1,
    )
  }, 60_000)

  test('stops in the middle of an upload without a bad rating, and finishes once readmitted', async () => {
    // 300,000 bytes at 60,000 a second: there is time to think again
    await alice.handlers.node.configure({ transferLimits: { down: 0, up: 60_000, peerDown: 0, peerUp: 0 } }, context)
    const { hits } = await when(
      bob.handlers.search.run({ text: 'apple', kinds: [], limit: 10 }, context),
      ({ hits }) => hits.length === 1,
    )
    const { id } = await bob.handlers.transfers.download(
      { root: hits[0]!.root, name: 'apple.bin', size: hits[0]!.size, peer: alice.publicKey },
      context,
    )
    await when(
      alice.handlers.transfers.list(undefined, context),
      ([up]) => up?.direction === 'up' && up.state === 'active',
    )
    await decide('block')
    const [up] = await when(alice.handlers.transfers.list(undefined, context), ([up]) => up?.state !== 'active')
    expect(up).toMatchObject({ direction: 'up', state: 'failed' })
    expect(up?.moved).toBeLessThan(300_000)
    const [line] = await when(
      bob.handlers.transfers.list(undefined, context),
      ([line]) => line?.state === 'paused' && line.problem?.code === 'EXCLUDED',
    )
    expect(line).toMatchObject({ rated: null, problem: { details: { by: 'peer', reason: 'blocked' } } })
    await alice.handlers.node.configure({ transferLimits: { down: 0, up: 0, peerDown: 0, peerUp: 0 } }, context)
    await decide('rule')
    await when(
      bob.handlers.transfers.list(undefined, context),
      ([line]) => line?.id === id && line.state === 'done' && line.rated === 1,
    )
  }, 60_000)

  test('by the rule after three refusals: is explained, and "allow" undoes it', async () => {
    const rider = await testNetwork.start(
      'rider',
      { 'r1.txt': randomBytes(10), 'r2.txt': randomBytes(11), 'r3.txt': randomBytes(12) },
      { behaviour: { serves: () => false, rates: (truthful) => truthful } },
    )
    for (const file of ['r1.txt', 'r2.txt', 'r3.txt']) await fetchFile(alice, rider, file)
    const row = await sees(alice, rider, ({ trust }) => trust.decision === 'bad')
    expect(row).toMatchObject({ trust: { by: 'rule', override: null } })
    expect(row.excludedSince).not.toBeNull()
    const [excluded] = await when(alice.handlers.peers.excluded(undefined, context), (list) => list.length === 1)
    expect(excluded).toMatchObject({
      peer: { publicKey: rider.publicKey },
      by: 'rule',
      until: null,
      reason: { key: 'excluded', values: { failed: 3, recent: 3 } },
    })
    const { explanation } = await detailOf(alice, rider)
    expect(explanation.sources.you).toEqual({ count: 3, reasons: [{ reason: 'refused', count: 3 }] })
    expect(explanation.whatWouldChange.direction).toBe('readmit')
    expect(explanation.contributions.reduce((sum, { part }) => sum + part, 0)).toBeCloseTo(row.trust.u!, 9)
    expect((await sees(rider, alice, ({ excludedBy }) => excludedBy !== null)).excludedBy?.reason).toBe('trust')
    await alice.handlers.peers.decide({ publicKey: rider.publicKey, decision: 'allow', until: null }, context)
    await sees(alice, rider, ({ online, trust }) => online && trust.decision === 'good' && trust.override === 'allow')
    const history = await when(
      alice.handlers.peers.decisions({ publicKey: rider.publicKey, limit: 10 }, context),
      () => true,
    )
    expect(history.map(({ from, to, by }) => [from, to, by])).toEqual([
      ['bad', 'allowed', 'user'],
      ['new', 'bad', 'rule'],
    ])
  }, 60_000)
})

test('the logs of an excluded peer are still read through other peers', async () => {
  const carol = await testNetwork.start('carol')
  await sees(carol, bob, ({ online, sharedFiles }) => online && sharedFiles > 0)
  await sees(carol, alice, here)
  await decide('block')
  await sees(alice, bob, away)
  await bob.handlers.peers.rate({ publicKey: carol.publicKey, score: 1, comment: 'seen through others' }, context)
  await detailOf(alice, carol, ({ ratings }) =>
    ratings.some(({ rater, comment }) => rater.publicKey === bob.publicKey && comment === 'seen through others'),
  )
}, 60_000)

test('a block that expires readmits the peer and is in the history', async () => {
  await decide('block', Date.now() + 1500)
  await sees(alice, bob, away)
  await sees(alice, bob, here)
  const history = await when(
    alice.handlers.peers.decisions({ publicKey: bob.publicKey, limit: 10 }, context),
    () => true,
  )
  expect(history.map(({ to, by }) => [to, by])).toEqual([
    ['new', 'expired'],
    ['blocked', 'user'],
  ])
}, 60_000)

test('a block that expires while the node is off: downloads resume at the next start', async () => {
  const { hits } = await when(
    alice.handlers.search.run({ text: 'banana', kinds: [], limit: 10 }, context),
    ({ hits }) => hits.length === 1,
  )
  await bob.handlers.node.configure({ network: false }, context)
  await sees(alice, bob, away)
  const { id } = await alice.handlers.transfers.download(
    { root: hits[0]!.root, name: 'banana.bin', size: hits[0]!.size, peer: bob.publicKey },
    context,
  )
  const until = Date.now() + 400
  await decide('block', until)
  await when(
    alice.handlers.transfers.list(undefined, context),
    ([line]) => line?.id === id && line.problem?.code === 'EXCLUDED',
  )
  await alice.close()
  // its clock has gone past the end of the block meanwhile
  const again = await testNetwork.start('alice', {}, { clock: { ...systemClock, now: () => Date.now() + 1000 } })
  await bob.handlers.node.configure({ network: true }, context)
  await when(again.handlers.transfers.list(undefined, context), ([line]) => line?.id === id && line.state === 'done')
}, 60_000)
