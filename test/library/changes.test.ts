import { appendFileSync, linkSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { fromHex, toHex } from '../../main/base/hex.ts'
import { Hasher } from '../../main/library/hashing/hasher.ts'
import type { Library } from '../../main/library/library.ts'
import { LibraryFixture } from './fixture.ts'

let at: LibraryFixture
let library: Library
beforeEach(async () => {
  at = new LibraryFixture()
  library = await at.start()
})
afterEach(() => at.end())

const CONTENT_ROOT = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' // SHA-256 of "abc"

describe('changes on the disk', () => {
  test('new, changed, renamed and deleted files and folders are followed', async () => {
    at.write('music/a.txt', 'old')
    at.write('music/b.txt')
    await at.shared()
    const before = at.catalogue.root('music/a.txt')

    at.write('music/new/deep/c.txt', 'abc')
    await at.until(() => at.catalogue.root('music/new/deep/c.txt') === CONTENT_ROOT)

    at.write('music/a.txt', 'abc')
    await at.until(() => at.catalogue.root('music/a.txt') === CONTENT_ROOT)
    expect(before).not.toBe(CONTENT_ROOT)

    const hashed = library.hashed
    renameSync(join(at.share, 'b.txt'), join(at.share, 'renamed.txt'))
    await at.until(
      () => at.catalogue.paths.includes('music/renamed.txt') && !at.catalogue.paths.includes('music/b.txt'),
    )
    renameSync(join(at.share, 'new'), join(at.share, 'moved'))
    await at.until(
      () =>
        at.catalogue.paths.includes('music/moved/deep/c.txt') && !at.catalogue.paths.includes('music/new/deep/c.txt'),
    )
    expect(library.hashed).toBe(hashed)

    rmSync(join(at.share, 'moved'), { recursive: true })
    rmSync(join(at.share, 'a.txt'))
    await at.until(() => at.catalogue.paths.length === 1)
    expect(at.catalogue.paths).toEqual(['music/renamed.txt'])
    await library.idle()
    expect(library.folders()).toMatchObject([{ state: 'ready', files: 1, hashedFiles: 1 }])
  })

  test('a restart hashes nothing again but what changed meanwhile, and repairs a catalogue that lags', async () => {
    for (let i = 0; i < 50; i++) at.write(`music/${i}.txt`, `content ${i}`)
    await at.shared()
    expect(library.hashed).toBe(50)
    await at.stop()
    at.write('music/7.txt', 'abc')
    rmSync(join(at.share, '8.txt'))
    at.catalogue.map.delete('music/9.txt') // as if the process had died before the append
    at.catalogue.map.set('music/ghost.txt', { root: fromHex(CONTENT_ROOT), size: 3, modified: 1 })
    const ten = at.catalogue.map.get('music/10.txt')
    at.catalogue.map.set('music/10.txt', { root: fromHex('11'.repeat(32)), size: 3, modified: 1 })
    library = await at.start()
    await library.idle()
    expect(library.hashed).toBe(1)
    expect(at.catalogue.root('music/7.txt')).toBe(CONTENT_ROOT)
    expect(at.catalogue.map.get('music/10.txt')).toEqual(ten)
    expect(at.catalogue.paths).toHaveLength(49)
    expect(at.catalogue.paths).toContain('music/9.txt')
    expect(at.catalogue.paths).not.toContain('music/ghost.txt')
    const { batches } = at.catalogue
    await at.stop()
    library = await at.start()
    await library.idle()
    expect(library.hashed).toBe(0)
    expect(at.catalogue.batches).toBe(batches)
  })

  test('a damaged database costs hashing again, nothing else', async () => {
    at.write('music/a.txt', 'abc')
    await at.shared()
    await at.stop()
    writeFileSync(join(at.dataDir, 'hyoban.db'), 'x'.repeat(50_000))
    library = await at.start()
    await library.idle()
    expect(at.database.rebuilt).toBe(true)
    expect(library.folders()).toMatchObject([{ path: at.share, state: 'ready', files: 1 }])
    expect(at.catalogue.paths).toEqual(['music/a.txt'])
  })

  test('a file that is served must be the one that was hashed', async () => {
    const path = at.write('music/a.txt', 'abc')
    at.write('music/large.bin', Buffer.alloc(2_500_000, 1))
    await at.shared()
    expect(await library.source(CONTENT_ROOT)).toMatchObject({ path, size: 3, layer: { byteLength: 0 } })
    const large = await library.source(at.catalogue.root('music/large.bin'))
    expect(large?.layer.byteLength).toBe(3 * 32)
    expect(library.has(CONTENT_ROOT)).toBe(true)
    expect(await library.source('0'.repeat(64))).toBeNull()
    expect(await library.source('no root')).toBeNull()
    // no waiting for the watcher: the very next request must notice
    appendFileSync(path, 'd')
    await expect(library.source(CONTENT_ROOT)).rejects.toMatchObject({ code: 'FILE_CHANGED' })
    await at.until(() => ![CONTENT_ROOT, ''].includes(at.catalogue.root('music/a.txt')))
    expect(await library.source(CONTENT_ROOT)).toBeNull()
    const now = at.catalogue.root('music/a.txt')
    rmSync(path)
    await expect(library.source(now)).rejects.toMatchObject({ code: 'FOLDER_MISSING' })
    await at.until(() => !at.catalogue.paths.includes('music/a.txt'))
  })

  test.skipIf(process.platform === 'win32')('a file replaced by a link out of the tree is not served', async () => {
    const path = at.write('music/a.txt', 'abc')
    await at.shared()
    // A hard link keeps size, time and inode: only the real path differs.
    mkdirSync(join(at.dir, 'outside'))
    linkSync(path, join(at.dir, 'outside', 'a.txt'))
    rmSync(path)
    symlinkSync(join(at.dir, 'outside', 'a.txt'), path)
    await expect(library.source(CONTENT_ROOT)).rejects.toMatchObject({ code: 'FILE_CHANGED' })
  })

  test('equal files are one content: while one is left it is served', async () => {
    at.write('music/a.txt', 'abc')
    const other = at.write('music/b.txt', 'abc')
    await at.shared()
    rmSync(join(at.share, 'a.txt'))
    expect(await library.source(CONTENT_ROOT)).toMatchObject({ path: other })
  })

  test('a failing catalogue is reported, and brought up to date later', async () => {
    const clock = (at.clock = new ManualClock())
    await at.stop()
    library = await at.start()
    at.write('music/a.txt', 'abc')
    await library.idle()
    at.catalogue.failure = Object.assign(new Error('no space'), { code: 'ENOSPC' })
    const problem = library.events.once('problem')
    await library.share(at.share)
    expect(await problem).toMatchObject({ folder: null, problem: { code: 'NO_SPACE' } })
    await library.idle()
    clock.advance(10_000)
    await library.idle()
    expect(at.catalogue.paths).toEqual(['music/a.txt'])
  })
})

describe('a folder that disappears', () => {
  test('is reported; its files are withdrawn if it stays away, and return without hashing', async () => {
    const clock = (at.clock = new ManualClock())
    await at.stop()
    library = await at.start()
    at.write('music/a.txt', 'abc')
    at.write('music/sub/b.txt')
    const id = await at.shared()
    const away = join(at.dir, 'away')
    renameSync(at.share, away)
    const problem = library.events.once('problem')
    library.rescan(id)
    expect(await problem).toMatchObject({ problem: { code: 'FOLDER_MISSING' }, folder: { state: 'problem' } })
    expect(at.catalogue.paths).toHaveLength(2)
    expect(library.folders()).toMatchObject([
      { state: 'problem', problem: { code: 'FOLDER_MISSING', details: { path: at.share } } },
    ])

    clock.advance(3100)
    await library.idle()
    expect(at.catalogue.paths).toEqual([])
    expect(library.shares()).toEqual({ sharedFiles: 0, sharedBytes: 0 })
    expect(await library.source(CONTENT_ROOT)).toBeNull()

    renameSync(away, at.share)
    const mended = library.events.once('mended')
    clock.advance(3100)
    expect(await mended).toMatchObject({ id })
    await library.idle()
    expect(at.catalogue.paths).toEqual(['music/a.txt', 'music/sub/b.txt'])
    expect(library.folders()).toMatchObject([{ state: 'ready', files: 2, hashedFiles: 2 }])
    expect(library.hashed).toBe(2)
    expect(toHex((at.catalogue.map.get('music/a.txt') as { root: Uint8Array }).root)).toBe(CONTENT_ROOT)
  })

  test('that is gone at start is a problem, not a crash', async () => {
    at.write('music/a.txt', 'abc')
    await at.shared()
    await at.stop()
    renameSync(at.share, join(at.dir, 'away'))
    library = await at.start()
    await at.until(() => library.folders()[0]?.state === 'problem')
    expect(library.folders()[0]?.problem?.code).toBe('FOLDER_MISSING')
  })
})

describe('files that cannot be read', () => {
  test.runIf(process.platform === 'linux')('are counted with a reason; the others are shared', async () => {
    // files of /proc say 0 bytes and hold more: they can never be hashed; root may read everything else
    const id = (await library.share('/proc/sys/kernel/random')).id
    await library.idle()
    expect(library.folders()).toMatchObject([{ state: 'ready' }])
    expect(library.folders()[0]?.skipped.unreadable).toBeGreaterThan(0)
    expect(library.skipped(id).every((row) => row.reason === 'unreadable')).toBe(true)
    expect(at.catalogue.map.size).toBeLessThan(10)
  })

  test('a file that changes while it is read is skipped, reported, and read again later', async () => {
    /** Writes to the first file just before its bytes are read. */
    class MeddledHasher extends Hasher {
      meddled = false
      override hashSmall(...[files, options]: Parameters<Hasher['hashSmall']>): ReturnType<Hasher['hashSmall']> {
        if (!this.meddled && files[0]) appendFileSync(files[0].path, 'more')
        this.meddled = true
        return super.hashSmall(files, options)
      }
    }
    await at.stop()
    await at.hasher.close()
    at.hasher = new MeddledHasher(1)
    const clock = (at.clock = new ManualClock())
    library = await at.start()
    at.write('music/a.txt', 'x')
    at.write('music/b.txt', 'abcd')
    const id = await at.shared()
    expect(at.catalogue.paths).toEqual(['music/b.txt'])
    expect(library.skipped(id)).toMatchObject([
      { path: 'a.txt', reason: 'unreadable', message: 'it changed while it was read' },
    ])
    clock.advance(2000)
    await library.idle()
    expect(at.catalogue.map.get('music/a.txt')?.size).toBe(5)
    expect(library.skipped(id)).toEqual([])
  })

  test('a file deleted between scan and hashing is forgotten', async () => {
    for (let i = 0; i < 300; i++) at.write(`music/${i}.txt`)
    const off = library.events.on('change', () => rmSync(join(at.share, '299.txt'), { force: true }))
    await at.shared()
    off()
    library.rescan(library.folders()[0]?.id as number)
    await library.idle()
    expect(at.catalogue.paths).toHaveLength(299)
  })
})

describe('many files', () => {
  test('4,000 in nested folders are scanned, hashed, published, listed; a second scan hashes none', async () => {
    for (let d = 0; d < 40; d++) {
      mkdirSync(join(at.share, `d${d}`))
      for (let i = 0; i < 100; i++) writeFileSync(join(at.share, `d${d}`, `${i}.txt`), `${d} ${i}`)
    }
    const id = await at.shared()
    expect(at.catalogue.map.size).toBe(4_000)
    expect(library.hashed).toBe(4_000)
    library.rescan(id)
    await library.idle()
    expect(library.hashed).toBe(4_000)
    const page = library.files({ folder: id, text: 'd7/9', offset: 2, limit: 3 })
    expect(page.total).toBe(11)
    expect(page.rows.map((row) => row.path)).toEqual(['d7/91.txt', 'd7/92.txt', 'd7/93.txt'])
    expect(library.files({ text: '%_\\', offset: 0, limit: 5 }).total).toBe(0)
  }, 60_000)
})
