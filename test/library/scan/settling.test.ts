import { appendFileSync, renameSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ManualClock } from '../../../main/base/clock.ts'
import type { Library } from '../../../main/library/library.ts'
import { Settling } from '../../../main/library/scan/settling.ts'
import { LibraryFixture } from '../fixture.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND

describe('a shared folder', () => {
  let at: LibraryFixture
  let library: Library
  let clock: ManualClock
  beforeEach(async () => {
    at = new LibraryFixture()
    at.clock = clock = new ManualClock()
    library = await at.start()
  })
  afterEach(() => at.end())

  /** Scans after `ms`, as the watcher of the system would have it done. */
  async function scanAfter(ms: number): Promise<void> {
    clock.advance(ms)
    library.rescan(library.folders()[0]?.id as number)
    await library.idle()
  }

  test('publishes a file that is being written once it has been quiet, not at each change', async () => {
    const path = at.write('music/show.ts', 'x'.repeat(1000))
    at.write('music/other.txt')
    const id = await at.shared()
    for (let i = 0; i < 20; i++) {
      appendFileSync(path, 'x'.repeat(1000))
      await scanAfter(1500)
    }
    expect(library.hashed).toBe(3)
    expect(at.catalogue.paths).toEqual(['music/other.txt'])
    expect(library.folders()).toMatchObject([{ state: 'ready', files: 1, writing: 1, skipped: { unreadable: 0 } }])
    expect(library.skipped(id)).toEqual([
      {
        dir: '',
        path: 'show.ts',
        reason: 'writing',
        message: 'it is still being written; it is shared once it has been quiet for a while',
      },
    ])

    clock.advance(10 * SECOND)
    await library.idle()
    expect(at.catalogue.map.get('music/show.ts')?.size).toBe(21_000)
    expect(library.hashed).toBe(4)
    expect(library.folders()).toMatchObject([{ files: 2, writing: 0 }])
  })

  test('publishes a file that never gets quiet every 10 minutes', async () => {
    const path = at.write('music/log.txt', 'x')
    await at.shared()
    const sizes = new Set<number>()
    for (let i = 0; i < 30 * 12; i++) {
      appendFileSync(path, 'x')
      await scanAfter(5 * SECOND)
      const size = at.catalogue.map.get('music/log.txt')?.size
      if (size !== undefined) sizes.add(size)
    }
    // at once, after its first change, and 10 minutes after it began to wait again
    expect([...sizes]).toEqual([2, 123, 244])
  })

  test('looks twice at a file that was written just now, and once at one that was moved there', async () => {
    const id = await at.shared()
    const written = at.write('music/new.txt', 'abc')
    utimesSync(written, 0, (clock.now() - 50) / SECOND)
    const whole = at.write('whole.txt', 'abcd')
    utimesSync(whole, 0, (clock.now() - MINUTE) / SECOND)
    renameSync(whole, join(at.share, 'whole.txt'))
    library.rescan(id)
    await at.until(() => at.catalogue.paths.includes('music/whole.txt'))
    expect(at.catalogue.paths).toEqual(['music/whole.txt'])
    expect(library.folders()).toMatchObject([{ state: 'hashing', writing: 0 }])
    clock.advance(200)
    await library.idle()
    expect(at.catalogue.paths).toEqual(['music/new.txt', 'music/whole.txt'])
    expect(library.folders()).toMatchObject([{ state: 'ready' }])
  })

  test('counts the first file of a folder, although it had to wait', async () => {
    const id = await at.shared()
    const written = at.write('music/first.txt', 'abc')
    utimesSync(written, 0, (clock.now() - 50) / SECOND)
    library.rescan(id)
    await at.until(() => library.folders()[0]?.state === 'hashing')
    clock.advance(200)
    await library.idle()
    expect(library.folders()).toMatchObject([{ state: 'ready', files: 1, bytes: 3, hashedFiles: 1 }])
  })

  test('publishes a file that was being written when the program ended', async () => {
    const path = at.write('music/show.ts', 'x')
    await at.shared()
    for (let i = 0; i < 4; i++) {
      appendFileSync(path, 'x')
      await scanAfter(1500)
    }
    expect(at.catalogue.paths).toEqual([])
    await at.stop()
    library = await at.start()
    await library.idle()
    expect(at.catalogue.map.get('music/show.ts')?.size).toBe(5)
  })
})

describe('waiting', () => {
  let clock: ManualClock
  let settling: Settling
  beforeEach(() => {
    clock = new ManualClock()
    settling = new Settling(clock)
  })
  const NOW = { ms: 0, writing: false }
  const look = (changed: boolean, age = 0): { ms: number; writing: boolean } =>
    settling.look('1 a', { changed, modified: clock.now() - age })

  test('is by its modification time for a file that did not change or changed once', () => {
    expect(look(false, 50)).toEqual({ ms: 150, writing: false })
    expect(look(false, 200)).toEqual(NOW)
    expect(look(true, 300)).toEqual({ ms: 700, writing: false })
    expect(look(false, 1000)).toEqual(NOW)
  })

  test('is not for times in the future, and 10 s from the last change after more of them', () => {
    expect(look(true, -5)).toEqual(NOW)
    expect(look(true, -5)).toEqual({ ms: 10_000, writing: true })
    clock.advance(9_999)
    expect(look(false, MINUTE)).toEqual({ ms: 1, writing: true })
    clock.advance(1)
    expect(look(false)).toEqual(NOW)
  })

  test('is a minute for a file that was hashed in vain four times', () => {
    for (let i = 0; i < 4; i++) {
      look(true)
      clock.advance(10_000)
      expect(look(false, 10_000)).toEqual(NOW)
    }
    expect(look(true)).toEqual({ ms: 60_000, writing: true })
    clock.advance(5 * MINUTE + 1)
    expect(look(true, SECOND)).toEqual(NOW)
  })

  test('does not last longer after the clock was set back', () => {
    look(true)
    look(true)
    clock.advance(-60 * MINUTE)
    expect(look(false)).toEqual({ ms: 10_000, writing: true })
    clock.advance(10_000)
    expect(look(false)).toEqual(NOW)
  })
})
