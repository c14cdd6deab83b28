import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../main/base/clock.ts'
import { seededRandom } from '../../main/base/random.ts'
import { composeNode } from '../../main/composition/compose-node.ts'
import type { HyobanNode, NodeOptions } from '../../main/node.ts'
import { startLocalNet, type LocalNet } from '../../main/network/local-net.ts'

let net: LocalNet
let dir = ''
let running: HyobanNode[] = []
const context = { signal: new AbortController().signal }

/** The first value of a live stream that is wanted; the test's time limit ends the waiting. */
async function when<T>(stream: AsyncGenerator<T, void, void>, wanted: (value: T) => boolean): Promise<T> {
  for await (const value of stream) if (wanted(value)) return value
  throw new Error('the stream ended before what was waited for')
}

async function start(name: string, options: Partial<NodeOptions> = {}): Promise<HyobanNode> {
  const node = await composeNode({
    dataDir: join(dir, name),
    clock: systemClock,
    random: seededRandom(name.length),
    shell: 'none',
    bootstrap: net.bootstrap,
    host: '127.0.0.1',
    log: () => {},
    ...options,
    setup: { name, community: 'two nodes', downloadFolder: join(dir, `${name}-downloads`), ...options.setup },
  })
  running.push(node)
  return node
}

beforeAll(async () => {
  net = await startLocalNet(4)
})
afterAll(() => net.close())
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hyoban-two-'))
})
afterEach(async () => {
  await Promise.all(running.map((node) => node.close()))
  running = []
  await rm(dir, { recursive: true, force: true })
})

async function sharedFile(name: string, bytes: Uint8Array): Promise<string> {
  const folder = join(dir, 'shared')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, name), bytes)
  return folder
}

test('a file is shared, found, fetched and rated; both see the rating, also after a restart', async () => {
  const bytes = randomBytes(2_500_000)
  const folder = await sharedFile('夕方の海 recording.flac', bytes)
  const alice = await start('alice', { setup: { share: [folder] } })
  const bob = await start('bob')

  const { hits } = await when(
    bob.handlers.search.run({ text: '夕方の海', kinds: [], limit: 10 }, context),
    ({ hits }) => hits.some((hit) => hit.sources.some((source) => source.online)),
  )
  expect(hits).toHaveLength(1)
  const hit = hits[0]!
  expect(hit).toMatchObject({ name: '夕方の海 recording.flac', size: bytes.length, kind: 'audio', own: false })
  expect(hit.sources.map((source) => source.publicKey)).toEqual([alice.publicKey])

  await bob.handlers.transfers.download(
    { root: hit.root, name: hit.name, size: hit.size, peer: alice.publicKey },
    context,
  )
  const [line] = await when(
    bob.handlers.transfers.list(undefined, context),
    (list) => list[0]?.rated != null && list[0].state === 'done',
  )
  expect((await readFile(line!.path)).equals(bytes)).toBe(true)

  const [row] = await when(
    bob.handlers.peers.list(undefined, context),
    ([row]) => row?.trust.count === 1 && row.received >= bytes.length,
  )
  expect(row).toMatchObject({
    publicKey: alice.publicKey,
    name: 'alice',
    received: bytes.length,
    trust: { count: 1, raters: 1, decision: 'new', by: 'rule', override: null },
  })
  expect(row!.trust.u).toBeGreaterThan(0.7)
  expect(row!.trust.low).toBeLessThan(row!.trust.u!)
  const mine = await when(alice.handlers.peers.myself(undefined, context), ({ trust }) => trust.count === 1)
  expect(mine.trust.u).toBeCloseTo(row!.trust.u!, 9)
  const detail = await when(bob.handlers.peers.detail({ publicKey: alice.publicKey }, context), () => true)
  expect(detail.ratings).toMatchObject([{ own: true, score: 1, reason: 'served', receipt: true }])

  await bob.close()
  const again = await start('bob')
  const [kept] = await when(again.handlers.peers.list(undefined, context), (list) => list.length > 0)
  expect(kept).toMatchObject({ publicKey: alice.publicKey, trust: { u: row!.trust.u, count: 1 } })
  expect((await when(again.handlers.transfers.list(undefined, context), () => true))[0]).toMatchObject({
    state: 'done',
    path: line!.path,
  })
})

test('a peer that refuses a download is rated for it', async () => {
  const folder = await sharedFile('kept.txt', Buffer.from('mine alone'))
  const rider = await start('rider', {
    setup: { share: [folder] },
    behaviour: { serves: () => false, rates: (truthful) => truthful },
  })
  const bob = await start('bob')
  const { hits } = await when(bob.handlers.search.run({ text: 'kept', kinds: [], limit: 10 }, context), ({ hits }) =>
    hits.some((hit) => hit.sources.some((source) => source.online)),
  )
  await bob.handlers.transfers.download(
    { root: hits[0]!.root, name: 'kept.txt', size: hits[0]!.size, peer: rider.publicKey },
    context,
  )
  const [line] = await when(
    bob.handlers.transfers.list(undefined, context),
    (list) => list[0]?.state === 'failed' && list[0].rated !== null,
  )
  expect(line).toMatchObject({ rated: 0, problem: { code: 'REFUSED' } })
  const mine = await when(rider.handlers.peers.myself(undefined, context), ({ trust }) => trust.count === 1)
  expect(mine.trust.u).toBeLessThan(0.3)
})

test('an unshared file leaves the results of others, and a changed name is seen', async () => {
  const folder = await sharedFile('short stay.txt', Buffer.from('here for a moment'))
  const alice = await start('alice', { setup: { share: [folder] } })
  const bob = await start('bob')
  const search = (): ReturnType<typeof bob.handlers.search.run> =>
    bob.handlers.search.run({ text: 'short stay', kinds: [], limit: 10 }, context)
  await when(search(), ({ hits }) => hits.length === 1)
  await alice.handlers.node.configure({ name: 'Alice the second' }, context)
  await when(bob.handlers.peers.list(undefined, context), ([row]) => row?.name === 'Alice the second')
  const [shared] = await when(alice.handlers.library.folders(undefined, context), (folders) => folders.length === 1)
  await alice.handlers.library.unshare({ id: shared!.id }, context)
  await when(search(), ({ hits }) => hits.length === 0)
})

test('a suspended node says so, and meets its peers again once resumed', async () => {
  const alice = await start('alice')
  await start('bob')
  const status = (): ReturnType<typeof alice.handlers.node.status> => alice.handlers.node.status(undefined, context)
  await when(status(), ({ peers }) => peers === 1)
  await alice.suspend()
  expect(await when(status(), ({ state }) => state === 'offline')).toMatchObject({ reason: 'suspended', peers: 0 })
  await alice.resume()
  await when(status(), ({ state, peers }) => state === 'online' && peers === 1)
})

test('a data directory serves one node at a time, and a damaged database is reported', async () => {
  const alice = await start('alice')
  await expect(start('alice')).rejects.toMatchObject({ code: 'IN_USE' })
  await alice.close()
  await writeFile(join(dir, 'alice', 'hyoban.db'), 'this is no database at all, however long it may go on for')
  const again = await start('alice')
  const { notices } = await when(again.handlers.node.status(undefined, context), () => true)
  expect(notices).toMatchObject([{ id: 'database', code: 'CORRUPT' }])
  expect(again.publicKey).toBe(alice.publicKey)
})
