import Sqlite from 'better-sqlite3'
import type { Database } from '../database.ts'
import { SqliteEntryReader } from './search-reader.ts'

/** A reader over a read-only connection of its own, for a thread without the database. `now`: ms since the epoch. */
export function openEntryReader(path: string, now: () => number): { reader: SqliteEntryReader; close: () => void } {
  const sql = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: 5000 })
  sql.pragma('temp_store = MEMORY')
  sql.pragma('cache_size = -16000')
  sql.pragma('mmap_size = 1073741824')
  return { reader: new SqliteEntryReader(connection(sql, now)), close: () => sql.close() }
}

/** A reader over the node's own connection. */
export function entryReader(database: Database, now: () => number): SqliteEntryReader {
  return new SqliteEntryReader(connection(database.sql, now))
}

function connection(sql: Sqlite.Database, now: () => number): ConstructorParameters<typeof SqliteEntryReader>[0] {
  return {
    prepare: <P extends unknown[], R>(source: string) => sql.prepare<P, R>(source) as Sqlite.Statement<P, R>,
    exec: (source) => sql.exec(source),
    define: (name, run) => sql.function(name, run),
    now,
  }
}
