import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { HyobanNode } from '../../../main/node.ts'
import { context, sees, TestNetwork, when } from '../../helpers/nodes.ts'
import {
  know,
  nobodyExcludes,
  rate,
  received,
  recovery,
  restartsOf,
  restored,
  rollBack,
} from '../../helpers/restored.ts'

let testNetwork: TestNetwork
beforeEach(async () => {
  testNetwork = await TestNetwork.build('phoenix')
})
afterEach(() => testNetwork.close(), 60_000)

const start = (...names: string[]): Promise<HyobanNode[]> => Promise.all(names.map((name) => testNetwork.start(name)))

const words = async (node: HyobanNode): Promise<string[]> =>
  (await node.handlers.identity.phrase(undefined, context)).words

const newLog = async (node: HyobanNode): Promise<void> => node.handlers.identity.restartLog(undefined, context)

/** Alice's disk is rolled back: Bob has one history of her log, Carol another one. Nobody is running any more. */
async function twoHistories(): Promise<HyobanNode> {
  const [alice, bob, carol] = (await start('alice', 'bob', 'carol')) as [HyobanNode, HyobanNode, HyobanNode]
  await Promise.all([rate(alice, bob, 'one'), rate(alice, carol, 'to carol')])
  await Promise.all([know([bob], carol, 'to carol'), know([carol], bob, 'one')])
  await Promise.all([alice.close(), bob.close()])
  const [disk, snapshot] = ['alice', 'snapshot'].map((name) => join(testNetwork.dir, name)) as [string, string]
  await cp(disk, snapshot, { recursive: true })
  const later = await testNetwork.start('alice')
  await rate(later, carol, 'only carol has this')
  await received(carol, 2)
  await Promise.all([later.close(), carol.close()])
  await rollBack(disk, snapshot)
  const [back, holder] = (await start('alice', 'bob')) as [HyobanNode, HyobanNode]
  await rate(back, holder, 'only bob has this')
  await received(holder, 2)
  await Promise.all([back.close(), holder.close()])
  return back
}

test('peers that excluded somebody for two histories hear of the new log from him, and from each other', async () => {
  const former = await twoHistories()
  const [bob, carol] = (await start('bob', 'carol')) as [HyobanNode, HyobanNode]
  const excluded = await Promise.all([bob, carol].map((node) => sees(node, former, ({ conflict }) => conflict)))
  expect(excluded.map(({ trust }) => trust.by)).toEqual(['proof', 'proof'])
  const alice = await testNetwork.start('alice')
  for (const node of [bob, carol]) expect(await restartsOf(node, alice)).toBe(1)
  await nobodyExcludes([bob, carol], alice)
  await rate(alice, bob, 'after it')
  await received(bob, 3)
  await know([carol], bob, 'one', 'after it')
  // what was excused stays so
  await bob.close()
  const again = await testNetwork.start('bob')
  await nobodyExcludes([again, carol], alice)
}, 90_000)

test('without any peer, ratings of a restored identity go to a new log by the word of the user', async () => {
  const { words: phrase, bob } = await oneRating()
  const laptop = await restored(testNetwork, 'laptop', phrase)
  await newLog(laptop)
  expect(await when(recovery(laptop), ({ held }) => !held)).toMatchObject({ found: 0, restarts: [expect.any(Number)] })
  const back = await testNetwork.start('bob')
  await rate(laptop, back, 'two')
  await received(back, 2)
  const carol = await testNetwork.start('carol')
  // the old log comes back from whoever has it, and is written no more
  await know([laptop, carol], bob, 'one', 'two')
  await nobodyExcludes([back, carol], laptop)
  await laptop.close()
  const again = await testNetwork.start('laptop')
  expect(await when(recovery(again), () => true)).toMatchObject({ held: false, found: 1 })
  await rate(again, back, 'three')
  await know([carol], bob, 'one', 'two', 'three')
}, 90_000)

test('three peers: two with stale copies and one that comes later with all; a file that knows the length', async () => {
  const [alice, bob, carol, dave] = (await start('alice', 'bob', 'carol', 'dave')) as [
    HyobanNode,
    HyobanNode,
    HyobanNode,
    HyobanNode,
  ]
  await rate(alice, carol, 'one')
  await Promise.all([know([bob, dave], carol, 'one'), received(carol, 1)])
  await Promise.all([carol.close(), dave.close()])
  await rate(alice, carol, 'two')
  await know([bob], carol, 'one', 'two')
  const { text } = await alice.handlers.identity.export({ passphrase: 'correct horse' }, context)
  expect(JSON.parse(text)).toMatchObject({ version: 2, logLength: 2 })
  await Promise.all([alice.close(), bob.close()])
  const [stale, other, laptop] = (await start('carol', 'dave', 'laptop')) as [HyobanNode, HyobanNode, HyobanNode]
  await laptop.handlers.identity.import({ text, passphrase: 'correct horse' }, context)
  await know([laptop], carol, 'one')
  expect(await when(recovery(laptop), ({ found }) => found === 1)).toMatchObject({ held: true, known: 2 })
  await rate(laptop, stale, 'three')
  await newLog(laptop)
  await know([other], carol, 'one', 'three')
  const late = await testNetwork.start('bob')
  await know([late, other, laptop], carol, 'one', 'two', 'three')
  await nobodyExcludes([stale, other, late], laptop)
}, 90_000)

test('two computers with one identity, in turn: each writes in a log of its own, and both are read', async () => {
  const { words: phrase } = await oneRating()
  const [bob, alice] = (await start('bob', 'alice')) as [HyobanNode, HyobanNode]
  await received(bob, 1)
  await alice.suspend()
  const laptop = await restored(testNetwork, 'laptop', phrase)
  await sees(laptop, bob, ({ online }) => online)
  await newLog(laptop)
  await rate(laptop, bob, 'by the laptop')
  await received(bob, 2)
  await laptop.suspend()
  await alice.resume()
  await sees(alice, bob, ({ online }) => online)
  await rate(alice, bob, 'by the old computer')
  await received(bob, 3)
  const carol = await testNetwork.start('carol')
  const all = ['one', 'by the laptop', 'by the old computer'] as const
  await know([carol, alice], bob, ...all)
  await alice.suspend()
  await laptop.resume()
  await know([laptop], bob, ...all)
  await nobodyExcludes([bob, carol], laptop)
  await rate(laptop, carol, 'and on')
  await know([bob], carol, 'and on')
  await nobodyExcludes([bob, carol], laptop)
}, 90_000)

test('an identity that is restored a second time goes on with the log that it has begun after the first', async () => {
  const { words: phrase, bob } = await oneRating()
  const [holder, carol, laptop] = (await start('bob', 'carol', 'laptop')) as [HyobanNode, HyobanNode, HyobanNode]
  await laptop.handlers.identity.restore({ phrase: phrase.join(' ') }, context)
  await sees(laptop, carol, ({ online }) => online)
  await newLog(laptop)
  await rate(laptop, bob, 'two')
  await know([carol], bob, 'one', 'two')
  await laptop.close()

  const tablet = await restored(testNetwork, 'tablet', phrase)
  // the only entry of the log that was declared on the laptop
  expect(await when(recovery(tablet), ({ restarts, found }) => restarts.length === 1 && found === 1)).toMatchObject({
    held: true,
    mayRestart: true,
  })
  await know([tablet], bob, 'one', 'two')
  await rate(tablet, bob, 'three')
  await newLog(tablet)
  await know([carol, tablet], bob, 'one', 'two', 'three')
  await received(holder, 3)
  await nobodyExcludes([holder, carol], tablet)
  expect(await when(recovery(tablet), ({ held }) => !held)).toMatchObject({ mayRestart: false, waiting: 0 })

  // used up for 30 days: a third time, the log is written on by the user's word
  await tablet.close()
  const third = await restored(testNetwork, 'third', phrase)
  await when(recovery(third), ({ restarts, found }) => restarts.length === 2 && found === 1)
  await rate(third, bob, 'four')
  await newLog(third)
  await know([carol], bob, 'one', 'two', 'three', 'four')
  await nobodyExcludes([holder, carol], third)
}, 90_000)

/** Alice has rated Bob, and has left, as has Bob. */
async function oneRating(): Promise<{ words: string[]; bob: HyobanNode }> {
  const [alice, bob] = (await start('alice', 'bob')) as [HyobanNode, HyobanNode]
  await rate(alice, bob, 'one')
  await received(bob, 1)
  const phrase = await words(alice)
  await Promise.all([alice.close(), bob.close()])
  return { words: phrase, bob }
}
