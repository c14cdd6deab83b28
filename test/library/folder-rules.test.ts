import { mkdirSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { FolderRules } from '../../main/library/library-store.ts'
import type { Library } from '../../main/library/library.ts'
import { SqliteLibraryStore } from '../../main/store/library/library-store.ts'
import { perTier } from '../helpers/tier.ts'
import { LibraryFixture } from './fixture.ts'

/** Files in one directory, and as many in directories of a hundred. */
const HALF = perTier(800, 5_000)

let at: LibraryFixture
let library: Library
beforeEach(async () => {
  at = new LibraryFixture()
  library = await at.start()
})
afterEach(() => at.end())

const rules = (change: Partial<FolderRules>): FolderRules => ({
  visibility: 'all',
  community: '',
  patterns: [],
  ...change,
})
const view = () => library.folders()[0]

/** Totals kept by triggers must be those that counting gives. */
function expectTotals(): void {
  const counted = at.database
    .prepare<[], Record<string, number>>(
      `SELECT count(*) AS files, coalesce(sum(size), 0) AS bytes, count(root) AS hashedFiles,
    coalesce(sum(size) FILTER (WHERE root IS NOT NULL), 0) AS hashedBytes,
    count(*) FILTER (WHERE root IS NOT NULL AND published > 0) AS publishedFiles
    FROM files WHERE failure IS NULL`,
    )
    .get()
  expect(new SqliteLibraryStore(at.database).totals(view()?.id ?? 0)).toEqual(counted)
}

describe('patterns', () => {
  test('leave out files and folders as a .gitignore does, at once when they change, and let them back in', async () => {
    at.write('music/song.flac')
    at.write('music/song.tmp')
    at.write('music/keep.tmp')
    at.write('music/drafts/one.txt')
    at.write('music/deep/drafts/two.txt')
    const id = await at.shared()
    expect(at.catalogue.paths).toHaveLength(5)
    library.configure(id, rules({ patterns: ['*.tmp', '!keep.tmp', '/drafts/', '', '  '] }))
    await library.idle()
    expect(at.catalogue.paths).toEqual(['music/deep/drafts/two.txt', 'music/keep.tmp', 'music/song.flac'])
    expect(view()).toMatchObject({ patterns: ['*.tmp', '!keep.tmp', '/drafts/'], skipped: { excluded: 2 } })
    expectTotals()
    const { hashed } = library
    library.configure(id, rules({}))
    await library.idle()
    expect(at.catalogue.paths).toHaveLength(5)
    // what was left out a moment ago is remembered
    expect(library.hashed).toBe(hashed)
  })

  test('that are a lone exclamation mark share nothing that was left out', async () => {
    at.write('music/song.flac')
    at.write('music/private.tmp')
    const id = await at.shared()
    library.configure(id, rules({ patterns: ['*.tmp', '!'] }))
    await library.idle()
    expect(at.catalogue.paths).toEqual(['music/song.flac'])
  })

  test('that make no sense are refused, as is a community that is none', async () => {
    const id = await at.shared()
    expect(() => library.configure(id, rules({ patterns: ['x'.repeat(2000)] }))).toThrow(
      expect.objectContaining({ code: 'BAD_INPUT' }),
    )
    expect(() => library.configure(id, rules({ visibility: 'community' }))).toThrow(
      expect.objectContaining({ code: 'BAD_INPUT' }),
    )
  })
})

describe('visibility', () => {
  test('all: published; community: found by and served to members only; nobody: local user only', async () => {
    await at.stop()
    at.peers.set('member', { communities: new Set(['club']) })
    at.peers.set('stranger', { communities: new Set(['other']) })
    library = await at.start()
    at.write('music/deep/Song of the harbour.flac', 'la la la')
    const id = await at.shared()
    const root = at.catalogue.root('music/deep/Song of the harbour.flac')
    expect(await library.source(root, 'stranger')).not.toBeNull()
    expect(library.ofCommunity('club', ['harbour'], 10)).toEqual([])

    library.configure(id, rules({ visibility: 'community', community: 'club' }))
    expect(await library.source(root, 'stranger')).toBeNull()
    await library.idle()
    expect(at.catalogue.paths).toEqual([])
    expect(await library.source(root, 'member')).toMatchObject({ size: 8 })
    expect(library.ofCommunity('club', ['harbour', 'DEEP'], 10)).toMatchObject([
      { root, path: 'music/deep/Song of the harbour.flac', kind: 'audio' },
    ])
    expect(library.ofCommunity('club', ['nothing'], 10)).toEqual([])
    expect(library.ofCommunity('other', ['harbour'], 10)).toEqual([])
    expect(view()).toMatchObject({ state: 'ready', visibility: 'community', community: 'club' })

    library.configure(id, rules({ visibility: 'nobody' }))
    expect(await library.source(root, 'member')).toBeNull()
    expect(await library.source(root)).toMatchObject({ size: 8 })
    at.write('music/new.txt', 'new')
    await at.until(() => view()?.hashedFiles === 2)
    await library.idle()
    expect(at.catalogue.paths).toEqual([])
    expect(library.shares()).toEqual({ sharedFiles: 0, sharedBytes: 0 })

    await at.stop()
    library = await at.start()
    await library.idle()
    expect(at.catalogue.paths).toEqual([])
    library.configure(id, rules({}))
    await library.idle()
    expect(at.catalogue.paths).toHaveLength(2)
    expect(library.hashed).toBe(0)
  })

  test('outlives a damaged database: nothing private becomes public', async () => {
    at.write('music/private.txt', 'mine')
    const id = await at.shared()
    library.configure(id, rules({ visibility: 'nobody', patterns: ['*.bak'] }))
    await library.idle()
    await at.stop()
    writeFileSync(join(at.dataDir, 'hyoban.db'), 'x'.repeat(50_000))
    library = await at.start()
    await library.idle()
    expect(at.database.rebuilt).toBe(true)
    expect(view()).toMatchObject({ visibility: 'nobody', patterns: ['*.bak'], hashedFiles: 1 })
    expect(at.catalogue.paths).toEqual([])
  })
})

describe('pause', () => {
  test('pauses hashing, even through a restart, and resumes where it stopped', async () => {
    library.pause(true)
    for (let i = 0; i < 20; i++) at.write(`music/${i}.txt`, `content ${i}`)
    await library.share(at.share)
    await library.idle()
    expect(library.progress()).toMatchObject({ paused: true, hashing: { files: 0, totalFiles: 20 } })
    await at.stop()
    library = await at.start()
    await library.idle()
    expect(library.progress()).toMatchObject({ paused: true, hashing: { files: 0, totalFiles: 20 } })
    library.pause(false)
    await library.idle()
    expect(library.progress()).toMatchObject({ paused: false, hashing: null })
    expect(at.catalogue.paths).toHaveLength(20)
  })

  test('holds a large file between its parts', async () => {
    at.write('music/large.bin', Buffer.alloc(160 * 1024 * 1024, 3))
    const off = library.events.on('change', () => {
      const done = library.progress().hashing?.bytes ?? 0
      if (done > 0 && !library.progress().paused) library.pause(true)
    })
    await library.share(at.share)
    await at.until(() => library.progress().paused)
    off()
    const held = library.progress().hashing?.bytes ?? 0
    expect(held).toBeLessThan(160 * 1024 * 1024)
    expect(at.catalogue.paths).toEqual([])
    library.pause(false)
    await library.idle()
    expect(at.catalogue.paths).toEqual(['music/large.bin'])
  })
})

describe('verify', () => {
  test('reports content that changed under the same stamp and withdraws it until it is written again', async () => {
    at.write('music/good.txt', 'good')
    const bad = at.write('music/bad.txt', 'bad!')
    at.write('music/large.bin', Buffer.alloc(3_000_000, 1))
    const id = await at.shared()
    const root = at.catalogue.root('music/bad.txt')
    // a disk that loses bits: the stamp that the store holds is made to be that of the changed file
    const { atime, mtime } = statSync(bad)
    writeFileSync(bad, 'baD!')
    utimesSync(bad, atime, mtime)
    const now = statSync(bad, { bigint: true })
    at.database.sql
      .prepare("UPDATE files SET stamp = ? WHERE path = 'bad.txt'")
      .run(`${now.size}:${now.mtimeNs}:${now.ino}:${now.ctimeNs}`)
    library.verify(id)
    await library.idle()
    expect(library.progress().verify).toMatchObject({
      state: 'done',
      files: 3,
      totalFiles: 3,
      bytes: 3_000_008,
      damaged: 1,
      changed: 0,
    })
    expect(view()?.verified).toBeGreaterThan(0)
    expect(at.catalogue.paths).toEqual(['music/good.txt', 'music/large.bin'])
    expect(await library.source(root)).toBeNull()
    library.rescan(id)
    await library.idle()
    expect(at.catalogue.paths).toHaveLength(2)
    at.write('music/bad.txt', 'mended')
    await at.until(() => at.catalogue.paths.length === 3)
    expectTotals()
  })

  test('can be cancelled, runs once at a time, and sees ordinary changes as such', async () => {
    at.write('music/large.bin', Buffer.alloc(200 * 1024 * 1024, 5))
    const id = await at.shared()
    const off = library.events.on('change', () => {
      if ((library.progress().verify?.bytes ?? 0) > 0) library.cancelVerify()
    })
    library.verify(id)
    await library.idle()
    off()
    expect(library.progress().verify).toMatchObject({ state: 'cancelled', damaged: 0 })
    expect(view()?.verified).toBeNull()
    expect(() => library.verify(999)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  })
})

describe('names', () => {
  test.runIf(process.platform === 'linux')(
    'that fold alike are two files; a change of case is a rename; very long ones are reported',
    async () => {
      at.write('music/Song.txt', 'one')
      at.write('music/song.txt', 'two')
      at.write(
        `music/${'長'.repeat(80)}/${'い'.repeat(80)}/${'名'.repeat(80)}/${'前'.repeat(80)}/${'だ'.repeat(60)}.txt`,
      )
      const id = await at.shared()
      expect(at.catalogue.paths).toEqual(['music/Song.txt', 'music/song.txt'])
      expect(library.skipped(id)).toMatchObject([{ message: 'its path is too long' }])
      renameSync(join(at.share, 'Song.txt'), join(at.share, 'SONG.txt'))
      await at.until(
        () => at.catalogue.paths.includes('music/SONG.txt') && !at.catalogue.paths.includes('music/Song.txt'),
      )
      expect(library.hashed).toBe(2)
      await library.idle()
      expectTotals()
    },
  )

  test('beyond the first plane are compared in the order of the database', async () => {
    for (const name of ['\uff5e.txt', '\u{1f600}.txt', 'z.txt', '\ue000.txt']) at.write(`music/${name}`)
    const id = await at.shared()
    library.rescan(id)
    await library.idle()
    expect(at.catalogue.paths).toHaveLength(4)
    expect(library.hashed).toBe(4)
  })
})

describe('many files', () => {
  test(`${2 * HALF} in one directory and in many: a moved tree is not hashed again, unsharing forgets`, async () => {
    for (let i = 0; i < HALF; i++) writeFileSync(join(at.share, `${i}.txt`), `flat ${i}`)
    for (let d = 0; d < HALF / 100; d++) {
      mkdirSync(join(at.share, 'tree', `d${d}`), { recursive: true })
      for (let i = 0; i < 100; i++) writeFileSync(join(at.share, 'tree', `d${d}`, `${i}.txt`), `${d} ${i}`)
    }
    const id = await at.shared()
    expect(at.catalogue.map.size).toBe(2 * HALF)
    expectTotals()
    const { hashed } = library
    renameSync(join(at.share, 'tree'), join(at.share, 'moved'))
    await at.until(
      () =>
        at.catalogue.map.has(`music/moved/d${HALF / 100 - 1}/99.txt`) && !at.catalogue.map.has('music/tree/d0/0.txt'),
    )
    await library.idle()
    expect(at.catalogue.map.size).toBe(2 * HALF)
    expect(library.hashed).toBe(hashed)
    expect(readFileSync(join(at.share, 'moved', 'd7', '7.txt'), 'utf8')).toBe('7 7')
    await library.unshare(id)
    await library.idle()
    expect(at.catalogue.map.size).toBe(0)
    await library.share(at.share)
  }, 120_000)
})
