import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { fromHex } from '../../../main/base/hex.ts'
import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import { ChunkMap } from '../../../main/transfers/storage/chunk-map.ts'
import { diskFiles } from '../../../main/transfers/storage/file-system.ts'
import { PartFile } from '../../../main/transfers/storage/part-file.ts'
import type { ChunkSegment, FileSystem } from '../../../main/transfers/ports.ts'
import { alsoClean, cleanNodes, tempDir } from '../helpers/cleanup.ts'
import { makeFile, sameBytes, type TestFile } from '../helpers/files.ts'
import { cachingDisk, type CachingDisk } from '../helpers/power-cut.ts'

afterEach(cleanNodes)

const never = new AbortController().signal
const MIB = 1_048_576

/** What the store holds of a partial file: the last record wins, as in the database. */
class Record {
  readonly #kept = new Map<number, ChunkSegment>()
  readonly #events: string[]
  moved = 0

  constructor(events: string[]) {
    this.#events = events
  }

  readonly write = (moved: number, segments: ChunkSegment[]): void => {
    const before = this.chunks()
    this.moved = moved
    for (const { segment, written, synced } of segments)
      this.#kept.set(segment, { segment, written: written.slice(), synced: synced.slice() })
    const now = this.chunks()
    for (const chunk of now.written) if (!before.written.includes(chunk)) this.#events.push(`record ${chunk}`)
    for (const chunk of now.safe) if (!before.safe.includes(chunk)) this.#events.push(`safe ${chunk}`)
  }

  get segments(): ChunkSegment[] {
    return [...this.#kept.values()]
  }

  /** Chunks of the first segment that count as written, and as safe. */
  chunks(): { written: number[]; safe: number[] } {
    const [first] = this.segments
    const set = (bits: Uint8Array | undefined): number[] =>
      Array.from({ length: 4096 }, (_, i) => i).filter((i) => ((bits?.[i >> 3] ?? 0) & (1 << (i & 7))) !== 0)
    return { written: set(first?.written), safe: set(first?.synced) }
  }
}

/** A download whose partial file lies on a disk that forgets. */
async function scene(size = 20 * CHUNK_BYTES, disk: CachingDisk = cachingDisk()) {
  const dir = tempDir()
  const file = makeFile(tempDir(), 'film.bin', size)
  const bytes = readFileSync(file.path)
  const record = new Record(disk.events)
  const path = join(dir, 'film.bin.part')
  const part = new PartFile(path, new ChunkMap(size), disk.files, record.write)
  alsoClean(() => part.close())
  await part.open(fromHex(file.root), file.layer, never)
  const chunk = (n: number): Buffer => bytes.subarray(n * CHUNK_BYTES, (n + 1) * CHUNK_BYTES)
  return { disk, dir, file, path, part, record, chunk, put: (n: number) => part.write(n, [chunk(n)]) }
}

/** Opens the file after any kind of end; returns which chunks are present, and which of them had to be read. */
async function again(path: string, file: TestFile, segments: ChunkSegment[]) {
  const read: number[] = []
  const files: FileSystem = {
    ...diskFiles,
    async openPart(at, create) {
      const handle = await diskFiles.openPart(at, create)
      const reading = handle.read.bind(handle)
      handle.read = (buffer, offset, length, position) => {
        read.push(position / CHUNK_BYTES)
        return reading(buffer, offset, length, position)
      }
      return handle
    },
  }
  const map = new ChunkMap(file.size, segments)
  const part = new PartFile(path, map, files, () => {})
  await part.open(fromHex(file.root), file.layer, never)
  await part.close()
  return { has: Array.from({ length: map.count }, (_, i) => i).filter((i) => map.has(i)), read }
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

test('bytes are written before they are recorded, and recorded before the write counts as done', async () => {
  const { put, disk, part, record } = await scene()
  for (const n of [0, 1, 2]) await put(n)
  expect(disk.events).toEqual(['write 0', 'record 0', 'write 1', 'record 1', 'write 2', 'record 2'])
  expect(record.moved).toBe(3 * MIB)
  await part.close()
})

test('each 16 MiB are flushed, and count as safe only when the flush has ended', async () => {
  const { put, disk, part, record } = await scene()
  const release = disk.holdFlushes()
  alsoClean(release)
  for (const n of upTo(20)) await put(n)
  expect(disk.events).toEqual(upTo(20).flatMap((n) => [`write ${n}`, `record ${n}`]))
  expect(record.chunks()).toEqual({ written: upTo(20), safe: [] })
  release()
  await part.close()
  expect(disk.events.slice(40)).toEqual([
    'flush',
    ...upTo(16).map((n) => `safe ${n}`),
    'flush',
    ...[16, 17, 18, 19].map((n) => `safe ${n}`),
    'close',
  ])
})

test('after a power cut chunks recorded as safe have their bytes; others are read before they count', async () => {
  const { put, disk, path, record, file } = await scene()
  for (const n of upTo(15)) await put(n)
  expect(record.chunks().safe).toEqual([])
  const flushed = Promise.withResolvers<void>()
  const push = disk.events.push.bind(disk.events)
  disk.events.push = (...what) => (what[0] === 'safe 15' && flushed.resolve(), push(...what))
  await put(15)
  await flushed.promise
  for (const n of [16, 17, 18]) await put(n)
  const { written, safe } = record.chunks()
  expect({ written, safe }).toEqual({ written: upTo(19), safe: upTo(16) })
  await disk.cutPower(path)
  const left = readFileSync(path)
  expect(left.subarray(0, 16 * CHUNK_BYTES).equals(readFileSync(file.path).subarray(0, 16 * CHUNK_BYTES))).toBe(true)
  expect(left.subarray(16 * CHUNK_BYTES, 19 * CHUNK_BYTES).every((byte) => byte === 0)).toBe(true)
  expect(await again(path, file, record.segments)).toEqual({ has: upTo(16), read: [16, 17, 18] })
})

test('a power cut after the end of the node in order costs nothing', async () => {
  const { put, disk, path, part, record, file } = await scene()
  for (const n of [0, 1, 2]) await put(n)
  await part.close()
  expect(disk.events.slice(-5)).toEqual(['flush', 'safe 0', 'safe 1', 'safe 2', 'close'])
  await disk.cutPower(path)
  expect(await again(path, file, record.segments)).toEqual({ has: [0, 1, 2], read: [] })
})

test('the whole file is on the disk before it gets its name: a power cut then takes none of it', async () => {
  const { put, disk, part, file, dir } = await scene(3 * CHUNK_BYTES + 100)
  for (const n of upTo(4)) await put(n)
  const path = await part.finish('film.bin', (to) => disk.events.push(`move to ${to.slice(dir.length + 1)}`))
  const sync = disk.events.indexOf('sync')
  expect(sync).toBeGreaterThan(disk.events.indexOf('write 3'))
  expect(disk.events.indexOf('move to film.bin')).toBeGreaterThan(sync)
  await disk.cutPower(path)
  expect(sameBytes(path, file.path)).toBe(true)
})

test('chunks that could not be flushed stay recorded as written and are read at the next start', async () => {
  const { put, disk, path, part, record, file } = await scene()
  for (const n of upTo(17)) await put(n)
  disk.failFlushes('EIO')
  for (const n of [17, 18]) await put(n)
  await part.close()
  expect(disk.events.at(-1)).toBe('close')
  const { written, safe } = record.chunks()
  expect(written).toEqual(upTo(19))
  const { has, read } = await again(path, file, record.segments)
  expect(has).toEqual(upTo(19))
  expect(read).toEqual(upTo(19).filter((n) => !safe.includes(n)))
  // and a file that never was flushed cannot be finished
  const other = await scene(2 * CHUNK_BYTES)
  other.disk.failFlushes('EIO')
  for (const n of [0, 1]) await other.put(n)
  await expect(other.part.finish('film.bin', () => {})).rejects.toMatchObject({ code: 'EIO' })
  expect(existsSync(join(other.dir, 'film.bin'))).toBe(false)
})

test('a flush that failed is made up for by the next one', async () => {
  const { put, disk, part, record } = await scene()
  disk.failFlushes('EIO')
  for (const n of upTo(16)) await put(n)
  disk.failFlushes(null)
  await part.close()
  expect(record.chunks()).toEqual({ written: upTo(16), safe: upTo(16) })
})

test('a finished file takes its name or the next free one, overwrites nothing and leaves no partial file', async () => {
  const { put, part, file, dir, path } = await scene(2 * CHUNK_BYTES)
  for (const n of [0, 1]) await put(n)
  writeFileSync(join(dir, 'film.bin'), 'mine')
  writeFileSync(join(dir, 'film (2).bin'), 'mine, too')
  const { ino } = statSync(path)
  const intended: unknown[] = []
  const finished = await part.finish('film.bin', (...what) => intended.push(what))
  expect(finished).toBe(join(dir, 'film (3).bin'))
  expect(intended).toEqual(['film.bin', 'film (2).bin', 'film (3).bin'].map((name) => [join(dir, name), ino]))
  expect(sameBytes(finished, file.path)).toBe(true)
  expect(readFileSync(join(dir, 'film.bin'), 'utf8')).toBe('mine')
  expect(readFileSync(join(dir, 'film (2).bin'), 'utf8')).toBe('mine, too')
  expect(existsSync(path)).toBe(false)
})

test('a start that finds the file under both names, after a crash during the move, ends the move', async () => {
  const { put, part, file, dir, path } = await scene(2 * CHUNK_BYTES)
  for (const n of [0, 1]) await put(n)
  linkSync(path, join(dir, 'film.bin'))
  expect(await part.finish('film.bin', () => {})).toBe(join(dir, 'film.bin'))
  expect(existsSync(path)).toBe(false)
  expect(sameBytes(join(dir, 'film.bin'), file.path)).toBe(true)
})

test('a missing file empties the map; one of another length is read in full; a closed one takes nothing', async () => {
  const { put, path, part, record, file } = await scene(4 * CHUNK_BYTES)
  for (const n of [0, 1, 2]) await put(n)
  await part.close()
  await expect(put(3)).rejects.toMatchObject({ code: 'EBADF' })
  truncateSync(path, 2 * CHUNK_BYTES + 5)
  expect(await again(path, file, record.segments)).toEqual({ has: [0, 1], read: [0, 1, 2] })
  rmSync(path)
  expect(await again(path, file, record.segments)).toEqual({ has: [], read: [] })
  expect(statSync(path).size).toBe(4 * CHUNK_BYTES)
})

test.each([
  [3 * CHUNK_BYTES + 100, [0, 1, 2, 3]],
  [100, [0]],
])('of a file of %d bytes the short last chunk, too, is kept when it is read at the next start', async (size, all) => {
  const { put, path, part, record, file } = await scene(size)
  for (const n of all) await put(n)
  const atKill = record.segments
  await part.close()
  const unflushed = atKill.map((one) => ({ ...one, synced: new Uint8Array(512) }))
  expect(await again(path, file, unflushed)).toEqual({ has: all, read: all })
  // one byte of it is wrong
  const bytes = readFileSync(path)
  bytes[size - 1] = (bytes[size - 1] as number) ^ 1
  writeFileSync(path, bytes)
  expect(await again(path, file, unflushed)).toEqual({ has: all.slice(0, -1), read: all })
})

test('a chunk found wrong is recorded although the start is stopped and the disk then fails to flush', async () => {
  const { put, path, part, record, file } = await scene(4 * CHUNK_BYTES)
  for (const n of [0, 1, 2]) await put(n)
  const atKill = record.segments
  await part.close()
  writeFileSync(path, Buffer.alloc(4 * CHUNK_BYTES))
  const stop = new AbortController()
  const files: FileSystem = {
    ...diskFiles,
    async openPart(at, create) {
      const handle = await diskFiles.openPart(at, create)
      const reading = handle.read.bind(handle)
      handle.read = (...where) => (stop.abort(), reading(...where))
      handle.datasync = () => Promise.reject(Object.assign(new Error('the disk fails'), { code: 'EIO' }))
      return handle
    },
  }
  const doubtful = atKill.map((one) => ({ ...one, synced: new Uint8Array(512) }))
  const next = new PartFile(path, new ChunkMap(file.size, doubtful), files, record.write)
  await expect(next.open(fromHex(file.root), file.layer, stop.signal)).rejects.toMatchObject({ name: 'AbortError' })
  await next.close()
  expect(record.chunks().written).toEqual([1, 2])
})

test('an error that prevents the move is passed on as the system reports it', async () => {
  const dir = tempDir()
  mkdirSync(join(dir, 'film.bin.part'))
  const map = new ChunkMap(CHUNK_BYTES)
  const open = (path: string): Promise<void> =>
    new PartFile(path, map, diskFiles, () => {}).open(new Uint8Array(32), new Uint8Array(0), never)
  await expect(open(join(dir, 'film.bin.part'))).rejects.toMatchObject({ code: 'EISDIR' })
  await expect(open(join(dir, 'gone', 'film.bin.part'))).rejects.toMatchObject({ code: 'ENOENT' })
})

test('a partial write is completed; a refused one fails for lack of space', async () => {
  const short = (most: number): CachingDisk => {
    const disk = cachingDisk()
    const { openPart } = disk.files
    disk.files.openPart = async (path, create) => {
      const handle = await openPart(path, create)
      const writev = handle.writev.bind(handle)
      handle.writev = (parts, position) => writev([Buffer.concat(parts).subarray(0, most)], position)
      return handle
    }
    return disk
  }
  const { put, path, part, chunk, record } = await scene(2 * CHUNK_BYTES, short(300_000))
  await part.write(1, [chunk(1).subarray(0, 70_000), chunk(1).subarray(70_000)])
  await part.close()
  expect(readFileSync(path).subarray(CHUNK_BYTES).equals(chunk(1))).toBe(true)
  expect(record.chunks().written).toEqual([1])
  await expect(put(0)).rejects.toMatchObject({ code: 'EBADF' })
  const full = await scene(2 * CHUNK_BYTES, short(0))
  await expect(full.put(0)).rejects.toMatchObject({ code: 'ENOSPC' })
  expect(full.record.chunks().written).toEqual([])
  await full.part.close()
})
