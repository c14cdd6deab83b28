import { expect, test } from 'vitest'
import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import { diskFiles } from '../../../main/transfers/storage/file-system.ts'
import { type DiskFault, type DiskOperation, faultyFiles } from '../../helpers/faulty-files.ts'
import { tempDir } from '../helpers/cleanup.ts'
import { makeFile, sameBytes } from '../helpers/files.ts'
import { ask, startPair } from '../helpers/node.ts'
import { useTestNet } from '../helpers/test-net.ts'

// Each error that a disk can give, at each operation: the download says what is wrong, nobody is rated, and with the
// disk in order again it completes with equal bytes and its rating.

const net = useTestNet()

const CASES: [errno: string, code: string, at: DiskOperation][] = [
  ['ENOSPC', 'NO_SPACE', 'write'],
  ['EDQUOT', 'NO_SPACE', 'truncate'],
  ['EFBIG', 'FILE_TOO_LARGE', 'truncate'],
  ['EROFS', 'READ_ONLY', 'open'],
  ['EACCES', 'READ_ONLY', 'open'],
  ['EIO', 'DISK_ERROR', 'write'],
  ['EIO', 'DISK_ERROR', 'flush'],
  ['EIO', 'DISK_ERROR', 'space'],
  ['ESTALE', 'DISK_ERROR', 'write'],
  ['ENOTCONN', 'DISK_ERROR', 'open'],
  ['ENODEV', 'DISK_ERROR', 'write'],
  ['ENOENT', 'FOLDER_MISSING', 'space'],
  ['EMFILE', 'INTERNAL', 'open'],
]

test('every error of a disk pauses the download with its cause, and blames nobody', async () => {
  let failing: { at: DiskOperation; fault: DiskFault } | null = null
  const files = faultyFiles((operation) => (failing?.at === operation ? failing.fault : null))
  const [a, b] = await startPair(net.bootstrap, {}, { files })
  for (const [n, [errno, code, at]] of CASES.entries()) {
    const file = a.share(makeFile(a.dir, `film-${n}.bin`, 3 * CHUNK_BYTES))
    failing = { at, fault: { errno } }
    const id = ask(b, a, file)
    const paused = await b.line(id, ({ state }) => state === 'paused')
    expect({ errno, at, code: paused.problem?.code, rated: paused.rated }).toEqual({ errno, at, code, rated: null })
    expect(paused.problem?.hint).not.toBe('')
    failing = null
    b.transfers.resume(id)
    const { path } = await b.line(id, ({ state, rated }) => state === 'done' && rated === 1)
    expect(sameBytes(path, file.path)).toBe(true)
  }
  expect(b.ratings.trustOf(a.key).count).toBe(CASES.length)
})

test('every error of a disk at the provider is its own matter: nobody is rated for it', async () => {
  let errno: string | null = null
  const files = faultyFiles((operation) => (operation === 'source' && errno ? { errno } : null))
  const [a, b] = await startPair(net.bootstrap, { files })
  for (const code of ['EIO', 'ESTALE', 'ENOTCONN', 'EACCES', 'ENOENT', 'EMFILE']) {
    const file = a.share(makeFile(a.dir, `film-${code}.bin`, 3 * CHUNK_BYTES))
    errno = code
    const id = ask(b, a, file)
    await b.line(id, ({ state }) => state === 'failed')
    errno = null
    b.transfers.resume(id)
    const { path } = await b.line(id, ({ state, rated }) => state === 'done' && rated === 1)
    expect(sameBytes(path, file.path)).toBe(true)
  }
  expect(b.ratings.trustOf(a.key)).toMatchObject({ count: 6, u: 1 })
})

test('a file over 4 GB is refused on FAT before it begins, and starts over in a folder on another disk', async () => {
  const fat = tempDir()
  const files = {
    ...diskFiles,
    maxFileBytes: (folder: string) => Promise.resolve(folder === fat ? 3 * CHUNK_BYTES - 1 : Infinity),
  }
  const [a, b] = await startPair(net.bootstrap, {}, { files, folder: fat })
  const file = a.share(makeFile(a.dir, 'film.bin', 3 * CHUNK_BYTES))
  const id = ask(b, a, file)
  expect((await b.line(id, ({ state }) => state === 'paused')).problem).toEqual({
    code: 'FILE_TOO_LARGE',
    message: `The disk at ${fat} takes no files over 4 GB.`,
    hint: 'Choose a folder on another disk in the settings, then resume.',
    details: { path: fat, size: 3 * CHUNK_BYTES, limit: 4 },
  })
  b.useFolder(tempDir())
  b.transfers.resume(id)
  const { path } = await b.line(id, ({ state }) => state === 'done')
  expect(sameBytes(path, file.path)).toBe(true)
})

test.runIf(process.platform === 'linux')('a disk that tells no sizes is not taken for a full one', async () => {
  // neither do some FUSE and network file systems
  expect(await diskFiles.freeSpace('/proc')).toBe(Infinity)
})
