import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import { diskFiles } from '../../../main/transfers/storage/file-system.ts'
import type { FileSystem } from '../../../main/transfers/ports.ts'
import { gated, makeFile, reading, sameBytes, type TestFile } from '../helpers/files.ts'
import { startNode, type TestNode } from '../helpers/node.ts'
import { useTestNet } from '../helpers/test-net.ts'

const net = useTestNet()

const ask = (node: TestNode, provider: TestNode, file: TestFile, target = ''): string =>
  node.transfers.download({ root: file.root, name: file.name, size: file.size, peer: provider.key, target })

async function startMany(
  count: number,
  options: (index: number) => { files?: FileSystem } = () => ({}),
): Promise<TestNode[]> {
  const nodes: TestNode[] = []
  for (let i = 0; i < count; i++) nodes.push(await startNode({ bootstrap: net.bootstrap, ...options(i) }))
  return nodes
}

test.each([2, 8])(
  '%i sources: each gives a part, each has a receipt of its own and is rated once',
  async (count) => {
    // No source sends before all have a request, so that none can deliver everything alone.
    const gates = Array.from({ length: count }, () => gated(diskFiles, 0))
    const [requester, ...providers] = (await startMany(count + 1, (index) => {
      const gate = gates[index - 1]
      return gate ? { files: gate.files } : {}
    })) as [TestNode, ...TestNode[]]
    const file = makeFile(requester.dir, 'film.bin', count * 8 * CHUNK_BYTES + 999)
    for (const provider of providers) {
      provider.share(file)
      await requester.meets(provider)
    }
    const ids = providers.map((provider) => ask(requester, provider, file))
    expect(new Set(ids).size).toBe(1)
    await Promise.all(gates.map(({ reached }) => reached))
    for (const gate of gates) gate.open()
    const line = await requester.line(ids[0] as string, ({ state, rated }) => state === 'done' && rated !== null)
    expect(sameBytes(line.path, file.path)).toBe(true)
    // the others' receipts may come a moment later
    while (providers.some(({ key }) => requester.ratings.ratingsOf(key).length === 0))
      await requester.ratings.events.once('trust')
    for (const { key } of providers)
      expect(requester.ratings.ratingsOf(key)).toMatchObject([{ reason: 'served', receipt: true, score: 1 }])
  },
  60_000,
)

test('of three sources, only the one that lies is rated corrupt and disconnected', async () => {
  const lie = reading((buffer, offset) => void (buffer[offset] = (buffer[offset] as number) ^ 1))
  const [requester, liar, ...honest] = (await startMany(4, (index) => (index === 1 ? { files: lie } : {}))) as [
    TestNode,
    TestNode,
    ...TestNode[],
  ]
  const file = makeFile(requester.dir, 'film.bin', 40 * CHUNK_BYTES)
  for (const provider of [liar, ...honest]) {
    provider.share(file)
    await requester.meets(provider)
  }
  const left = requester.overlay.once('peerLeft')
  const [id] = [liar, ...honest].map((provider) => ask(requester, provider, file)) as [string]
  const line = await requester.line(id, ({ state }) => state === 'done')
  expect(sameBytes(line.path, file.path)).toBe(true)
  await left
  while (requester.ratings.ratingsOf(liar.key).length === 0) await requester.ratings.events.once('trust')
  expect(requester.ratings.ratingsOf(liar.key)).toMatchObject([{ reason: 'corrupt', score: 0 }])
  for (const { key } of honest)
    for (const rating of requester.ratings.ratingsOf(key)) expect(rating).toMatchObject({ reason: 'served', score: 1 })
})

test('chunks that a stuck source owes are fetched from the other', async () => {
  const gate = gated(diskFiles, 2)
  const [requester, stuck, other] = (await startMany(3, (index) => (index === 1 ? { files: gate.files } : {}))) as [
    TestNode,
    TestNode,
    TestNode,
  ]
  const file = makeFile(requester.dir, 'film.bin', 30 * CHUNK_BYTES)
  for (const provider of [stuck, other]) {
    provider.share(file)
    await requester.meets(provider)
  }
  const id = ask(requester, stuck, file)
  ask(requester, other, file)
  const line = await requester.line(id, ({ state }) => state === 'done')
  expect(sameBytes(line.path, file.path)).toBe(true)
  gate.open()
})

test('a source may leave in the middle, and another join', async () => {
  const slow = reading(() => new Promise((resolve) => setImmediate(resolve)))
  const [requester, first, second] = (await startMany(3, () => ({ files: slow }))) as [TestNode, TestNode, TestNode]
  const file = makeFile(requester.dir, 'film.bin', 64 * CHUNK_BYTES)
  first.share(file)
  second.share(file)
  await requester.meets(first)
  await requester.meets(second)
  const id = ask(requester, first, file)
  await requester.line(id, ({ moved }) => moved >= 4 * CHUNK_BYTES)
  ask(requester, second, file)
  await first.overlay.stop()
  const line = await requester.line(id, ({ state, rated }) => state === 'done' && rated !== null)
  expect(sameBytes(line.path, file.path)).toBe(true)
  expect(requester.ratings.ratingsOf(second.key)).toMatchObject([{ reason: 'served', receipt: true }])
})

test('a download in progress serves its verified chunks to others', async () => {
  const gate = gated(diskFiles, 8)
  const [source, middle, last] = (await startMany(3, (index) => (index === 0 ? { files: gate.files } : {}))) as [
    TestNode,
    TestNode,
    TestNode,
  ]
  const file = source.share(makeFile(source.dir, 'film.bin', 20 * CHUNK_BYTES + 1))
  await middle.meets(source)
  await last.meets(middle)
  const id = ask(middle, source, file)
  await middle.line(id, ({ moved }) => moved === 8 * CHUNK_BYTES)
  const wanted = ask(last, middle, file)
  await last.line(wanted, ({ moved }) => moved === 8 * CHUNK_BYTES)
  gate.open()
  const line = await last.line(wanted, ({ state, rated }) => state === 'done' && rated !== null)
  expect(sameBytes(line.path, file.path)).toBe(true)
  expect(last.ratings.ratingsOf(middle.key)).toMatchObject([{ reason: 'served', receipt: true }])
}, 60_000)

test('folders below the download folder are created with safe names', async () => {
  const [requester, provider] = (await startMany(2)) as [TestNode, TestNode]
  await requester.meets(provider)
  const file = provider.share(makeFile(provider.dir, 'song.mp3', 3 * CHUNK_BYTES))
  const line = await requester.line(
    ask(requester, provider, file, '../Album: 1//CON/./disc 2'),
    ({ state }) => state === 'done',
  )
  expect(line.path).toBe(join(requester.folder, 'Album_ 1', '_CON', 'disc 2', 'song.mp3'))
  expect(sameBytes(line.path, file.path)).toBe(true)
})
