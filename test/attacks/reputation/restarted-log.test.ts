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

/** Alice's log: Carol has the first entry, Bob has both. Nobody is running any more. */
async function shortAndLongCopies(): Promise<{ words: string[]; carol: HyobanNode }> {
  const [alice, bob, carol] = (await start('alice', 'bob', 'carol')) as [HyobanNode, HyobanNode, HyobanNode]
  await sees(bob, carol, ({ online }) => online)
  await rate(alice, carol, 'one')
  await Promise.all([know([bob], carol, 'one'), received(carol, 1)])
  await carol.close()
  await rate(alice, carol, 'two')
  await know([bob], carol, 'one', 'two')
  const { words } = await alice.handlers.identity.phrase(undefined, context)
  await Promise.all([alice.close(), bob.close()])
  return { words, carol }
}

test('the word of the user beside a short copy is not used against it by a longer copy that comes later', async () => {
  const { words, carol } = await shortAndLongCopies()
  const short = await testNetwork.start('carol')
  const laptop = await restored(testNetwork, 'laptop', words)
  await sees(laptop, short, ({ online }) => online)
  await know([laptop], short, 'one')
  await rate(laptop, short, 'three')
  await laptop.handlers.identity.restartLog(undefined, context)
  await received(short, 2)

  const long = await testNetwork.start('bob')
  // whatever was signed counts: the rest of the old log, and the new one
  await Promise.all([know([long, laptop], carol, 'one', 'two', 'three'), received(short, 3)])
  await nobodyExcludes([short, long], laptop)
  for (const node of [short, long]) expect(await restartsOf(node, laptop)).toBe(1)
  expect(await when(recovery(laptop), ({ restarts }) => restarts.length > 0)).toMatchObject({ held: false, waiting: 0 })
}, 60_000)

test('two histories of a log that was rolled back are excused as soon as their owner hears of them', async () => {
  const [alice, bob, carol] = (await start('alice', 'bob', 'carol')) as [HyobanNode, HyobanNode, HyobanNode]
  await rate(alice, bob, 'one')
  await rate(alice, carol, 'to carol')
  await Promise.all([received(bob, 1), received(carol, 1)])
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
  const other = await testNetwork.start('carol')
  expect(await restartsOf(holder, back)).toBe(1)
  expect(await restartsOf(other, back)).toBe(1)
  await nobodyExcludes([holder, other], back)
  const { notices } = await when(back.handlers.node.status(undefined, context), (status) => status.notices.length > 0)
  expect(notices[0]).toMatchObject({ id: 'new-log', details: { problem: 'logRestarted' } })
  await rate(back, other, 'after it')
  await Promise.all([know([holder], other, 'to carol', 'after it'), received(other, 3)])
}, 60_000)
