import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { HyobanError } from '../../main/base/errors.ts'
import { CHUNK_BYTES } from '../../main/domain/merkle.ts'
import type { Transfer } from '../../main/contract/transfers.ts'
import { diskFiles } from '../../main/transfers/storage/file-system.ts'
import type { FileSystem } from '../../main/transfers/ports.ts'
import { createLocalNet, type TestNet } from '../helpers/testnet.ts'
import {
  cleanNodes,
  gated,
  makeFile,
  sameBytes,
  startNode,
  startPair,
  tempDir,
  type SharedFile,
  type TestNode,
} from './helpers/node.ts'

let net: TestNet
beforeAll(async () => {
  net = await createLocalNet()
})
afterAll(() => net.destroy())
afterEach(cleanNodes)

const ask = (node: TestNode, provider: TestNode, file: SharedFile, name = file.name): string =>
  node.transfers.download({ root: file.root, name, size: file.size, peer: provider.key })
const partsIn = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.part'))

test('files of every size at a boundary arrive whole, are renamed, rated and listed on both sides', async () => {
  const [a, b] = await startPair(net.bootstrap)
  const sizes = [
    0,
    1,
    16383,
    16384,
    16385,
    CHUNK_BYTES - 1,
    CHUNK_BYTES,
    CHUNK_BYTES + 1,
    2 * CHUNK_BYTES,
    5 * CHUNK_BYTES + 12345,
  ]
  const files = sizes.map((size) => a.share(makeFile(a.dir, `file-${size}.bin`, size)))
  const ids = files.map((file) => ask(b, a, file))
  for (const [index, id] of ids.entries()) {
    const file = files[index] as SharedFile
    const line = await b.line(id, ({ state, rated }) => state === 'done' && rated !== null)
    expect(line).toMatchObject({
      direction: 'down',
      moved: file.size,
      rated: 1,
      problem: null,
      path: join(b.folder, file.name),
    })
    expect(sameBytes(line.path, file.path)).toBe(true)
  }
  expect(partsIn(b.folder)).toEqual([])
  for (const file of files)
    await a.anyLine(
      (line) => line.direction === 'up' && line.root === file.root && line.state === 'done' && line.moved === file.size,
    )
  expect(b.ratings.trustOf(a.key)).toMatchObject({ count: sizes.length, u: 1, raters: 1 })
  expect(b.ratings.ratingsOf(a.key).every(({ receipt, reason }) => receipt && reason === 'served')).toBe(true)
  // the provider reads the same from the requester's replicated log
  while (a.ratings.trustOf(a.key).count < sizes.length) await a.ratings.events.once('trust')
  expect(a.ratings.trustOf(a.key)).toEqual(b.ratings.trustOf(a.key))
})

test('pause stops, resume goes on from where it was, and nobody is rated before the end', async () => {
  const gate = gated(diskFiles, 6)
  const [a, b] = await startPair(net.bootstrap, { files: gate.files })
  const file = a.share(makeFile(a.dir, 'film.bin', 12 * CHUNK_BYTES))
  const id = ask(b, a, file)
  await b.line(id, ({ moved }) => moved >= 5 * CHUNK_BYTES)
  await b.transfers.pause(id)
  expect(await b.line(id, () => true)).toMatchObject({ state: 'paused', problem: null })
  expect(b.ratings.trustOf(a.key).count).toBe(0)
  expect(partsIn(b.folder)).toHaveLength(1)
  gate.open()
  b.transfers.resume(id)
  const line = await b.line(id, ({ state, rated }) => state === 'done' && rated !== null)
  expect(sameBytes(line.path, file.path)).toBe(true)
  const again = await a.anyLine(({ direction, state }) => direction === 'up' && state === 'done')
  expect(again.moved).toBeLessThanOrEqual(7 * CHUNK_BYTES)
  expect(b.ratings.trustOf(a.key).count).toBe(1)
})

test('a download goes on by itself after a restart and fetches only what is missing', async () => {
  const gate = gated(diskFiles, 8)
  const [a, first] = await startPair(net.bootstrap, { files: gate.files })
  const file = a.share(makeFile(a.dir, 'film.bin', 10 * CHUNK_BYTES))
  const id = ask(first, a, file)
  await first.line(id, ({ moved }) => moved === 8 * CHUNK_BYTES)
  await first.close()
  gate.open()
  const second = await startNode({ bootstrap: net.bootstrap, dir: first.dir })
  const line = await second.line(id, ({ state, rated }) => state === 'done' && rated !== null)
  expect(sameBytes(line.path, file.path)).toBe(true)
  const upload = await a.anyLine(({ direction, state }) => direction === 'up' && state === 'done')
  expect(upload.moved).toBe(2 * CHUNK_BYTES)
})

test('what is there of a paused download is seen after a restart, and can be looked at', async () => {
  const gate = gated(diskFiles, 5)
  const [a, first] = await startPair(net.bootstrap, { files: gate.files })
  const file = a.share(makeFile(a.dir, 'film.bin', 12 * CHUNK_BYTES))
  const id = ask(first, a, file)
  await first.line(id, ({ moved }) => moved === 5 * CHUNK_BYTES)
  await first.transfers.pause(id)
  await first.close()
  const second = await startNode({ bootstrap: net.bootstrap, dir: first.dir })
  expect(second.transfers.details(id)).toMatchObject({
    transfer: { state: 'paused', moved: 5 * CHUNK_BYTES },
    pieces: { chunks: 12, cells: 'hhhhhmmmmmmm' },
  })
  const read: Buffer[] = []
  for await (const part of second.transfers
    .preview(id)!
    .read(CHUNK_BYTES, 4 * CHUNK_BYTES, AbortSignal.timeout(10_000)))
    read.push(Buffer.from(part))
  expect(Buffer.concat(read).equals(readFileSync(file.path).subarray(CHUNK_BYTES, 4 * CHUNK_BYTES))).toBe(true)
  gate.open()
})

test('a peer that leaves in the middle: the download says so, waits, and goes on when it is back', async () => {
  const gate = gated(diskFiles, 4)
  const [a, b] = await startPair(net.bootstrap, { files: gate.files })
  const file = a.share(makeFile(a.dir, 'film.bin', 7 * CHUNK_BYTES))
  const id = ask(b, a, file)
  await b.line(id, ({ moved }) => moved === 4 * CHUNK_BYTES)
  await a.overlay.stop()
  expect(await b.line(id, ({ problem }) => problem?.code === 'PEER_LEFT')).toMatchObject({
    state: 'waiting',
    peerOnline: false,
    moved: 4 * CHUNK_BYTES,
  })
  gate.open()
  await a.overlay.start()
  const line = await b.line(id, ({ state, rated }) => state === 'done' && rated !== null)
  expect(sameBytes(line.path, file.path)).toBe(true)
  expect(line).toMatchObject({ rated: 1, problem: null })
})

test('a peer that refuses is rated 0 once a minute for one content', async () => {
  const [a, b] = await startPair(net.bootstrap, { behaviour: { serves: () => false, rates: (score) => score } })
  const file = a.share(makeFile(a.dir, 'film.bin', 10))
  const id = ask(b, a, file)
  expect(await b.line(id, ({ rated }) => rated !== null)).toMatchObject({
    state: 'failed',
    rated: 0,
    problem: { code: 'REFUSED' },
  })
  b.transfers.resume(id)
  await b.line(id, ({ state }) => state === 'failed')
  const other = a.share(makeFile(a.dir, 'other.bin', 11))
  await b.line(ask(b, a, other), ({ rated }) => rated === 0)
  expect(b.ratings.trustOf(a.key)).toMatchObject({ count: 2, u: 0 })
  expect(b.ratings.ratingsOf(a.key)[0]).toMatchObject({ reason: 'refused', receipt: false })
})

test('a lying provider is found at once: nothing of the chunk is kept, the connection is closed, the rating says corrupt', async () => {
  const lying: FileSystem = {
    ...diskFiles,
    async openSource(path) {
      const handle = await diskFiles.openSource(path)
      return {
        stat: () => handle.stat(),
        close: () => handle.close(),
        async read(buffer, offset, length, position) {
          const result = await handle.read(buffer, offset, length, position)
          if (position === 2 * CHUNK_BYTES) buffer[offset + 777] = (buffer[offset + 777] as number) ^ 1
          return result
        },
      }
    },
  }
  const [a, b] = await startPair(net.bootstrap, { files: lying })
  const file = a.share(makeFile(a.dir, 'film.bin', 4 * CHUNK_BYTES))
  const left = b.overlay.once('peerLeft')
  const line = await b.line(ask(b, a, file), ({ rated }) => rated !== null)
  expect(line).toMatchObject({ state: 'failed', rated: 0, moved: 2 * CHUNK_BYTES, problem: { code: 'CORRUPT' } })
  await left
  expect(b.ratings.ratingsOf(a.key)[0]).toMatchObject({ reason: 'corrupt', score: 0, receipt: true })
  expect(readdirSync(b.folder).filter((name) => !name.endsWith('.part'))).toEqual([])
})

test('a source that stalls is given up after its time and rated', async () => {
  const clock = new ManualClock(Date.now())
  const gate = gated(diskFiles, 2)
  const [a, b] = await startPair(net.bootstrap, { files: gate.files }, { clock })
  const file = a.share(makeFile(a.dir, 'film.bin', 4 * CHUNK_BYTES))
  const id = ask(b, a, file)
  await b.line(id, ({ moved }) => moved === 2 * CHUNK_BYTES)
  clock.advance(29_000)
  expect(b.transfers.list()[0]?.state).toBe('active')
  clock.advance(9_000)
  const line = await b.line(id, ({ rated }) => rated !== null)
  expect(line).toMatchObject({ state: 'failed', rated: 0, problem: { code: 'TIMEOUT' } })
  expect(b.ratings.ratingsOf(a.key)[0]).toMatchObject({ reason: 'stalled', receipt: true })
  gate.open()
})

test('a file that vanishes, changes or is no longer shared at its source: the cause is told and nobody is rated', async () => {
  const [a, b] = await startPair(net.bootstrap)
  const [gone, changed, unshared] = ['gone.bin', 'changed.bin', 'unshared.bin'].map((name) =>
    a.share(makeFile(a.dir, name, 3 * CHUNK_BYTES)),
  ) as [SharedFile, SharedFile, SharedFile]
  rmSync(gone.path)
  writeFileSync(changed.path, 'shorter')
  a.shared.delete(unshared.root)
  for (const [file, code, reason] of [
    [gone, 'FILE_CHANGED', 'vanished'],
    [changed, 'FILE_CHANGED', 'changed'],
    [unshared, 'NOT_FOUND', 'not-shared'],
  ] as const) {
    const line = await b.line(ask(b, a, file), ({ state }) => state === 'failed')
    expect(line.problem).toMatchObject({ code, details: { reason } })
  }
  expect(b.ratings.trustOf(a.key).count).toBe(0)
})

test.each([8, 11, 13])(
  'a file that is written anew while it is served, before chunk %i: nothing of that goes out, its owner is not taken for a liar',
  async (chunk) => {
    const gate = gated(diskFiles, chunk)
    const [a, b] = await startPair(net.bootstrap, { files: gate.files })
    const file = a.share(makeFile(a.dir, 'film.bin', 40 * CHUNK_BYTES))
    const id = ask(b, a, file)
    await b.line(id, ({ moved }) => moved === chunk * CHUNK_BYTES)
    writeFileSync(file.path, Buffer.alloc(file.size, 7))
    gate.open()
    const line = await b.line(id, ({ state }) => state === 'failed')
    expect(line).toMatchObject({ rated: null, problem: { code: 'FILE_CHANGED', details: { reason: 'changed' } } })
    expect(await a.anyLine(({ direction, state }) => direction === 'up' && state === 'failed')).toMatchObject({
      problem: { code: 'FILE_CHANGED' },
    })
    expect(b.ratings.ratingsOf(a.key)).toEqual([])
  },
)

test('existing files are never overwritten, and two downloads of one name do not collide', async () => {
  const [a, b] = await startPair(net.bootstrap)
  writeFileSync(join(b.folder, 'photo.png'), 'mine')
  const [one, two] = [a.share(makeFile(a.dir, 'one', 70_000)), a.share(makeFile(a.dir, 'two', 70_001))]
  const ids = [ask(b, a, one, 'photo.png'), ask(b, a, two, 'photo.png')]
  const lines = await Promise.all(ids.map((id) => b.line(id, ({ state }) => state === 'done')))
  expect(readFileSync(join(b.folder, 'photo.png'), 'utf8')).toBe('mine')
  expect(lines.map(({ path }) => path).sort()).toEqual([
    join(b.folder, 'photo (2).png'),
    join(b.folder, 'photo (3).png'),
  ])
  expect(sameBytes(lines[0]?.path as string, one.path)).toBe(true)
  expect(sameBytes(lines[1]?.path as string, two.path)).toBe(true)
})

test('a hostile name stays inside the download folder', async () => {
  const [a, b] = await startPair(net.bootstrap)
  const file = a.share(makeFile(a.dir, 'plain', 100))
  const line = await b.line(ask(b, a, file, '../../../etc/cron.d/\u202Egnp.exe'), ({ state }) => state === 'done')
  expect(line.path).toBe(join(b.folder, 'gnp.exe'))
})

test('remove deletes the partial file, and leaves a finished one', async () => {
  const gate = gated(diskFiles, 1)
  const [a, b] = await startPair(net.bootstrap, { files: gate.files })
  const small = a.share(makeFile(a.dir, 'small', 1000))
  const done = await b.line(ask(b, a, small), ({ state }) => state === 'done')
  const file = a.share(makeFile(a.dir, 'film.bin', 3 * CHUNK_BYTES))
  const id = ask(b, a, file)
  await b.line(id, ({ moved }) => moved > 0)
  expect(partsIn(b.folder)).toHaveLength(1)
  await b.transfers.remove(id)
  await b.transfers.remove(done.id)
  expect(b.transfers.list()).toEqual([])
  expect(readdirSync(b.folder)).toEqual(['small'])
  expect(statSync(join(b.folder, 'small')).size).toBe(1000)
  gate.open()
})

test('a finished file goes with its line if that is wanted; one that cannot be deleted is said to be there still', async () => {
  const [a, b] = await startPair(net.bootstrap)
  const fetch = async (name: string): Promise<Transfer> =>
    b.line(ask(b, a, a.share(makeFile(a.dir, name, 1000 + name.length))), ({ state }) => state === 'done')
  const [one, gone, stays] = [await fetch('one'), await fetch('gone'), await fetch('stays')]
  await b.transfers.remove(one.id, true)
  rmSync(gone.path)
  await b.transfers.remove(gone.id, true)
  // a folder in its place cannot be deleted as a file
  rmSync(stays.path)
  mkdirSync(stays.path)
  await expect(b.transfers.remove(stays.id, true)).rejects.toBeInstanceOf(HyobanError)
  expect(b.transfers.list().map(({ id }) => id)).toEqual([stays.id])
  expect(readdirSync(b.folder)).toEqual(['stays'])
})

test('what waits for a peer that is not there says so, in each of a thousand lines', async () => {
  const b = await startNode({ bootstrap: net.bootstrap, dir: tempDir() })
  for (let i = 0; i < 1000; i++)
    b.transfers.download({ root: i.toString(16).padStart(64, '0'), name: `file ${i}`, size: i, peer: 'ab'.repeat(32) })
  await b.anyLine(({ problem }) => problem?.code === 'PEER_LEFT')
  expect(b.transfers.list()).toHaveLength(1000)
})
