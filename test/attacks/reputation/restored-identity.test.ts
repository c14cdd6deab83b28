import { afterEach, beforeEach, expect, test } from 'vitest'
import type { HyobanNode } from '../../../main/node.ts'
import { context, detailOf, sees, TestNetwork, when } from '../../helpers/nodes.ts'
import { comments, rate, received, recovery, restored } from '../../helpers/restored.ts'

let testNetwork: TestNetwork
beforeEach(async () => {
  testNetwork = await TestNetwork.build('phoenix')
})
afterEach(() => testNetwork.close(), 60_000)

const ratesCarol = (node: HyobanNode, carol: HyobanNode, wanted: string[]): Promise<unknown> =>
  detailOf(node, carol, (detail) => JSON.stringify(comments(detail)) === JSON.stringify(wanted))

test('a phrase restored beside a short copy of its log is not used against its owner by a longer one', async () => {
  const [alice, bob, carol] = await Promise.all(['alice', 'bob', 'carol'].map((name) => testNetwork.start(name)))
  if (!alice || !bob || !carol) throw new Error('three nodes')
  await sees(bob, carol, ({ online }) => online)
  await rate(alice, carol, 'one')
  await Promise.all([ratesCarol(bob, carol, ['one']), received(carol, 1)])
  await carol.close()
  await rate(alice, carol, 'two')
  await ratesCarol(bob, carol, ['two', 'one'])
  const { words } = await alice.handlers.identity.phrase(undefined, context)
  await Promise.all([alice.close(), bob.close()])

  const short = await testNetwork.start('carol')
  const laptop = await restored(testNetwork, 'laptop', words)
  await sees(laptop, short, ({ online }) => online)
  await ratesCarol(laptop, short, ['one'])
  await rate(laptop, short, 'three')
  const long = await testNetwork.start('bob')
  const outcome = await Promise.race([
    sees(long, laptop, ({ conflict }) => conflict).then(() => 'excluded for ever'),
    ratesCarol(laptop, short, ['two', 'one']).then(() => 'adopted what the other has'),
  ])
  expect(outcome).toBe('adopted what the other has')
  expect(await when(recovery(laptop), ({ found }) => found === 2)).toMatchObject({ held: true, waiting: 1, known: 2 })

  await laptop.handlers.identity.restartLog(undefined, context)
  await Promise.all([ratesCarol(long, carol, ['three', 'two', 'one']), received(short, 3)])
  expect(await when(recovery(laptop), ({ held }) => !held)).toMatchObject({ waiting: 0, found: 1 })
  for (const node of [short, long]) expect((await sees(node, laptop, () => true)).conflict).toBe(false)
}, 60_000)
