import { expect, test } from 'vitest'
import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import { makeFile } from '../helpers/files.ts'
import { startNode } from '../helpers/node.ts'
import { useTestNet } from '../helpers/test-net.ts'

const net = useTestNet(4)

const PART = 8 * CHUNK_BYTES

test('interim receipts prove what a provider served that does not sign the final one', async () => {
  // format 1 tells the exact bytes
  const options = { bootstrap: net.bootstrap, receiptIntervalBytes: PART, namesRoots: true }
  const provider = await startNode({ ...options, signsEnd: false })
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

test('a requester that signs no interim receipt gets one interval and what is in flight, no more', async () => {
  const provider = await startNode({ bootstrap: net.bootstrap, receiptIntervalBytes: PART })
  const cheat = await startNode({ bootstrap: net.bootstrap, receiptIntervalBytes: 1000 * PART })
  await cheat.meets(provider)
  const file = provider.share(makeFile(provider.dir, 'long.bin', 100 * CHUNK_BYTES))
  const id = cheat.transfers.download({ root: file.root, name: 'long.bin', size: file.size, peer: provider.key })
  const line = await cheat.line(id, ({ state }) => state === 'failed')
  expect(line.problem).toMatchObject({ code: 'REFUSED' })
  expect(line.moved).toBeLessThanOrEqual(PART + 32 * CHUNK_BYTES + 2 * 16 * CHUNK_BYTES)
})
