import { expect, test } from 'vitest'
import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import { decodeReceipt, type Receipt, verifyReceipt } from '../../../main/domain/receipt.ts'
import { decodeRating } from '../../../main/ratings/ingest/rating-block.ts'
import { person } from '../../ratings/people.ts'
import { makeFile } from '../helpers/files.ts'
import { ask, startPair, type TestNode } from '../helpers/node.ts'
import { useTestNet } from '../helpers/test-net.ts'

const net = useTestNet(4)

const INTERVAL = 8 * CHUNK_BYTES

/** The receipts in the rating log of a node, oldest first. */
async function receiptsOf(node: TestNode): Promise<Receipt[]> {
  const receipts: Receipt[] = []
  for await (const { block } of node.logs.ratings.own.read())
    receipts.push(decodeReceipt(decodeRating(block).receipt as Uint8Array))
  return receipts
}

/** `requester` fetches a file of `size` bytes from `provider`; resolves with the receipt that it rated with. */
async function receiptFor([provider, requester]: [TestNode, TestNode], size: number): Promise<Receipt> {
  const file = provider.share(makeFile(provider.dir, `${size}.bin`, size))
  const id = ask(requester, provider, file)
  expect(await requester.line(id, ({ rated }) => rated !== null)).toMatchObject({ state: 'done', rated: 1 })
  const receipt = (await receiptsOf(requester)).at(-1) as Receipt
  expect(verifyReceipt(receipt, person('observer'))).toBe('full')
  return receipt
}

test('two peers that know format 2 use it, also beyond what is sent without a signature', async () => {
  const options = { receiptIntervalBytes: INTERVAL }
  const pair = await startPair(net.bootstrap, options, options)
  const long = await receiptFor(pair, 50 * CHUNK_BYTES + 7)
  expect(long.body).toMatchObject({ version: 2, bytes: 32 * CHUNK_BYTES })
  const small = await receiptFor(pair, 70_000)
  expect(small.body).toMatchObject({ version: 2, bytes: 65_536 })
}, 30_000)

test.each([
  ['provider', { namesRoots: true }, {}],
  ['requester', {}, { namesRoots: true }],
])(
  'with a %s of an older version, files and receipts of format 1 go on',
  async (_who, provider, requester) => {
    const shared = { receiptIntervalBytes: INTERVAL }
    const pair = await startPair(net.bootstrap, { ...shared, ...provider }, { ...shared, ...requester })
    const { body } = await receiptFor(pair, 50 * CHUNK_BYTES + 7)
    expect(body).toMatchObject({ version: 1, bytes: 50 * CHUNK_BYTES + 7 })
    // and the other way round
    expect((await receiptFor([pair[1], pair[0]], 70_000)).body).toMatchObject({ version: 1, bytes: 70_000 })
  },
  30_000,
)
