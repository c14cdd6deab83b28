import { systemClock } from '../../../main/base/clock.ts'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import { ListDelta } from '../../../main/transfers/views/change-feed.ts'
import { diskFiles } from '../../../main/transfers/storage/file-system.ts'
import { DEFAULT_RULES } from '../../../main/transfers/queue/rules.ts'
import type { TransferRules } from '../../../main/transfers/queue/rules.ts'
import { scaledClock } from '../../helpers/scaled-clock.ts'
import { cleanNodes, tempDir } from '../helpers/cleanup.ts'
import { gated, makeFile, sameBytes, type TestFile } from '../helpers/files.ts'
import { ask, startNode } from '../helpers/node.ts'
import { useTestNet } from '../helpers/test-net.ts'

const net = useTestNet()

const oneSlot: TransferRules = { ...DEFAULT_RULES, transferSlots: { downloads: 8, perPeer: 4, uploads: 1 } }

test('the peer that gave more is served first; waiting peers hear their place and the reason', async () => {
  const gate = gated(diskFiles, 1)
  const claims = new Map<string, { received: number; u: number | null; newcomer: boolean; friend: boolean }>()
  const a = await startNode({
    bootstrap: net.bootstrap,
    files: gate.files,
    rules: () => oneSlot,
    claim: (peer) => claims.get(peer) ?? { received: 0, u: null, newcomer: true, friend: false },
  })
  const [first, stranger, giver] = [
    await startNode({ bootstrap: net.bootstrap }),
    await startNode({ bootstrap: net.bootstrap }),
    await startNode({ bootstrap: net.bootstrap }),
  ]
  claims.set(giver.key, { received: 500 * 2 ** 20, u: 0.9, newcomer: false, friend: false })
  for (const one of [first, stranger, giver]) await Promise.all([a.meets(one), one.meets(a)])
  const file = a.share(makeFile(a.dir, 'film.bin', 3 * CHUNK_BYTES))
  const ids = [ask(first, a, file)]
  await first.line(ids[0] as string, ({ moved }) => moved === CHUNK_BYTES)
  ids.push(ask(stranger, a, file))
  expect(await stranger.line(ids[1] as string, ({ queued }) => queued !== null)).toMatchObject({
    state: 'waiting',
    queued: { position: 1, of: 1, reason: 'newcomer', weight: 1 },
    problem: { code: 'QUEUED', details: { position: 1, of: 1, reason: 'newcomer' } },
  })
  ids.push(ask(giver, a, file))
  expect(await giver.line(ids[2] as string, ({ queued }) => queued !== null)).toMatchObject({
    queued: { position: 1, of: 2, reason: 'trust' },
  })
  expect(await stranger.line(ids[1] as string, ({ queued }) => queued?.position === 2)).toMatchObject({
    queued: { of: 2 },
  })
  const { uploads, slots } = a.transfers.queueView()
  expect(slots).toEqual({ downloads: 8, uploads: 1, uploadsUsed: 1 })
  expect(uploads.map(({ publicKey, position, weight }) => [publicKey, position, weight.reason])).toEqual([
    [first.key, 0, 'newcomer'],
    [giver.key, 1, 'trust'],
    [stranger.key, 2, 'newcomer'],
  ])
  const order: string[] = []
  for (const [name, node] of [
    ['giver', giver],
    ['stranger', stranger],
  ] as const)
    node.transfers.events.on('downloadDone', () => void order.push(name))
  gate.open()
  for (const [i, node] of [first, stranger, giver].entries())
    await node.line(ids[i] as string, ({ state }) => state === 'done')
  expect(order).toEqual(['giver', 'stranger'])
})

/** So many chunks at 4 MB/s, in ms of the node's own clock, of which so many bytes may go at once. */
const msFor = (chunks: number, atOnce: number): number => Math.floor((chunks * CHUNK_BYTES - atOnce) / 4000)

// how fast the limit lets things go is counted to the byte in down-limit.test.ts and fair-pacer.test.ts; here, that it
// is asked
test.each([
  // Unused budget is kept for a second.
  ['down', 16, msFor(16, 4_000_000)],
  ['peerDown', 8, msFor(8, CHUNK_BYTES)],
  // a piece of a tenth of a second, and 50 ms by which a timer may be late
  ['up', 8, msFor(8, 400_000) - 50],
  ['peerUp', 8, msFor(8, 400_000) - 50],
] as const)('the limit %s is not passed: %i MiB at 4 MB/s take %i ms at least', async (limit, chunks, least) => {
  const rules = { ...DEFAULT_RULES, transferLimits: { ...DEFAULT_RULES.transferLimits, [limit]: 4_000_000 } }
  const limited = { bootstrap: net.bootstrap, rules: () => rules }
  const isUp = limit === 'up' || limit === 'peerUp'
  const a = await startNode(isUp ? limited : { bootstrap: net.bootstrap })
  const b = await startNode(isUp ? { bootstrap: net.bootstrap } : limited)
  await Promise.all([a.meets(b), b.meets(a)])
  const file = a.share(makeFile(a.dir, 'film.bin', chunks * CHUNK_BYTES))
  const began = systemClock.now()
  const line = await b.line(ask(b, a, file), ({ state }) => state === 'done')
  expect(systemClock.now() - began).toBeGreaterThanOrEqual(least)
  expect(sameBytes(line.path, file.path)).toBe(true)
})

test('a schedule rule limits both directions during its hours only', async () => {
  for (const way of ['down', 'up'] as const) {
    const clock = scaledClock(20)
    const from = new Date(clock.now()).getHours()
    const rules: TransferRules = {
      ...DEFAULT_RULES,
      transferSchedule: [
        {
          days: [0, 1, 2, 3, 4, 5, 6],
          from,
          to: (from + 2) % 24,
          down: way === 'down' ? 1 : 0,
          up: way === 'up' ? 1 : 0,
        },
      ],
    }
    const limited = { bootstrap: net.bootstrap, clock, rules: () => rules }
    const a = await startNode(way === 'up' ? limited : { bootstrap: net.bootstrap })
    const b = await startNode(way === 'down' ? limited : { bootstrap: net.bootstrap })
    const [one] = way === 'up' ? [a] : [b]
    await Promise.all([a.meets(b), b.meets(a)])
    const file = a.share(makeFile(a.dir, 'film.bin', 6 * CHUNK_BYTES))
    const id = ask(b, a, file)
    if (way === 'down') await b.line(id, ({ moved }) => moved === CHUNK_BYTES)
    else await b.line(id, ({ state }) => state === 'active')
    await new Promise<void>((resolve) => clock.after(10_000, resolve))
    // at a byte a second the rest would take days
    expect(b.transfers.list().find((line) => line.id === id)?.moved).toBeLessThanOrEqual(CHUNK_BYTES)
    expect(one.transfers.queueView().limits).toMatchObject({ [way]: 1, scheduled: true })
    clock.jump(3 * 3_600_000)
    const { path } = await b.line(id, ({ state }) => state === 'done')
    expect(sameBytes(path, file.path)).toBe(true)
    expect(one.transfers.queueView().limits).toMatchObject({ [way]: 0, scheduled: false })
    await cleanNodes()
  }
})

test('a folder download keeps its tree, is one group, and is fetched in the order of resuming', async () => {
  const a = await startNode({ bootstrap: net.bootstrap })
  const b = await startNode({
    bootstrap: net.bootstrap,
    rules: () => ({ ...DEFAULT_RULES, transferSlots: { downloads: 1, perPeer: 1, uploads: 8 } }),
    holders: () => [a.key],
  })
  await Promise.all([a.meets(b), b.meets(a)])
  const files = ['one.txt', 'two.txt', 'three.txt'].map((name, i) => a.share(makeFile(a.dir, name, 1000 + i)))
  const [one, two, three] = files as [TestFile, TestFile, TestFile]
  const { group, ids } = b.transfers.downloadGroup({
    name: 'My/album',
    paused: true,
    files: [
      { ...one, path: 'one.txt' },
      { ...two, path: 'disc 1/two.txt' },
      { ...three, path: '../disc 1/x/three.txt' },
    ],
  })
  expect(
    b.transfers.list().every(({ state, group: of }) => state === 'paused' && of?.id === group && of.name === 'album'),
  ).toBe(true)
  const done: string[] = []
  b.transfers.events.on('downloadDone', ({ name }) => void done.push(name))
  b.transfers.move([ids[2] as string], 'first')
  b.transfers.setPriority([ids[0] as string], 'low')
  // nothing begins while they are woken one by one: the first slot is taken by the first to be resumed
  for (const id of [ids[2], ids[0], ids[1]] as string[]) b.transfers.resume(id)
  const lines = await Promise.all(ids.map((id) => b.line(id, ({ state }) => state === 'done')))
  expect(lines.map(({ path }) => path)).toEqual([
    join(b.folder, 'album', 'one.txt'),
    join(b.folder, 'album', 'disc 1', 'two.txt'),
    join(b.folder, 'album', 'disc 1', 'x', 'three.txt'),
  ])
  expect(readFileSync(lines[2]?.path as string).equals(readFileSync(three.path))).toBe(true)
  expect(done).toEqual(['three.txt', 'two.txt', 'one.txt'])
  expect(await b.transfers.clearFinished({ direction: 'down' })).toBe(3)
  expect(b.transfers.list()).toEqual([])
})

test('a download without sources is refused; a passing failure is retried at a stated time', async () => {
  const b = await startNode({ bootstrap: net.bootstrap })
  expect(() => b.transfers.download({ root: 'ab'.repeat(32), name: 'x', size: 1 })).toThrow(
    expect.objectContaining({ code: 'NOT_FOUND' }),
  )
  const a = await startNode({
    bootstrap: net.bootstrap,
    behaviour: { serves: ({ uploads }) => uploads > 1e9, rates: (truthful) => truthful },
  })
  await Promise.all([a.meets(b), b.meets(a)])
  const before = Date.now()
  const line = await b.line(ask(b, a, a.share(makeFile(a.dir, 'x', 100))), ({ retryAt }) => retryAt !== null)
  expect(line).toMatchObject({ state: 'failed', attempts: 1, problem: { code: 'REFUSED' } })
  expect(line.retryAt).toBeGreaterThan(before + 14_000)
  // after sleep nothing waits for its time
  b.transfers.wake()
  expect(await b.line(line.id, ({ attempts }) => attempts === 2)).toMatchObject({ state: 'failed' })
  await b.transfers.pause(line.id)
  expect(b.transfers.list()[0]).toMatchObject({ state: 'paused', retryAt: null })
})

test('a thousand queued downloads are added, moved and changed, and survive a restart', async () => {
  const dir = tempDir()
  const b = await startNode({ bootstrap: net.bootstrap, dir })
  const files = Array.from({ length: 1000 }, (_, i) => ({
    root: (i + 1).toString(16).padStart(64, '0'),
    path: `d${i % 10}/file ${i}`,
    size: i,
    peer: 'ab'.repeat(32),
  }))
  const { ids } = b.transfers.downloadGroup({ name: 'many', files })
  const delta = new ListDelta()
  expect(delta.next(b.transfers.list())).toMatchObject({ reset: true, removed: [] })
  b.transfers.move(ids.slice(500), 'first')
  delta.next(b.transfers.list())
  b.transfers.setPriority([ids[999] as string], 'high')
  const news = delta.next(b.transfers.list())
  // it took the first place: all that stood before it moved by one
  expect(news).toMatchObject({ reset: false, removed: [] })
  expect(news.changed.find(({ id }) => id === ids[999])).toMatchObject({ place: 1, priority: 'high' })
  await b.close()
  const again = await startNode({ bootstrap: net.bootstrap, dir })
  const places = new Map(again.transfers.list().map(({ id, place }) => [id, place]))
  expect([places.get(ids[999] as string), places.get(ids[500] as string), places.get(ids[0] as string)]).toEqual([
    1, 2, 501,
  ])
})
