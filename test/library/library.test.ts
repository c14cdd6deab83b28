import { execFileSync } from 'node:child_process'
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

describe('sharing', () => {
  test('a folder in place: every file, deep down, by its root, under the folder name', async () => {
    at.write('music/one.txt', 'abc')
    at.write('music/deep/er/two.txt', 'abc')
    at.write('music/empty.bin', '')
    at.write('music/big.bin', Buffer.alloc(3_000_000, 7))
    at.write('music/日本語/評判 ★.flac', 'きく')
    const shared = new Promise((resolve) => library.events.on('shared', resolve))
    const id = await at.shared()
    expect(at.catalogue.paths).toEqual([
      'music/big.bin',
      'music/deep/er/two.txt',
      'music/empty.bin',
      'music/one.txt',
      'music/日本語/評判 ★.flac',
    ])
    expect(at.catalogue.root('music/one.txt')).toBe(CONTENT_ROOT)
    expect(at.catalogue.root('music/empty.bin')).toBe('0'.repeat(64))
    expect(library.folders()).toMatchObject([
      { id, name: 'music', path: at.share, state: 'ready', files: 5, hashedFiles: 5, problem: null },
    ])
    expect(library.shares()).toEqual({ sharedFiles: 5, sharedBytes: 3_000_012 })
    expect(library.tasks()).toEqual([])
    expect(await shared).toMatchObject({ id, name: 'music' })
  })

  test.skipIf(process.platform === 'win32')(
    'leaves out and counts: hidden, links out of the tree, special files, unfinished downloads',
    async () => {
      const secret = at.write('outside/secret.txt')
      at.write('music/.hidden/deep.txt')
      at.write('music/.dotfile')
      at.write('music/real.txt', 'abc')
      at.write('music/song.mp3.part')
      at.write('music/sub/x.txt')
      symlinkSync(secret, join(at.share, 'leak.txt'))
      symlinkSync(join(at.dir, 'outside'), join(at.share, 'leak-folder'))
      symlinkSync('nowhere', join(at.share, 'broken'))
      symlinkSync('..', join(at.share, 'sub', 'loop'))
      symlinkSync('.dotfile', join(at.share, 'to-hidden'))
      symlinkSync('self', join(at.share, 'self'))
      symlinkSync('real.txt', join(at.share, 'alias.txt'))
      execFileSync('mkfifo', [join(at.share, 'pipe')])
      const id = await at.shared()
      expect(at.catalogue.paths).toEqual(['music/alias.txt', 'music/real.txt', 'music/sub/x.txt'])
      expect(library.folders()[0]?.skipped).toEqual({
        hidden: 2,
        symlinks: 6,
        special: 2,
        unreadable: 0,
        excluded: 0,
        damaged: 0,
      })
      const why = Object.fromEntries(library.skipped(id).map((row) => [row.path, row.message]))
      expect(why).toMatchObject({
        'leak.txt': 'a link out of the shared folder',
        broken: 'a link that leads nowhere',
        pipe: 'a named pipe',
        'to-hidden': 'a link to something hidden',
      })
    },
  )

  test.runIf(process.platform === 'linux')(
    'a name that is no UTF-8 is left out, said so, and does not stop the rest',
    async () => {
      at.write('music/good.txt')
      writeFileSync(
        Buffer.concat([Buffer.from(`${at.share}/bad-`), Buffer.from([0xff, 0xfe]), Buffer.from('.txt')]),
        'x',
      )
      const id = await at.shared()
      expect(at.catalogue.paths).toEqual(['music/good.txt'])
      expect(library.skipped(id)).toMatchObject([{ reason: 'unreadable', message: 'its name is not valid UTF-8' }])
    },
  )

  test.skipIf(process.platform === 'win32')(
    'a name that other systems do not take is left out and said so; a folder of such a name is refused',
    async () => {
      at.write('music/good.txt')
      at.write('music/line\nbreak.txt')
      at.write('music/back\\slash/x.txt')
      const id = await at.shared()
      expect(at.catalogue.paths).toEqual(['music/good.txt'])
      expect(library.skipped(id).map((row) => row.message)).toEqual(
        Array(2).fill('its name has characters that other systems do not take'),
      )
      at.write('bad\tname/x.txt')
      await expect(library.share(join(at.dir, 'bad\tname'))).rejects.toMatchObject({
        code: 'BAD_INPUT',
        hint: 'Rename the folder.',
      })
    },
  )

  test('is refused with a reason', async () => {
    at.write('music/sub/x.txt')
    const file = at.write('file.txt')
    await at.shared()
    const code = async (path: string): Promise<string> =>
      library.share(path).then(
        () => 'shared',
        (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
      )
    expect(await code(join(at.dir, 'missing'))).toMatch(/^FOLDER_MISSING: .*missing does not exist/)
    expect(await code(join(file, 'below'))).toMatch(/^FOLDER_MISSING/)
    expect(await code(file)).toMatch(/^BAD_INPUT: .*is a file/)
    expect(await code('relative/path')).toMatch(/^BAD_INPUT: .*not a full path/)
    expect(await code('/')).toMatch(/^BAD_INPUT: A whole disk/)
    expect(await code(at.dataDir)).toMatch(/^BAD_INPUT: .*own data/)
    expect(await code(at.share)).toMatch(/^BAD_INPUT: .*shared already/)
    expect(await code(`${at.share}/`)).toMatch(/^BAD_INPUT: .*shared already/)
    expect(await code(join(at.share, 'sub'))).toMatch(/^BAD_INPUT: .*lies in/)
    expect(await code(at.dir)).toMatch(/^BAD_INPUT: .*contains/)
    expect(library.folders()).toHaveLength(1)
  })

  test('two folders of one name get two names, and the data directory below a shared folder stays private', async () => {
    at.write('music/a.txt')
    at.write('other/music/b.txt')
    at.write('data/key')
    await at.shared()
    await library.share(join(at.dir, 'other', 'music'))
    await library.idle()
    expect(at.catalogue.paths).toEqual(['music (2)/b.txt', 'music/a.txt'])
    for (const { id } of library.folders()) await library.unshare(id)
    await library.share(at.dir)
    await library.idle()
    expect(at.catalogue.paths.filter((path) => path.includes('/data/'))).toEqual([])
    expect(at.catalogue.paths.some((path) => path.endsWith('music/a.txt'))).toBe(true)
  })

  test('ends: the files leave the catalogue and stay on the disk', async () => {
    at.write('music/a.txt', 'abc')
    const id = await at.shared()
    await library.unshare(id)
    await library.idle()
    expect(at.catalogue.paths).toEqual([])
    expect(library.folders()).toEqual([])
    expect(await library.source(CONTENT_ROOT)).toBeNull()
    expect(() => library.rescan(id)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
    await expect(library.unshare(id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

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
    // a hard link keeps size, time and inode: only the real path tells
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

  test('a catalogue that cannot be written to is told, and caught up with later', async () => {
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
  test('is a problem that is told; its files leave only when it is still gone, and come back without hashing', async () => {
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

  test('a file that changes while it is read is left out, said so, and read again when it rests', async () => {
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
