import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { context, fetchFile, sees, TestNetwork } from '../../helpers/nodes.ts'

let testNetwork: TestNetwork
beforeEach(async () => {
  testNetwork = await TestNetwork.build('whitewashers')
})
afterEach(() => testNetwork.close(), 60_000)

const FILE = 32 * 1024
/** One service to a newcomer; 1 GiB outside of this test. */
const SERVICE = 8 * FILE

test('20 names in a row, each excluded after its take, together get no more than 12 services', async () => {
  const files = Object.fromEntries(Array.from({ length: 16 }, (_, n) => [`film-${n}.bin`, randomBytes(FILE)]))
  const alice = await testNetwork.start('alice', files, { newcomerServiceBytes: SERVICE })
  const takes: number[] = []
  for (let n = 0; n < 20; n++) {
    const name = await testNetwork.start(`name${n}`)
    let taken = 0
    for (let file = 0; file < 16; file++) {
      const ended = ({ rated, problem }: { rated: number | null; problem: unknown }): boolean =>
        rated !== null || problem !== null
      const { problem } = await fetchFile(name, alice, `film-${file}.bin`, ended)
      if (problem) {
        expect(problem).toMatchObject({ code: 'REFUSED', details: { reason: 'newcomer' } })
        break
      }
      taken += FILE
      await sees(alice, name, ({ given }) => given >= taken)
    }
    takes.push(taken / SERVICE)
    await alice.handlers.peers.decide({ publicKey: name.publicKey, decision: 'block', until: null }, context)
    await sees(alice, name, ({ online, trust }) => !online && trust.decision === 'bad')
    await name.close()
  }
  // the first one gets most; a file that has begun is sent to its end
  expect(takes[0]).toBeGreaterThanOrEqual(1.3)
  expect(Math.max(...takes)).toBeLessThanOrEqual(1.5)
  expect(takes.at(-1)).toBeLessThanOrEqual(0.5)
  expect(takes.reduce((a, b) => a + b)).toBeLessThan(15)
  // the next stranger is not locked out
  const honest = await testNetwork.start('honest')
  expect(await fetchFile(honest, alice, 'film-0.bin')).toMatchObject({ state: 'done', rated: 1 })
}, 300_000)
