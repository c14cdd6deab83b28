import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { systemClock, type Clock } from '../../main/base/clock.ts'
import { toHex } from '../../main/base/hex.ts'
import type { CatalogueWriter } from '../../main/library/sharing/catalogue-writer.ts'
import { Hasher } from '../../main/library/hashing/hasher.ts'
import { Library } from '../../main/library/library.ts'
import { ContentOrigins } from '../../main/library/sharing/content-origins.ts'
import { openDatabase, type Database } from '../../main/store/database.ts'
import { SqliteOriginStore } from '../../main/store/library/content-origins-store.ts'
import { SqliteLibraryStore } from '../../main/store/library/library-store.ts'
import type { CatalogueChange, CatalogueEntry } from '../../main/domain/catalogue-entry.ts'

/** A catalogue in memory, in place of the Hyperbee of the log room (which has tests of its own). */
class MemoryCatalogue implements CatalogueWriter {
  readonly map = new Map<string, CatalogueEntry>()
  batches = 0
  /** Thrown by the next batch, if set. */
  failure: Error | undefined

  async batch(changes: CatalogueChange[]): Promise<void> {
    await Promise.resolve()
    const { failure } = this
    this.failure = undefined
    if (failure) throw failure
    this.batches++
    for (const change of changes) {
      if (change.type === 'put') this.map.set(change.path, change.entry)
      else this.map.delete(change.path)
    }
  }

  async *entries(): AsyncGenerator<{ path: string; entry: CatalogueEntry }> {
    for (const [path, entry] of [...this.map]) {
      await Promise.resolve()
      yield { path, entry }
    }
  }

  get paths(): string[] {
    return [...this.map.keys()].sort()
  }

  root(path: string): string {
    const entry = this.map.get(path)
    return entry ? toHex(entry.root) : ''
  }
}

/** One library on a folder of its own, with a real database, real files, real watcher and real workers. */
export class LibraryFixture {
  readonly dir = realpathSync(mkdtempSync(join(tmpdir(), 'hyoban-library-')))
  readonly share = join(this.dir, 'music')
  readonly dataDir = join(this.dir, 'data')
  readonly catalogue = new MemoryCatalogue()
  hasher = new Hasher(2)
  readonly lines: string[] = []
  clock: Clock = systemClock
  /** Connected peers, with the communities in common. */
  readonly peers = new Map<string, { communities: ReadonlySet<string> }>()
  origins!: ContentOrigins
  database!: Database
  library!: Library

  constructor() {
    mkdirSync(this.share)
    mkdirSync(this.dataDir)
  }

  write(path: string, content: string | Buffer = path): string {
    const full = join(this.dir, path)
    mkdirSync(dirname(full), { recursive: true })
    writeFileSync(full, content)
    return full
  }

  /** Opens the library; `sql` is done to its database before. */
  async start({ sql }: { sql?: string } = {}): Promise<Library> {
    this.database = openDatabase(join(this.dataDir, 'hyoban.db'), { log: () => {} })
    if (sql) this.database.sql.exec(sql)
    this.origins = new ContentOrigins({
      store: new SqliteOriginStore(this.database),
      network: this,
      communities: { list: () => ['club', 'circle'].map((id) => ({ id, policy: 'invitation' as const })) },
    })
    this.library = new Library({
      store: new SqliteLibraryStore(this.database),
      catalogue: this.catalogue,
      clock: this.clock,
      log: (line) => this.lines.push(line),
      excluded: [this.dataDir],
      hasher: this.hasher,
      network: this,
      origins: this.origins,
    })
    await this.library.start()
    return this.library
  }

  /** Shares the folder and waits until all of it is in the catalogue. */
  async shared(): Promise<number> {
    const { id } = await this.library.share(this.share)
    await this.library.idle()
    return id
  }

  /** Waits until `wanted` is true, asking after each change of the library. */
  async until(wanted: () => boolean): Promise<void> {
    while (!wanted()) await this.library.events.once('change')
  }

  async stop(): Promise<void> {
    await this.library.close()
    this.database.close()
  }

  async end(): Promise<void> {
    await this.stop()
    await this.hasher.close()
    rmSync(this.dir, { recursive: true, force: true })
  }
}
