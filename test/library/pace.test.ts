import { appendFileSync, linkSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { Hasher } from '../../main/library/hashing/hasher.ts'
import type { Library } from '../../main/library/library.ts'
import { checkShare } from '../../main/library/sharing/share-check.ts'
import { WorkMeter } from '../../main/library/scan/work-meter.ts'
import { LibraryFixture } from './fixture.ts'

let at: LibraryFixture
let library: Library
beforeEach(async () => {
  at = new LibraryFixture()
  library = await at.start()
})
afterEach(() => at.end())

const MIB = 2 ** 20
/** Machines are busy at times. */
vi.setConfig({ testTimeout: 90_000 })

describe('rate and time left', () => {
  test('are those of the last ten seconds: small files count by their number, large ones by their size', () => {
    const clock = new ManualClock()
    const meter = new WorkMeter(clock)
    const left = { files: 40, bytes: 30 * MIB }
    meter.add(0, 0)
    // too early to tell
    expect(meter.rate(left)).toEqual({ bytesPerSecond: 0, filesPerSecond: 0, leftMs: null })
    for (let second = 0; second < 5; second++) {
      clock.advance(1000)
      meter.add(4, 3 * MIB)
    }
    // 4 files and 3 MiB a second do the rest in ten seconds
    expect(meter.rate(left)).toEqual({ bytesPerSecond: 3 * MIB, filesPerSecond: 4, leftMs: 10_000 })
    for (let second = 0; second < 11; second++) {
      clock.advance(1000)
      meter.add(0, 60 * MIB)
    }
    // what was slow before is out of sight
    expect(meter.rate({ files: 0, bytes: 600 * MIB }).leftMs).toBeLessThan(11_000)
    meter.reset()
    expect(meter.rate(left).leftMs).toBeNull()
    // Nothing moves: the time left is unknown.
    meter.add(1, 1)
    clock.advance(60_000)
    expect(meter.rate(left).leftMs).toBeNull()
  })

  test('come with the progress of hashing, and go with it', async () => {
    const clock = (at.clock = new ManualClock())
    await at.stop()
    library = await at.start()
    at.write('music/large.bin', Buffer.alloc(96 * MIB, 3))
    at.write('music/small.txt', 'small')
    let seen = library.progress().hashing
    const off = library.events.on('change', () => {
      clock.advance(600)
      const { hashing } = library.progress()
      if (hashing && hashing.bytes > 0 && hashing.leftMs !== null) seen ??= hashing
    })
    await at.shared()
    off()
    expect(seen).toMatchObject({ totalFiles: 2, totalBytes: 96 * MIB + 5 })
    expect(seen?.bytesPerSecond).toBeGreaterThan(0)
    expect(seen?.leftMs).toBeGreaterThanOrEqual(0)
    expect(library.progress()).toEqual({ paused: false, hashing: null, verify: null })
  })
})

/** Holds a large file back until it is let go. */
class HeldHasher extends Hasher {
  release = (): void => {}
  readonly #released = new Promise<void>((resolve) => (this.release = resolve))
  begun = false
  override async hash(...[path, options]: Parameters<Hasher['hash']>): ReturnType<Hasher['hash']> {
    this.begun = true
    await this.#released
    return super.hash(path, options)
  }
}

describe('the order of hashing', () => {
  test('small files come first, and those that turn up later overtake a large one', async () => {
    await at.stop()
    await at.hasher.close()
    const held = (at.hasher = new HeldHasher(2))
    library = await at.start()
    at.write('music/a large one.bin', Buffer.alloc(3 * MIB, 1))
    for (let i = 0; i < 100; i++) at.write(`music/small ${i}.txt`, `small ${i}`)
    const { id } = await library.share(at.share)
    await at.until(() => held.begun)
    expect(library.folders()).toMatchObject([{ files: 101, hashedFiles: 100 }])
    at.write('music/late.txt', 'late')
    library.rescan(id)
    await at.until(() => at.catalogue.paths.includes('music/late.txt'))
    expect(library.folders()).toMatchObject([{ files: 102, hashedFiles: 101 }])
    held.release()
    await library.idle()
    expect(at.catalogue.paths).toHaveLength(102)
  })
})

describe('a restart', () => {
  test('in the middle of hashing: what was hashed stays hashed, the rest is taken up', async () => {
    const total = 800
    for (let i = 0; i < total; i++) at.write(`music/${i % 7}/${i}.txt`, `content ${i}`)
    at.write('music/large.bin', Buffer.alloc(3 * MIB, 1))
    const first = library.events.once('hashed')
    await library.share(at.share)
    await first
    const before = library
    await at.stop()
    expect(before.hashed).toBeGreaterThan(0)
    expect(before.hashed).toBeLessThan(total)
    library = await at.start()
    await library.idle()
    expect(before.hashed + library.hashed).toBe(total + 1)
    expect(at.catalogue.paths).toHaveLength(total + 1)
    expect(library.folders()).toMatchObject([{ state: 'ready', files: total + 1, hashedFiles: total + 1 }])
  })
})

describe('what no watcher sees', () => {
  test.skipIf(process.platform === 'win32')(
    'is found by the full check that comes every quarter of an hour',
    async () => {
      const clock = (at.clock = new ManualClock())
      await at.stop()
      library = await at.start()
      // one file under two names: a change through the other name, outside of the folder, rings no bell here, as on a
      // network disk
      const outside = at.write('outside/notes.txt', 'as it was')
      mkdirSync(at.share, { recursive: true })
      linkSync(outside, join(at.share, 'notes.txt'))
      at.write('music/other.txt')
      await at.shared()
      const before = at.catalogue.root('music/notes.txt')
      appendFileSync(outside, ' and more')
      clock.advance(14 * 60_000)
      await library.idle()
      expect(at.catalogue.root('music/notes.txt')).toBe(before)
      clock.advance(60_000)
      await library.idle()
      expect(at.catalogue.map.get('music/notes.txt')?.size).toBe(statSync(outside).size)
      expect(at.catalogue.root('music/notes.txt')).not.toBe(before)
      // and again, a quarter of an hour later
      writeFileSync(outside, 'once more, longer than ever before')
      clock.advance(15 * 60_000)
      await library.idle()
      expect(at.catalogue.map.get('music/notes.txt')?.size).toBe(34)
      expect(library.folders()).toMatchObject([{ state: 'ready' }])
    },
  )
})

describe('names', () => {
  test.runIf(process.platform === 'linux')(
    'a folder whose name is not UTF-8 is shared under a readable one',
    async () => {
      const bad = Buffer.concat([Buffer.from(`${at.share}/live-`), Buffer.from([0xe9]), Buffer.from('t')])
      mkdirSync(bad)
      writeFileSync(Buffer.concat([bad, Buffer.from('/song.txt')]), 'x')
      at.write('music/good/song.txt')
      const id = await at.shared()
      expect(at.catalogue.paths).toEqual(['music/good/song.txt', 'music/live-⟨E9⟩t/song.txt'])
      expect(library.skipped(id)).toEqual([])
      rmSync(bad, { recursive: true })
    },
  )
})

describe('a case-insensitive disk', () => {
  /** Two folders that differ on this disk, identified as on a case-insensitive one, which is not available here. */
  const alike = async (path: string): Promise<string> => path.toLowerCase()

  test('a folder is known by its inode: shared once under any path, never with the keys', async () => {
    for (const name of ['Shelf/Music/a.txt', 'shelf/music/live/a.txt', 'Own/keys/k', 'own/keys/k', 'other/x.txt'])
      at.write(name)
    const path = (name: string): string => join(at.dir, name)
    const told = (name: string, shared: string[], excluded: string[] = []): Promise<string> =>
      checkShare(path(name), shared.map(path), excluded.map(path), alike).then(
        (real) => `shared: ${real}`,
        (error: { message: string }) => error.message,
      )
    expect(await told('Shelf/Music', ['shelf/music'])).toContain('is already shared')
    expect(await told('shelf/music/live', ['Shelf/Music'])).toContain('is inside')
    expect(await told('Shelf', ['shelf/music'])).toContain('contains')
    expect(await told('Own/keys', [], ['own'])).toContain("Hyoban's own data")
    // below this spelling scans would not know it
    expect(await told('Own', [], ['own/keys'])).toContain("Hyoban's own data")
    expect(await told('own', [], ['own/keys'])).toBe(`shared: ${path('own')}`)
    expect(await told('other', ['shelf/music'], ['own'])).toBe(`shared: ${path('other')}`)
    // A folder without an identity is known by its path.
    await expect(checkShare(path('other'), [path('shelf')], [path('own')], () => Promise.resolve(''))).resolves.toBe(
      path('other'),
    )
  })
})
