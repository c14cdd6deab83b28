import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { CHUNK_BYTES } from '../../main/domain/merkle.ts'
import { diskFiles } from '../../main/transfers/storage/file-system.ts'
import { DEFAULT_RULES, type TransferRules } from '../../main/transfers/queue/rules.ts'
import { createLocalNet, type TestNet } from '../helpers/testnet.ts'
import {
  cleanNodes,
  finderOf,
  gated,
  makeFile,
  reading,
  sameBytes,
  startNode,
  topicFor,
  type SharedFile,
  type TestNode,
} from './node.ts'

let net: TestNet
beforeAll(async () => void (net = await createLocalNet()))
afterAll(() => net.destroy())
afterEach(cleanNodes)

const ask = (node: TestNode, provider: TestNode, { root, name, size }: SharedFile): string =>
  node.transfers.download({ root, name, size, peer: provider.key })
const start = (options: Omit<Parameters<typeof startNode>[0], 'bootstrap'> = {}): Promise<TestNode> =>
  startNode({ bootstrap: net.bootstrap, ...options })

/** Who is announced on the DHT under this root. */
async function names(node: TestNode, root: string): Promise<string[]> {
  const keys: string[] = []
  for await (const key of node.overlay.rendezvous.lookup(topicFor(root))) keys.push(key)
  return keys
}

test('a source that nobody is connected to is found by the root on the DHT, joins in the middle and brings the rest', async () => {
  const gate = gated(diskFiles, 2)
  const first = await start({ files: gate.files })
  const found = await start({ wants: () => false })
  const node = await start({ wants: () => false })
  await node.meets(first)
  expect(node.transfers.connected(found.key)).toBe(false)
  const file = makeFile(node.dir, 'film.bin', 12 * CHUNK_BYTES)
  for (const one of [first, found]) one.share(file)
  finderOf(found.overlay).announce(file.root)
  // each answer of the DHT takes some milliseconds
  while (!(await names(first, file.root)).includes(found.key));
  const id = ask(node, first, file)
  await node.line(id, ({ moved }) => moved === 2 * CHUNK_BYTES)
  const line = await node.line(id, ({ state }) => state === 'done')
  expect(sameBytes(line.path, file.path)).toBe(true)
  expect(node.transfers.details(id)?.sources).toMatchObject([{ publicKey: found.key }, { publicKey: first.key }])
  gate.open()
})

test('a source that is taken out in the middle gives nothing more; the other brings the rest; the first of all stays', async () => {
  const gates = [gated(diskFiles, 6), gated(diskFiles, 6)] as const
  const [stays, goes, node] = [
    await start({ files: gates[0].files }),
    await start({ files: gates[1].files }),
    await start(),
  ]
  const file = makeFile(node.dir, 'film.bin', 12 * CHUNK_BYTES)
  for (const one of [stays, goes]) {
    one.share(file)
    await node.meets(one)
  }
  const id = ask(node, stays, file)
  ask(node, goes, file)
  await node.line(id, ({ moved }) => moved >= 2 * CHUNK_BYTES)
  node.transfers.removeSource(id, goes.key)
  node.transfers.removeSource(id, stays.key)
  expect(node.transfers.details(id)?.sources.map(({ publicKey }) => publicKey)).toEqual([stays.key])
  await goes.anyLine(({ direction, state }) => direction === 'up' && state === 'failed')
  gates[0].open()
  const line = await node.line(id, ({ state, rated }) => state === 'done' && rated !== null)
  expect(sameBytes(line.path, file.path)).toBe(true)
  gates[1].open()
  expect(node.ratings.ratingsOf(goes.key)).toEqual([])
})

test('what is looked at comes first: a place in the middle and the end of a film are read long before the rest is there', async () => {
  const asked: number[] = []
  const provider = await start({
    files: reading((_buffer, _offset, _length, position) => void asked.push(Math.floor(position / CHUNK_BYTES))),
    rules: () => ({ ...DEFAULT_RULES, transferLimits: { ...DEFAULT_RULES.transferLimits, up: 6e6 } }),
  })
  const node = await start()
  await node.meets(provider)
  const file = provider.share(makeFile(provider.dir, 'film.mp4', 40 * CHUNK_BYTES))
  const id = ask(node, provider, file)
  await node.line(id, ({ moved }) => moved >= CHUNK_BYTES)
  const view = node.transfers.preview(id)
  const bytes = readFileSync(file.path)
  for (const from of [file.size - 1000, 20 * CHUNK_BYTES + 5]) {
    const read: Buffer[] = []
    for await (const part of view!.read(from, from + 1000, AbortSignal.timeout(20_000))) read.push(Buffer.from(part))
    expect(Buffer.concat(read).equals(bytes.subarray(from, from + 1000))).toBe(true)
    expect(node.transfers.list()[0]).toMatchObject({ state: 'active' })
  }
  // the end was asked for before most of what comes before it
  expect(asked.indexOf(39)).toBeLessThan(24)
  const line = await node.line(id, ({ state }) => state === 'done')
  expect(sameBytes(line.path, file.path)).toBe(true)
})

test('a limit for each peer is kept on the wire, for each alone', async () => {
  const rules: TransferRules = { ...DEFAULT_RULES, transferLimits: { ...DEFAULT_RULES.transferLimits, peerUp: 3e6 } }
  const provider = await start({ rules: () => rules })
  const nodes = [await start(), await start()]
  const file = provider.share(makeFile(provider.dir, 'film.bin', 8 * CHUNK_BYTES))
  for (const node of nodes) await Promise.all([node.meets(provider), provider.meets(node)])
  const begun = performance.now()
  const ids = nodes.map((node) => ask(node, provider, file))
  const [, other] = await Promise.race(
    nodes.map(async (node, i) => {
      await node.line(ids[i] as string, ({ state }) => state === 'done')
      return [i, (nodes[1 - i] as TestNode).transfers.list()[0]?.moved ?? 0] as const
    }),
  )
  // 8.4 MB at 3 MB/s: not faster
  expect((performance.now() - begun) / 1000).toBeGreaterThan(2.2)
  // and side by side: the other is as far
  expect(other).toBeGreaterThanOrEqual(5 * CHUNK_BYTES)
})

test.each([
  ['both have signed for a part', 8 * CHUNK_BYTES, 30],
  ['it is asked to sign for its first chunk', 64 * CHUNK_BYTES, 1],
])(
  'a source that tells the truth until %s, and then lies: the rating says corrupt, with the receipt of both',
  async (_when, receiptIntervalBytes, from) => {
    const lies = reading((buffer, offset, _length, position) => {
      // from 30 on it is asked after the receipt was sent: never more than 16 chunks are under way; 1 is under way with
      // the first
      if (position >= from * CHUNK_BYTES) buffer[offset] = (buffer[offset] as number) ^ 1
    })
    const [liar, node] = [await start({ files: lies, receiptIntervalBytes }), await start({ receiptIntervalBytes })]
    await node.meets(liar)
    const file = liar.share(makeFile(liar.dir, 'film.bin', 40 * CHUNK_BYTES))
    const line = await node.line(ask(node, liar, file), ({ rated }) => rated !== null)
    expect(line).toMatchObject({ state: 'failed', rated: 0, problem: { code: 'CORRUPT' } })
    expect(node.ratings.ratingsOf(liar.key)).toMatchObject([{ reason: 'corrupt', score: 0, receipt: true }])
    const view = await node.ratings.open(node.key, 0, (key) => ({ publicKey: key, fingerprint: '', name: '' }))
    expect(view.signatures).toEqual({ requester: 'valid', provider: 'valid' })
  },
)
