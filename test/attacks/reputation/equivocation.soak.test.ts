import { randomBytes } from 'node:crypto'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../../main/base/clock.ts'
import { declareRestart } from '../../../main/domain/rating-log/log-restart.ts'
import { identityText, openIdentity } from '../../../main/identity/identity.ts'
import { sign, verify } from '../../../main/identity/signature.ts'
import { Logs } from '../../../main/logs/logs.ts'
import type { HyobanNode } from '../../../main/node.ts'
import { encodeRating } from '../../../main/ratings/ingest/rating-block.ts'
import { ratingBlock } from '../../ratings/people.ts'
import { callingSeed } from '../../helpers/keys.ts'
import { context, detailOf, sees, TestNetwork, when } from '../../helpers/nodes.ts'

let testNetwork: TestNetwork
beforeEach(async () => {
  testNetwork = await TestNetwork.build('two faces')
})
afterEach(() => testNetwork.close(), 60_000)

/** Makes an identity that has declared as many restarts of its log as are accepted: nothing excuses it any more. */
async function usedUp(dir: string): Promise<void> {
  const identity = await openIdentity(dir, { random: callingSeed })
  const { publicKeyHex: publicKey, secretKey } = identity
  const signer = { publicKey, sign: (domain: string, bytes: Uint8Array) => sign(domain, bytes, secretKey), verify }
  const restarts = [2, 1].map((minutes) => declareRestart(Date.now() - minutes * 60_000, 0, signer))
  await writeFile(join(dir, 'identity.json'), identityText(identity, { logs: identity.logs, restarts }))
}

test.each([
  [1, 1],
  [1, 3],
  [3, 1],
])(
  'all ten others exclude a peer whose log tells two stories, of %i and %i ratings; a newcomer is told',
  async (before, after) => {
    await usedUp(join(testNetwork.dir, 'eve'))
    const eve = await testNetwork.start('eve', { 'eve.bin': randomBytes(1000) })
    const others: HyobanNode[] = await Promise.all(Array.from({ length: 10 }, (_, n) => testNetwork.start(`peer${n}`)))
    const [ann, ben] = others as [HyobanNode, HyobanNode]
    await sees(eve, ann, ({ online }) => online)
    for (let n = 0; n < before; n++)
      await eve.handlers.peers.rate({ publicKey: ann.publicKey, score: 1, comment: `first story ${n}` }, context)
    await Promise.all(
      others.map((node) => detailOf(node === ann ? ben : node, ann, ({ ratings }) => ratings.length === before)),
    )
    await eve.close()
    // the same identity with a log of its own: a second story from the first block on
    await mkdir(join(testNetwork.dir, 'eve2'))
    await cp(join(testNetwork.dir, 'eve', 'identity.json'), join(testNetwork.dir, 'eve2', 'identity.json'))
    const identity = await openIdentity(join(testNetwork.dir, 'eve2'))
    const logs = await Logs.open({
      dir: join(testNetwork.dir, 'eve2', identity.logs),
      keyPair: identity,
      epoch: identity.restarts.at(-1)?.epoch ?? 0,
      clock: systemClock,
      log: () => {},
    })
    for (let n = 0; n < after; n++)
      await logs.ratings.own.append(
        encodeRating(ratingBlock(ben.publicKey, { score: 0, comment: `second story ${n}`, time: Date.now() })),
      )
    await logs.close()
    const again = await testNetwork.start('eve2')
    expect(again.publicKey).toBe(eve.publicKey)
    const rows = await Promise.all(others.map((node) => sees(node, eve, ({ conflict }) => conflict)))
    for (const row of rows) expect(row.trust).toMatchObject({ decision: 'bad', by: 'proof' })
    const { explanation, conflict } = await detailOf(ann, eve)
    expect(explanation.sentence.key).toBe('proof')
    expect(conflict).toMatchObject({ length: Math.min(before, after), fork: 0 })
    const proven = expect.objectContaining({
      by: 'proof',
      peer: expect.objectContaining({ publicKey: eve.publicKey }) as unknown,
    })
    expect(await when(ann.handlers.peers.excluded(undefined, context), (list) => list.length > 0)).toEqual([proven])
    // who was not there when it happened has nobody's word for it but the proof, which acts once eve turns up
    await again.close()
    const late = await testNetwork.start('late')
    await Promise.all(others.map((node) => sees(late, node, ({ online }) => online)))
    expect(await when(late.handlers.peers.excluded(undefined, context), () => true)).toEqual([])
    await testNetwork.start('eve2')
    expect(await when(late.handlers.peers.excluded(undefined, context), (list) => list.length > 0)).toEqual([proven])
  },
  90_000,
)
