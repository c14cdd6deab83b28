import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { CHUNK_BYTES } from '../../main/domain/merkle.ts'
import { diskFiles } from '../../main/transfers/storage/file-system.ts'
import type { FileSystem } from '../../main/transfers/ports.ts'
import { tempDir } from './helpers/cleanup.ts'
import { gated, makeFile, sameBytes, type TestFile } from './helpers/files.ts'
import { startNode, startPair, type TestNode } from './helpers/node.ts'
import { useTestNet } from './helpers/test-net.ts'

const net = useTestNet()

const ask = (node: TestNode, provider: TestNode, file: TestFile, name = file.name): string =>
  node.transfers.download({ root: file.root, name, size: file.size, peer: provider.key })
const partsIn = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.part'))

test('files of every boundary size arrive complete, and are rated and listed on both sides', async () => {
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
    const file = files[index] as TestFile
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
  const ratings = b.ratings.ratingsOf(a.key)
  expect(ratings.every(({ reason }) => reason === 'served')).toBe(true)
  // nobody signs for an empty file
  expect(ratings.filter(({ receipt }) => receipt)).toHaveLength(sizes.length - 1)
  // the provider reads the same from the requester's replicated log
  while (a.ratings.trustOf(a.key).count < sizes.length) await a.ratings.events.once('trust')
  expect(a.ratings.trustOf(a.key)).toEqual(b.ratings.trustOf(a.key))
})

test('resume continues where pause stopped, without a rating before the end', async () => {
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

test('after a restart a download continues and fetches only what is missing', async () => {
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

test('the chunks of a paused download can be viewed after a restart', async () => {
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

test('when the peer leaves the download waits, and continues when it is back', async () => {
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

test('a peer that refuses is rated 0, once a minute for one content', async () => {
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

test('a wrong chunk is discarded, its provider disconnected and rated corrupt', async () => {
  const lying: FileSystem = {
    ...diskFiles,
    async openSource(source) {
      const handle = await diskFiles.openSource(source)
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

test('a provider that stalls is given up after 30 s and rated', async () => {
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

test('a vanished, changed or unshared source file is named as the cause, without a rating', async () => {
  const [a, b] = await startPair(net.bootstrap)
  const [gone, changed, unshared] = ['gone.bin', 'changed.bin', 'unshared.bin'].map((name) =>
    a.share(makeFile(a.dir, name, 3 * CHUNK_BYTES)),
  ) as [TestFile, TestFile, TestFile]
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
  'a file overwritten before chunk %i is served: nothing of it is sent, without a rating',
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

test('downloads from an offline peer say so, each of a thousand', async () => {
  const b = await startNode({ bootstrap: net.bootstrap, dir: tempDir() })
  for (let i = 0; i < 1000; i++)
    b.transfers.download({ root: i.toString(16).padStart(64, '0'), name: `file ${i}`, size: i, peer: 'ab'.repeat(32) })
  await b.anyLine(({ problem }) => problem?.code === 'PEER_LEFT')
  expect(b.transfers.list()).toHaveLength(1000)
})
