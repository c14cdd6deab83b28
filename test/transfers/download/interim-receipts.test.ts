import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import { createLocalNet, type TestNet } from '../../helpers/testnet.ts'
import { cleanNodes, makeFile, startNode } from '../helpers/node.ts'

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet(4)
})
afterAll(() => net.destroy())
afterEach(cleanNodes)

const PART = 8 * CHUNK_BYTES

test('a long transfer is signed for part by part; the provider that does not sign the end is proven to have served', async () => {
  const provider = await startNode({ bootstrap: net.bootstrap, receiptIntervalBytes: PART, signsEnd: false })
  const requester = await startNode({ bootstrap: net.bootstrap, receiptIntervalBytes: PART })
  await requester.meets(provider)
  const file = provider.share(makeFile(provider.dir, 'long.bin', 30 * CHUNK_BYTES + 5))
  const id = requester.transfers.download({ root: file.root, name: 'long.bin', size: file.size, peer: provider.key })
  expect(await requester.line(id, ({ rated }) => rated !== null)).toMatchObject({ state: 'done', rated: 1 })
  expect(requester.ratings.ratingsOf(provider.key)).toMatchObject([{ reason: 'served', receipt: true }])
  const view = await requester.ratings.open(requester.key, 0, (key) => ({ publicKey: key, fingerprint: '', name: '' }))
  expect(view.signatures).toEqual({ requester: 'valid', provider: 'valid' })
  expect(view.receipt!.bytes).toBeGreaterThanOrEqual(3 * PART)
  expect(view.receipt!.bytes).toBeLessThan(file.size)
})

test('who does not sign for the parts gets no more than one part and what is on its way, then and when it signed for its first chunk', async () => {
  const provider = await startNode({ bootstrap: net.bootstrap, receiptIntervalBytes: PART })
  const cheat = await startNode({ bootstrap: net.bootstrap, receiptIntervalBytes: 1000 * PART })
  await cheat.meets(provider)
  const file = provider.share(makeFile(provider.dir, 'long.bin', 100 * CHUNK_BYTES))
  const id = cheat.transfers.download({ root: file.root, name: 'long.bin', size: file.size, peer: provider.key })
  const line = await cheat.line(id, ({ state }) => state === 'failed')
  expect(line.problem).toMatchObject({ code: 'REFUSED' })
  expect(line.moved).toBeLessThanOrEqual(PART + 32 * CHUNK_BYTES + 2 * 16 * CHUNK_BYTES)
})
