import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock, systemClock } from '../../../main/base/clock.ts'
import type { ExtractJob, ExtractResult, FileExtractor } from '../../../main/domain/extraction.ts'
import { toHex } from '../../../main/base/hex.ts'
import { Hasher } from '../../../main/library/hashing/hasher.ts'
import { Extractor } from '../../../main/library/metadata/extractor.ts'
import { MetadataQueue } from '../../../main/library/metadata/metadata-queue.ts'
import { Thumbnails } from '../../../main/library/metadata/thumbnails.ts'
import { openDatabase, type Database } from '../../../main/store/database.ts'
import { SqliteLibraryStore } from '../../../main/store/library/library-store.ts'
import { SqliteMetadataStore } from '../../../main/store/library/metadata-store.ts'
import { mp3 } from './containers.ts'
import { png } from './documents.ts'

let dir: string
let database: Database
const hasher = new Hasher(1)
const extractor = new Extractor()

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hyoban-queue-'))
  mkdirSync(join(dir, 'shared'))
  database = openDatabase(join(dir, 'hyoban.db'), { log: () => {} })
  database.prepare('INSERT INTO folders (id, path, name) VALUES (1, ?, ?)').run(join(dir, 'shared'), 'shared')
})
afterEach(() => {
  database.close()
  rmSync(dir, { recursive: true, force: true })
})

/** A hashed file, as the library leaves it; `published` is in the catalogue. Returns its root. */
async function put(name: string, bytes: Uint8Array | string, published = 1): Promise<string> {
  const path = join(dir, 'shared', name)
  await writeFile(path, bytes)
  const { size, stamp, root, layer } = await hasher.hash(path)
  database
    .prepare(
      'INSERT INTO files (folder, dir, path, size, modified, stamp, root, layer, seen, published) ' +
        'VALUES (1, ?, ?, ?, 5, ?, ?, ?, 1, ?)',
    )
    .run('', name, size, stamp, root, layer, published)
  return toHex(root)
}

/** Counts what is looked into; passes on to the real one. */
class Counting implements FileExtractor {
  readonly seen: string[] = []
  async extract(job: ExtractJob): Promise<ExtractResult> {
    this.seen.push(job.path.slice(job.path.lastIndexOf('/') + 1))
    return extractor.extract(job)
  }
}

function queueOf(
  by: FileExtractor,
  options: { busy?: () => boolean; clock?: ManualClock; thumbnails?: Thumbnails } = {},
): MetadataQueue & { kept: number } {
  const queue = new MetadataQueue({
    store: new SqliteMetadataStore(database),
    extractor: by,
    thumbnails: options.thumbnails ?? null,
    library: {
      get isHashing() {
        return options.busy?.() ?? false
      },
      republish: () => void (counted.kept += 1),
    },
    clock: options.clock ?? systemClock,
    log: (line) => {
      throw new Error(line)
    },
  })
  const counted = Object.assign(queue, { kept: 0 })
  return counted
}

describe('the queue', () => {
  it('reads each content once, and has it published again', async () => {
    const song = await put('a.mp3', mp3({ TIT2: 'Bells' }))
    await put('b.mp3', mp3({ TIT2: 'Bells' }))
    const other = await put('c.xyz', 'nothing is known of this')
    const counting = new Counting()
    const queue = queueOf(counting)
    queue.start()
    await queue.idle()
    expect(counting.seen).toEqual(['a.mp3'])
    expect(queue.of(song)).toMatchObject({ state: 'done', metadata: { title: 'Bells' }, thumbnail: false })
    expect(queue.of(other)).toEqual({ state: 'unsupported', metadata: {}, thumbnail: false })
    expect(queue.of('0'.repeat(64))).toBeNull()
    expect(queue.kept).toBe(1)
    expect(queue.tasks()).toEqual([])
    const library = new SqliteLibraryStore(database)
    const again = library.unpublished(10)
    expect(again.map(({ path }) => path)).toEqual(['shared/a.mp3', 'shared/b.mp3'])
    expect(again[0]?.metadata).not.toBeNull()
    library.published(again)
    expect(library.unpublished(10)).toEqual([])
    await queue.close()
  })

  it('what became known while the catalogue was written is published afterwards', async () => {
    await put('a.mp3', mp3({ TIT2: 'Bells' }), 0)
    const library = new SqliteLibraryStore(database)
    const early = library.unpublished(10)
    const queue = queueOf(extractor)
    queue.start()
    await queue.idle()
    library.published(early)
    const rest = library.unpublished(10)
    expect(rest.map(({ path }) => path)).toEqual(['shared/a.mp3'])
    library.published(rest)
    expect(library.unpublished(10)).toEqual([])
    await queue.close()
  })

  it('continues after a restart, and retries a timed out file only once its content changes', async () => {
    const slow = await put('a.mp3', mp3({ TIT2: 'Slow' }))
    let asked = 0
    const tooSlow: FileExtractor = {
      extract: () => (asked++, Promise.resolve({ state: 'none', reason: 'tookTooLong' })),
    }
    const first = queueOf(tooSlow)
    first.start()
    await first.idle()
    await first.close()
    expect(first.of(slow)?.state).toBe('tookTooLong')
    const late = await put('b.mp3', mp3({ TIT2: 'New' }))
    const counting = new Counting()
    const second = queueOf(counting)
    second.start()
    await second.idle()
    expect([asked, counting.seen]).toEqual([1, ['b.mp3']])
    expect(second.of(late)?.metadata.title).toBe('New')
    // the file is written anew: another content
    database.prepare("DELETE FROM files WHERE path = 'a.mp3'").run()
    const changed = await put('a.mp3', mp3({ TIT2: 'Quick' }))
    second.wake()
    await second.idle()
    expect(second.of(changed)?.metadata.title).toBe('Quick')
    await second.close()
    const third = queueOf(counting)
    third.start()
    expect(third.of(slow), 'what no file has any more is forgotten').toBeNull()
    await third.close()
  })

  it('waits behind hashing', async () => {
    await put('a.mp3', mp3({ TIT2: 'x' }))
    const clock = new ManualClock()
    const counting = new Counting()
    let busy = true
    const queue = queueOf(counting, { busy: () => busy, clock })
    queue.start()
    await queue.events.once('change')
    clock.advance(5000)
    await queue.events.once('change')
    expect(counting.seen).toEqual([])
    busy = false
    clock.advance(1000)
    await queue.idle()
    expect(counting.seen).toEqual(['a.mp3'])
    await queue.close()
  })

  it('leaves a file that changed to a later pass, and uses another file with the same content', async () => {
    const root = await put('a.mp3', mp3({ TIT2: 'x' }))
    writeFileSync(join(dir, 'shared', 'a.mp3'), 'other')
    const counting = new Counting()
    const queue = queueOf(counting)
    queue.start()
    await queue.idle()
    queue.wake()
    await queue.idle()
    expect(counting.seen, 'not asked again while nothing is another').toEqual(['a.mp3'])
    expect(queue.of(root)?.state).toBe('waiting')
    await put('b.mp3', mp3({ TIT2: 'x' }))
    queue.wake()
    await queue.idle()
    expect(queue.of(root)).toMatchObject({ state: 'done', metadata: { title: 'x' } })
    await queue.close()
  })
})

describe('thumbnails', () => {
  const cache = (cap?: number): Thumbnails => new Thumbnails({ dir: join(dir, 'thumbnails'), clock: systemClock, cap })

  it('are made once, kept over a restart, and made again after they had to make room', async () => {
    const root = await put('a.png', await png(400, 400))
    const counting = new Counting()
    const queue = queueOf(counting, { thumbnails: cache() })
    queue.start()
    await queue.idle()
    const found = await queue.thumbnail(root)
    expect(found?.path.endsWith(`${root}.webp`)).toBe(true)
    expect((await cache().get(root))?.size).toBe(found?.size)
    rmSync(found?.path ?? '')
    const [one, two] = await Promise.all([queue.thumbnail(root), queue.thumbnail(root)])
    expect(one).toEqual(two)
    expect(one?.size).toBe(found?.size)
    expect(counting.seen).toEqual(['a.png', 'a.png'])
    for (const odd of ['../../hyoban.db', 'x', '0'.repeat(64)]) expect(await queue.thumbnail(odd)).toBeNull()
    await queue.close()
  })

  it('keep to their cap: the least recently used are evicted first', async () => {
    const thumbnails = cache(250)
    const name = (n: number): string => String(n).repeat(64)
    for (const n of [1, 2]) await thumbnails.put(name(n), new Uint8Array(100))
    await thumbnails.get(name(1))
    await thumbnails.put(name(3), new Uint8Array(100))
    expect(await thumbnails.get(name(2))).toBeNull()
    expect((await readdir(join(dir, 'thumbnails'))).sort()).toEqual([`${name(1)}.webp`, `${name(3)}.webp`])
    expect(thumbnails.bytes).toBe(200)
    await thumbnails.put(name(4), new Uint8Array(300))
    expect(await thumbnails.get(name(4))).toBeNull()
    writeFileSync(join(dir, 'thumbnails', `${name(5)}.webp.new`), 'half')
    const later = cache()
    expect((await later.get(name(1)))?.size).toBe(100)
    expect(await readdir(join(dir, 'thumbnails'))).toHaveLength(2)
  })
})
