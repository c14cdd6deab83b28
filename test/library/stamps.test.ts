import { renameSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { stampOf } from '../../main/domain/file-stamp.ts'
import { LibraryFixture } from './fixture.ts'

let at: LibraryFixture
beforeEach(async () => {
  at = new LibraryFixture()
  await at.start()
})
afterEach(() => at.end())

const OLD = new Date('2020-02-02T02:02:02Z')
const PEER = 'ab'.repeat(32)

/** Writes other bytes of the same length into a file and restores its time, as tag editors do. */
function retag(path: string, bytes: string): void {
  const { atime, mtime, ino } = statSync(path)
  writeFileSync(path, bytes, { flag: 'r+' })
  utimesSync(path, atime, mtime)
  expect(statSync(path)).toMatchObject({ ino, mtimeMs: mtime.getTime() })
}

describe('a file that was edited in place, with its time kept', () => {
  test('is found by the next scan, and not served before', async () => {
    const path = at.write('music/a.mp3', 'one artist')
    utimesSync(path, OLD, OLD)
    const id = await at.shared()
    const before = at.catalogue.root('music/a.mp3')
    expect(await at.library.source(before, PEER)).toMatchObject({ path })
    retag(path, 'two artist')
    await expect(at.library.source(before, PEER)).rejects.toMatchObject({ code: 'FILE_CHANGED' })
    at.library.rescan(id)
    await at.until(() => !['', before].includes(at.catalogue.root('music/a.mp3')))
    expect(await at.library.source(at.catalogue.root('music/a.mp3'), PEER)).toMatchObject({ path })
  })

  test('is not served when it was renamed, too: what was moved is checked before its first byte', async () => {
    const [kept, edited] = [at.write('music/kept.mp3', 'kept'), at.write('music/edited.mp3', 'one artist')]
    utimesSync(edited, OLD, OLD)
    await at.shared()
    const [root, old] = [at.catalogue.root('music/kept.mp3'), at.catalogue.root('music/edited.mp3')]
    const { hashed } = at.library
    retag(edited, 'two artist')
    renameSync(edited, join(at.share, 'tagged.mp3'))
    renameSync(kept, join(at.share, 'moved.mp3'))
    await at.until(
      () => at.catalogue.root('music/moved.mp3') === root && !at.catalogue.paths.includes('music/kept.mp3'),
    )
    await at.library.idle()
    // moving costs no hashing
    expect(at.catalogue.root('music/moved.mp3')).toBe(root)
    expect(await at.library.source(root, PEER)).toMatchObject({ path: join(at.share, 'moved.mp3') })
    const served = await at.library.source(old, PEER).catch((error: unknown) => error)
    expect(served === null || (served as { code?: string }).code === 'FILE_CHANGED').toBe(true)
    await at.until(() => !['', old].includes(at.catalogue.root('music/tagged.mp3')))
    expect(at.library.hashed - hashed).toBeLessThanOrEqual(2)
  })
})

test('an index of an earlier version, without change times, is not hashed again', async () => {
  at.write('music/a.txt')
  at.write('music/b.txt')
  await at.shared()
  await at.stop()
  await at.start({ sql: "UPDATE files SET stamp = rtrim(rtrim(stamp, '0123456789'), ':')" })
  await at.library.idle()
  expect(at.library.hashed).toBe(0)
  const { dev: _dev, ...stats } = statSync(join(at.share, 'a.txt'), { bigint: true })
  expect(at.database.sql.prepare("SELECT stamp FROM files WHERE path = 'a.txt'").pluck().get()).toBe(stampOf(stats))
})

test('a file with a time that cannot be does not hold up the others', async () => {
  const times = [-11_644_473_600, -1, 2_147_483_648, 4_354_819_198, 253_402_300_799, 9e12, 9_007_199_254_741]
  at.write('music/good.txt')
  for (const seconds of times) utimesSync(at.write(`music/${seconds}.txt`), seconds, seconds)
  await at.shared()
  expect(at.catalogue.paths).toHaveLength(times.length + 1)
  for (const [path, { modified }] of at.catalogue.map) {
    expect(modified, path).toBeGreaterThanOrEqual(0)
    expect(Number.isNaN(new Date(modified).getTime()), path).toBe(false)
  }
})
