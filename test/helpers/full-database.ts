import type { Database } from '../../main/store/database.ts'

/** Has SQLite refuse to grow the database: it fails with SQLITE_FULL, as on a full disk. */
export function setFull(database: Database, full: boolean): void {
  const pages = Number(database.sql.pragma('page_count', { simple: true }))
  database.sql.pragma(`max_page_count = ${full ? pages : 1_000_000_000}`)
}

/** Has SQLite refuse all writes: they fail with SQLITE_READONLY, as on a disk that was mounted anew after an error. */
export function setReadOnly(database: Database, readOnly: boolean): void {
  database.sql.pragma(`query_only = ${readOnly ? 'ON' : 'OFF'}`)
}
