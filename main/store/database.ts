import { chmodSync, closeSync, existsSync, openSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { type Clock, systemClock } from '../base/clock.ts'
import { HyobanError } from '../base/errors.ts'
import { restoreEssentials, writeEssentials } from './essentials-backup.ts'
import { migrations as released, type Migration } from './migrations/index.ts'
import { PendingWrites } from './pending-writes.ts'
import { asStoreError, isCorruption } from './store-errors.ts'

/** A larger database is opened without a full check if it was closed cleanly, so that the start stays fast. */
const CHECK_ALWAYS_BELOW = 256 * 1024 * 1024

export interface DatabaseOptions {
  log: (line: string) => void
  /** Names a corrupt database's new file, and times repeated writes; left out: that of the machine. */
  clock?: Clock
  /** Replaces the released migrations in tests. */
  migrations?: readonly Migration[]
}

/**
 * The node's SQLite database. If it is damaged, hashes, trust and the search index are rebuilt from folders and logs,
 * and shared folders and settings from a copy beside it (essentials-backup.ts); transfers are lost.
 */
export class Database {
  /**
   * The better-sqlite3 handle: WAL, synchronous NORMAL (a power cut may lose the last transactions, but never damages
   * the database), foreign keys on.
   */
  readonly sql: Sqlite.Database
  readonly path: string
  /** Where a corrupt predecessor was moved to, or null. */
  readonly movedTo: string | null
  /** Writes that wait for the disk. */
  readonly pending: PendingWrites
  readonly #log: (line: string) => void

  constructor(
    sql: Sqlite.Database,
    path: string,
    movedTo: string | null,
    { log, clock = systemClock }: DatabaseOptions,
  ) {
    this.sql = sql
    this.path = path
    this.movedTo = movedTo
    this.pending = new PendingWrites(sql, clock)
    this.#log = log
    this.keep()
  }

  /** Prepares a reusable statement: `prepare<[parameters], Row>(sql)`. */
  prepare<P extends unknown[] = unknown[], R = unknown>(source: string): Sqlite.Statement<P, R> {
    return this.sql.prepare<P, R>(source) as Sqlite.Statement<P, R>
  }

  /** True if the database was corrupt and a new one was created, which the node shows as a notice. */
  get rebuilt(): boolean {
    return this.movedTo !== null
  }

  /** Runs `fn` in one transaction; inside another transaction, in a savepoint. */
  transaction<T>(fn: () => T): T {
    return this.sql.transaction(fn).immediate()
  }

  /**
   * Runs a write that must not fail its caller, now or as soon as the disk takes it; `key` names its row, see
   * `PendingWrites.add`. Meanwhile, statements that read do not see it.
   */
  later(key: string | null, write: () => void): void {
    this.pending.add(key, write)
  }

  /** Writes what waits for the disk, before a write that must come after it. Throws the disk's error if it cannot. */
  settle(): void {
    if (!this.pending.flush()) throw this.pending.refusal
  }

  /**
   * Like `transaction`, but flushed to disk before it returns, so that it survives a power cut. Must not be called
   * inside a transaction.
   */
  durable<T>(fn: () => T): T {
    this.sql.pragma('synchronous = FULL')
    try {
      return this.transaction(fn)
    } finally {
      this.sql.pragma('synchronous = NORMAL')
    }
  }

  /** Updates the copy of shared folders and settings; a failure (such as a full disk) is logged. */
  keep(): void {
    try {
      writeEssentials(this.sql, this.path)
    } catch (error) {
      this.#log(`database: no copy of shares and settings: ${String(error)}`)
    }
  }

  /** Closes the file; safe to call twice. Statements prepared on `sql` throw afterwards. */
  close(): void {
    if (!this.sql.open) return
    this.pending.close()
    this.keep()
    this.sql.close()
  }
}

function check(sql: Sqlite.Database, path: string, unclean: boolean): void {
  if (!unclean && statSync(path).size > CHECK_ALWAYS_BELOW) return
  const answer: unknown = sql.pragma('quick_check(1)', { simple: true })
  if (answer !== 'ok') throw Object.assign(new Error(String(answer)), { code: 'SQLITE_CORRUPT' })
}

/** Applies missing migrations. Throws UNSUPPORTED if the database has migrations that this version does not know. */
function migrate(sql: Sqlite.Database, path: string, list: readonly Migration[]): void {
  sql.exec('CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT')
  const applied = new Set(sql.prepare('SELECT number FROM migrations').pluck().all() as number[])
  const known = new Set(list.map((migration) => migration.number))
  const unknown = [...applied].find((number) => !known.has(number))
  if (unknown !== undefined) {
    throw new HyobanError(
      'UNSUPPORTED',
      `The database ${path} was made by a newer version of Hyoban (schema step ${unknown}).`,
      {
        hint: 'Update Hyoban, or choose another data directory.',
        details: { path, step: unknown },
      },
    )
  }
  const remember = sql.prepare('INSERT INTO migrations (number, name) VALUES (?, ?)')
  for (const migration of list) {
    if (applied.has(migration.number)) continue
    sql
      .transaction(() => {
        sql.exec(migration.sql)
        remember.run(migration.number, migration.name)
      })
      .immediate()
  }
}

/**
 * Makes the database readable by its owner only, since it names every folder, file and peer. SQLite gives the same
 * permissions to the log and the index beside it.
 */
function restrict(path: string): void {
  try {
    closeSync(openSync(path, 'a', 0o600))
    for (const suffix of ['', '-wal', '-shm']) if (existsSync(path + suffix)) chmodSync(path + suffix, 0o600)
  } catch {
    // SQLite says more precisely what is wrong; some disks know no permissions
  }
}

function open(path: string, list: readonly Migration[]): Sqlite.Database {
  const unclean = existsSync(`${path}-wal`)
  restrict(path)
  const sql = new Sqlite(path, { timeout: 5000 })
  try {
    sql.pragma('journal_mode = WAL')
    sql.pragma('synchronous = NORMAL')
    sql.pragma('foreign_keys = ON')
    sql.pragma('temp_store = MEMORY')
    sql.pragma('cache_size = -16000')
    // 16 MB of log: a page that is written repeatedly is moved into the database only once
    sql.pragma('wal_autocheckpoint = 4000')
    // a log that has grown beyond this many bytes (8 MiB) is cut once it begins anew
    sql.pragma('journal_size_limit = 8388608')
    check(sql, path, unclean)
    migrate(sql, path, list)
    return sql
  } catch (error) {
    sql.close()
    throw error
  }
}

function moveAside(path: string, now: number): string {
  const target = `${path}.corrupt-${new Date(now).toISOString().replace(/[:.]/g, '-')}`
  for (const suffix of ['', '-wal', '-shm']) if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix)
  return target
}

/**
 * Opens (or creates) the database at `path` and brings its schema up to date. A damaged one is moved to
 * `<path>.corrupt-<time>`, and a new one is created with shares and settings from their copy (`rebuilt` is then true).
 * Throws HyobanError: FOLDER_MISSING, UNSUPPORTED for the database of a newer version, IN_USE, READ_ONLY, NO_SPACE,
 * FOLDER_UNREADABLE.
 */
export function openDatabase(path: string, options: DatabaseOptions): Database {
  const list = options.migrations ?? released
  if (!existsSync(dirname(path))) {
    throw new HyobanError('FOLDER_MISSING', `The data directory ${dirname(path)} does not exist.`, {
      hint: 'Create it, or choose another one.',
      details: { path: dirname(path) },
    })
  }
  try {
    return new Database(open(path, list), path, null, options)
  } catch (error) {
    if (!isCorruption(error)) throw asStoreError(error, path)
  }
  try {
    const movedTo = moveAside(path, (options.clock ?? systemClock).now())
    options.log(`database damaged: moved to ${movedTo}, created a new one`)
    const sql = open(path, list)
    options.log(`database: ${restoreEssentials(sql, path)} shares and settings restored from their copy`)
    return new Database(sql, path, movedTo, options)
  } catch (error) {
    throw asStoreError(error, path)
  }
}
