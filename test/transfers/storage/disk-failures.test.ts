import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import { diskFiles } from '../../../main/transfers/storage/file-system.ts'
import { STALL_MS } from '../../../main/transfers/download/session/stall-detector.ts'
import type { FileSystem } from '../../../main/transfers/ports.ts'
import { cleanNodes, tempDir } from '../helpers/cleanup.ts'
import { gated, makeFile, sameBytes } from '../helpers/files.ts'
import { startPair } from '../helpers/node.ts'
import { useTestNet } from '../helpers/test-net.ts'
import { smallDisk } from '../../helpers/small-disk.ts'
import { scaledClock } from '../../helpers/scaled-clock.ts'

const net = useTestNet()

/** SUBSTITUTE for a full disk, where none can be mounted: writes fail with ENOSPC until `free` is called. */
function fullFiles(): { files: FileSystem; free(): void } {
  let full = true
  return {
    free: () => (full = false),
    files: {
      ...diskFiles,
      async openPart(path, create) {
        const handle = await diskFiles.openPart(path, create)
        const writev = handle.writev.bind(handle)
        handle.writev = (buffers, position) =>
          full && position >= 3 * CHUNK_BYTES
            ? Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }))
            : writev(buffers, position)
        return handle
      },
    },
  }
}

test('a disk that fills up pauses the download with its cause; with room again it completes', async () => {
  const disk = await smallDisk(tempDir(), 8 * CHUNK_BYTES)
  const substitute = disk ? null : fullFiles()
  if (!disk) console.warn('SUBSTITUTE: no tmpfs can be mounted here, a failing file layer stands in for the full disk')
  try {
    const gate = gated(diskFiles, 2)
    const [a, b] = await startPair(
      net.bootstrap,
      { files: gate.files },
      { ...(disk && { folder: disk.path }), ...(substitute && { files: substitute.files }) },
    )
    const file = a.share(makeFile(a.dir, 'film.bin', 6 * CHUNK_BYTES))
    const id = b.transfers.download({ root: file.root, name: 'film.bin', size: file.size, peer: a.key })
    await b.line(id, ({ moved }) => moved === 2 * CHUNK_BYTES)
    const ballast = join(b.folder, 'ballast')
    if (disk) writeFileSync(ballast, Buffer.alloc(5 * CHUNK_BYTES, 1))
    gate.open()
    const full = await b.line(id, ({ state }) => state === 'paused')
    expect(full).toMatchObject({ problem: { code: 'NO_SPACE' }, rated: null })
    expect(existsSync(join(b.folder, 'film.bin'))).toBe(false)
    if (disk) {
      // still full: said at once, before anything is asked for
      b.transfers.resume(id)
      await b.line(id, ({ state, problem }) => state === 'paused' && (problem?.details['needed'] ?? 0) !== 0)
      rmSync(ballast)
    }
    substitute?.free()
    b.transfers.resume(id)
    const line = await b.line(id, ({ state, rated }) => state === 'done' && rated !== null)
    expect(sameBytes(line.path, file.path)).toBe(true)
    expect(b.ratings.trustOf(a.key)).toMatchObject({ count: 1, u: 1 })
  } finally {
    await cleanNodes().catch(() => {})
    await disk?.unmount()
  }
})

test('a data disk that takes no writes pauses the download, and the node stays up', async () => {
  const gate = gated(diskFiles, 2)
  const [a, b] = await startPair(net.bootstrap, { files: gate.files })
  const file = a.share(makeFile(a.dir, 'film.bin', 6 * CHUNK_BYTES))
  const id = b.transfers.download({ root: file.root, name: 'film.bin', size: file.size, peer: a.key })
  await b.line(id, ({ moved }) => moved === 2 * CHUNK_BYTES)
  b.refuseRecords(true)
  gate.open()
  expect(await b.line(id, ({ state }) => state === 'paused')).toMatchObject({
    problem: { code: 'READ_ONLY' },
    rated: null,
  })
  // still so: it is said again, and nothing new is taken in
  b.transfers.resume(id)
  await b.line(id, ({ state, problem }) => state === 'paused' && problem?.code === 'READ_ONLY')
  expect(() => b.transfers.download({ root: 'ab'.repeat(32), name: 'other', size: 1, peer: a.key })).toThrow(
    expect.objectContaining({ code: 'SQLITE_READONLY' }),
  )
  b.refuseRecords(false)
  b.transfers.resume(id)
  const { path } = await b.line(id, ({ state, rated }) => state === 'done' && rated === 1)
  expect(sameBytes(path, file.path)).toBe(true)
  expect(b.ratings.trustOf(a.key).count).toBe(1)
})

test('a disk that is too small is reported before anything is fetched', async () => {
  const [a, b] = await startPair(
    net.bootstrap,
    {},
    { files: { ...diskFiles, freeSpace: () => Promise.resolve(3 * CHUNK_BYTES) } },
  )
  const file = a.share(makeFile(a.dir, 'film.bin', 5 * CHUNK_BYTES))
  const id = b.transfers.download({ root: file.root, name: 'film.bin', size: file.size, peer: a.key })
  const line = await b.line(id, ({ state }) => state === 'paused')
  expect(line.problem).toMatchObject({
    code: 'NO_SPACE',
    details: { path: b.folder, needed: 5 * CHUNK_BYTES, free: 3 * CHUNK_BYTES },
  })
  expect(readdirSync(b.folder)).toEqual([])
})

test('vanishing free space is noticed before a write fails', async () => {
  const gate = gated(diskFiles, 2)
  let free = 100 * CHUNK_BYTES
  const [a, b] = await startPair(
    net.bootstrap,
    { files: gate.files },
    { files: { ...diskFiles, freeSpace: () => Promise.resolve(free) }, clock: scaledClock(10) },
  )
  const file = a.share(makeFile(a.dir, 'film.bin', 6 * CHUNK_BYTES))
  const id = b.transfers.download({ root: file.root, name: 'film.bin', size: file.size, peer: a.key })
  await b.line(id, ({ moved }) => moved === 2 * CHUNK_BYTES)
  free = 3 * CHUNK_BYTES
  expect(await b.line(id, ({ state }) => state === 'paused')).toMatchObject({
    moved: 2 * CHUNK_BYTES,
    rated: null,
    problem: { code: 'NO_SPACE', details: { path: b.folder } },
  })
  free = 100 * CHUNK_BYTES
  gate.open()
  b.transfers.resume(id)
  expect(sameBytes((await b.line(id, ({ state }) => state === 'done')).path, file.path)).toBe(true)
})

test('a missing or read-only download folder is named; the download continues once it is fixed', async () => {
  const [a, b] = await startPair(net.bootstrap)
  const file = a.share(makeFile(a.dir, 'film.bin', 2 * CHUNK_BYTES))
  rmSync(b.folder, { recursive: true })
  const id = b.transfers.download({ root: file.root, name: 'film.bin', size: file.size, peer: a.key })
  expect((await b.line(id, ({ state }) => state === 'paused')).problem).toMatchObject({
    code: 'FOLDER_MISSING',
    details: { path: b.folder },
  })
  mkdirSync(b.folder)
  const asRoot = process.getuid?.() === 0
  if (!asRoot) {
    chmodSync(b.folder, 0o500)
    b.transfers.resume(id)
    expect(
      (await b.line(id, ({ problem, state }) => state === 'paused' && problem?.code !== 'FOLDER_MISSING')).problem
        ?.code,
    ).toBe('READ_ONLY')
    chmodSync(b.folder, 0o700)
  }
  b.transfers.resume(id)
  expect(sameBytes((await b.line(id, ({ state, rated }) => state === 'done' && rated !== null)).path, file.path)).toBe(
    true,
  )
  expect(b.ratings.trustOf(a.key).count).toBe(1)
})

test('a download whose folder is gone starts over in the newly chosen folder', async () => {
  const [a, b] = await startPair(net.bootstrap)
  const file = a.share(makeFile(a.dir, 'film.bin', 2 * CHUNK_BYTES))
  rmSync(b.folder, { recursive: true })
  const id = b.transfers.download({ root: file.root, name: 'film.bin', size: file.size, peer: a.key })
  await b.line(id, ({ state }) => state === 'paused')
  const other = tempDir()
  b.useFolder(other)
  b.transfers.resume(id)
  const line = await b.line(id, ({ state }) => state === 'done')
  expect(line.path).toBe(join(other, 'film.bin'))
  expect(sameBytes(line.path, file.path)).toBe(true)
})

test('a read-only disk is reported as read-only', async () => {
  const disk = await smallDisk(tempDir(), 8 * CHUNK_BYTES)
  if (disk) disk.makeReadOnly()
  else console.warn('SUBSTITUTE: no tmpfs can be mounted here, a failing file layer stands in for the read-only disk')
  const files: FileSystem = {
    ...diskFiles,
    openPart: () => Promise.reject(Object.assign(new Error('read-only file system'), { code: 'EROFS' })),
  }
  try {
    const [a, b] = await startPair(net.bootstrap, {}, disk ? { folder: disk.path } : { files })
    const file = a.share(makeFile(a.dir, 'film.bin', 2 * CHUNK_BYTES))
    const id = b.transfers.download({ root: file.root, name: 'film.bin', size: file.size, peer: a.key })
    expect((await b.line(id, ({ state }) => state === 'paused')).problem).toMatchObject({ code: 'READ_ONLY' })
  } finally {
    await cleanNodes().catch(() => {})
    await disk?.unmount()
  }
})

test('a stuck disk stops requests, and no provider is blamed for it', async () => {
  const clock = scaledClock(60)
  let [written, waiting, open] = [0, 0, (): void => {}]
  const moves = new Promise<void>((resolve) => (open = resolve))
  const stuck = Promise.withResolvers<void>()
  const files: FileSystem = {
    ...diskFiles,
    async openPart(path, create) {
      const handle = await diskFiles.openPart(path, create)
      const writev = handle.writev.bind(handle)
      handle.writev = async (buffers, position) => {
        // by then the window of requests has grown
        if (++written > 24) {
          if (++waiting === 5) stuck.resolve()
          await moves
        }
        return writev(buffers, position)
      }
      return handle
    },
  }
  const [a, b] = await startPair(net.bootstrap, {}, { files, clock })
  const file = a.share(makeFile(a.dir, 'film.bin', 64 * CHUNK_BYTES))
  const id = b.transfers.download({ root: file.root, name: 'film.bin', size: file.size, peer: a.key })
  await stuck.promise
  await new Promise<void>((resolve) => clock.after(3 * STALL_MS, resolve))
  // what waits for the disk, and a window of what had been asked for by then; not the 40 that were missing
  expect(waiting).toBeLessThan(24)
  expect(b.transfers.details(id)?.sources).toMatchObject([{ problem: null }])
  open()
  const { path } = await b.line(id, ({ state }) => state === 'done')
  expect(sameBytes(path, file.path)).toBe(true)
})
