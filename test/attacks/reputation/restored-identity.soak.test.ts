import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { HyobanNode } from '../../../main/node.ts'
import { context, detailOf, sees, TestNetwork, when } from '../../helpers/nodes.ts'
import { comments, rate, received, recovery, restored, rollBack } from '../../helpers/restored.ts'

let testNetwork: TestNetwork
beforeEach(async () => {
  testNetwork = await TestNetwork.build('phoenix')
})
afterEach(() => testNetwork.close(), 60_000)

const start = (...names: string[]): Promise<HyobanNode[]> => Promise.all(names.map((name) => testNetwork.start(name)))

/** Waits until these nodes know exactly these ratings of `peer`, newest first. */
const know = async (nodes: HyobanNode[], peer: HyobanNode, ...wanted: string[]): Promise<void> => {
  const same = (found: string[]): boolean => JSON.stringify(found) === JSON.stringify(wanted)
  await Promise.all(nodes.map((node) => detailOf(node, peer, (detail) => same(comments(detail)))))
}

async function expectNoConflict(nodes: HyobanNode[], peer: HyobanNode): Promise<void> {
  for (const node of nodes) {
    const { conflict, trust } = await sees(node, peer, () => true)
    expect([conflict, trust.by]).toEqual([false, 'rule'])
  }
}

const words = async (node: HyobanNode): Promise<string[]> =>
  (await node.handlers.identity.phrase(undefined, context)).words

test('three rated peers that hold the same let a restored identity write on by itself', async () => {
  const [alice, ...others] = (await start('alice', 'bob', 'carol', 'dave')) as [HyobanNode, ...HyobanNode[]]
  for (const peer of others) await rate(alice, peer, `to ${peer.name}`)
  const [bob, carol, dave] = others as [HyobanNode, HyobanNode, HyobanNode]
  await Promise.all(
    others.map((node) =>
      know(
        others.filter((one) => one !== node),
        node,
        `to ${node.name}`,
      ),
    ),
  )
  const phrase = await words(alice)
  await alice.close()
  const laptop = await restored(testNetwork, 'laptop', phrase)
  await rate(laptop, bob, 'written while it waits')
  await know([carol, dave], bob, 'written while it waits', 'to bob')
  expect(await when(recovery(laptop), ({ held }) => !held)).toMatchObject({ found: 4, waiting: 0 })
  await expectNoConflict(others, laptop)
}, 90_000)

test('ratings that wait survive restarts, in their order, and peers that come later let them be written', async () => {
  const [alice, bob] = (await start('alice', 'bob')) as [HyobanNode, HyobanNode]
  await rate(alice, bob, 'one')
  await know([alice], bob, 'one')
  await detailOf(bob, alice)
  const phrase = await words(alice)
  await received(bob, 1)
  await alice.close()
  const laptop = await restored(testNetwork, 'laptop', phrase)
  await know([laptop], bob, 'one')
  await rate(laptop, bob, 'two')
  await rate(laptop, bob, 'three')
  await laptop.close()
  const again = await testNetwork.start('laptop')
  expect(await when(recovery(again), () => true)).toMatchObject({ held: true, waiting: 2 })
  await know([again], bob, 'one')
  await again.handlers.identity.restartLog(undefined, context)
  await know([again], bob, 'three', 'two', 'one')
  await expectNoConflict([bob], again)
  await again.close()
  const third = await testNetwork.start('laptop')
  expect(await when(recovery(third), () => true)).toMatchObject({ held: false, waiting: 0, found: 2 })
}, 90_000)

test('identity.json on a new disk, without its log, is not written from the first block on', async () => {
  const [alice, bob] = (await start('alice', 'bob')) as [HyobanNode, HyobanNode]
  await rate(alice, bob, 'one')
  await received(bob, 1)
  await Promise.all([alice.close(), bob.close()])
  await mkdir(join(testNetwork.dir, 'laptop'))
  await cp(join(testNetwork.dir, 'alice', 'identity.json'), join(testNetwork.dir, 'laptop', 'identity.json'))
  const [laptop, carol] = (await start('laptop', 'carol')) as [HyobanNode, HyobanNode]
  expect(laptop.publicKey).toBe(alice.publicKey)
  await rate(laptop, carol, 'to a newcomer')
  expect(await when(recovery(laptop), ({ waiting }) => waiting === 1)).toMatchObject({ held: true, found: 0 })
  const back = await testNetwork.start('bob')
  await when(recovery(laptop), ({ found }) => found === 1)
  await laptop.handlers.identity.restartLog(undefined, context)
  await know([back], carol, 'to a newcomer')
  await know([laptop], back, 'one')
  await expectNoConflict([back, carol], laptop)
}, 90_000)

test('a backup of the whole data directory opens, and catches up before it writes', async () => {
  const [alice, bob] = (await start('alice', 'bob')) as [HyobanNode, HyobanNode]
  await rate(alice, bob, 'one')
  await know([alice], bob, 'one')
  await alice.close()
  await cp(join(testNetwork.dir, 'alice'), join(testNetwork.dir, 'backup'), { recursive: true })
  const later = await testNetwork.start('alice')
  await rate(later, bob, 'two')
  await received(bob, 2)
  await later.close()
  const backup = await testNetwork.start('backup')
  expect(backup.publicKey).toBe(alice.publicKey)
  await rate(backup, bob, 'three')
  await when(recovery(backup), ({ found }) => found === 2)
  await backup.handlers.identity.restartLog(undefined, context)
  await know([backup], bob, 'three', 'two', 'one')
  await expectNoConflict([bob], backup)
}, 90_000)

test('a disk that was rolled back in place notices that its log has grown without it', async () => {
  const [alice, bob] = (await start('alice', 'bob')) as [HyobanNode, HyobanNode]
  await rate(alice, bob, 'one')
  await know([alice], bob, 'one')
  await alice.close()
  const [disk, snapshot] = ['alice', 'snapshot'].map((name) => join(testNetwork.dir, name)) as [string, string]
  await cp(disk, snapshot, { recursive: true })
  const later = await testNetwork.start('alice')
  await rate(later, bob, 'two')
  await received(bob, 2)
  await Promise.all([later.close(), bob.close()])
  await rollBack(disk, snapshot)
  const back = await testNetwork.start('alice')
  expect(await when(recovery(back), () => true)).toMatchObject({ held: false, found: 1 })
  const holder = await testNetwork.start('bob')
  expect(await when(recovery(back), ({ held, found }) => held && found === 2)).toMatchObject({ reason: 'grown' })
  const { notices } = await when(back.handlers.node.status(undefined, context), (status) => status.notices.length > 0)
  expect(notices[0]).toMatchObject({ id: 'own-log', details: { problem: 'logGrown' } })
  await rate(back, holder, 'three')
  await back.handlers.identity.restartLog(undefined, context)
  await know([back], holder, 'three', 'two', 'one')
  await expectNoConflict([holder], back)
}, 90_000)
