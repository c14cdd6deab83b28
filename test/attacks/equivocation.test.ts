import { randomBytes } from 'node:crypto'
import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../main/base/clock.ts'
import { openIdentity } from '../../main/identity/identity.ts'
import { Logs } from '../../main/log/logs.ts'
import type { HyobanNode } from '../../main/node.ts'
import { encodeRating } from '../../main/ratings/rating-block.ts'
import { ratingBlock } from '../ratings/people.ts'
import { context, detailOf, sees, Town, when } from '../helpers/nodes.ts'

let town: Town
beforeEach(async () => {
  town = await Town.build('two faces')
})
afterEach(() => town.close(), 60_000)

test('a peer that tells two stories in its log is found out, by all ten others, and excluded by proof', async () => {
  const eve = await town.start('eve', { 'eve.bin': randomBytes(1000) })
  const others: HyobanNode[] = await Promise.all(Array.from({ length: 10 }, (_, n) => town.start(`peer${n}`)))
  const [ann, ben] = others as [HyobanNode, HyobanNode]
  await sees(eve, ann, ({ online }) => online)
  await eve.handlers.peers.rate({ publicKey: ann.publicKey, score: 1, comment: 'first story' }, context)
  await Promise.all(others.map((node) => (node === ann ? detailOf(ben, ann, ({ ratings }) => ratings.length === 1) : detailOf(node, ann, ({ ratings }) => ratings.length === 1))))
  await eve.close()
  // the same identity with a log of its own: a second story from the first block on
  await mkdir(join(town.dir, 'eve2'))
  await cp(join(town.dir, 'eve', 'identity.json'), join(town.dir, 'eve2', 'identity.json'))
  const identity = await openIdentity(join(town.dir, 'eve2'))
  const logs = await Logs.open({ dir: join(town.dir, 'eve2', identity.logs), keyPair: identity, clock: systemClock, log: () => {} })
  await logs.ratings.own.append(encodeRating(ratingBlock(ben.publicKey, { score: 0, comment: 'second story', time: Date.now() })))
  await logs.close()
  const again = await town.start('eve2')
  expect(again.publicKey).toBe(eve.publicKey)
  const rows = await Promise.all(others.map((node) => sees(node, eve, ({ conflict }) => conflict)))
  for (const row of rows) expect(row.trust).toMatchObject({ decision: 'bad', by: 'proof' })
  const { explanation, conflict } = await detailOf(ann, eve)
  expect(explanation.sentence.key).toBe('proof')
  expect(conflict).toMatchObject({ length: 1, fork: 0 })
  const [excluded] = await when(ann.handlers.peers.excluded(undefined, context), (list) => list.length > 0)
  expect(excluded).toMatchObject({ by: 'proof', peer: { publicKey: eve.publicKey } })
}, 90_000)
