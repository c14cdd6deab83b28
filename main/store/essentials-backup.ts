import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type Sqlite from 'better-sqlite3'

/**
 * Tables that cannot be rebuilt (shared folders, settings, contents that not everybody may see), copied to a file
 * beside the database. The copy is written when an intact database is opened or closed, and when the shared folders
 * change.
 */
const TABLES: Record<string, readonly string[]> = {
  folders: ['path', 'name', 'visibility', 'community', 'patterns'],
  settings: ['key', 'value'],
  privateContents: ['root', 'places'],
}

/** Number of leading columns that a row must have; copies by older versions lack the others. */
const NEEDED = 2

type Rows = Record<string, Record<string, string>[]>

const fileOf = (database: string): string => `${database}.keepsake.json`

function tablesOf(sql: Sqlite.Database): string[] {
  const existing = sql.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[]
  return Object.keys(TABLES).filter((table) => existing.includes(table))
}

/** The columns of the copy that exist in this schema. */
function columnsOf(sql: Sqlite.Database, table: string): string[] {
  const existing = sql.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table) as string[]
  return (TABLES[table] ?? []).filter((column) => existing.includes(column))
}

/** Writes the copy atomically. Throws file system errors. */
export function writeEssentials(sql: Sqlite.Database, path: string): void {
  const rows = Object.fromEntries(
    tablesOf(sql).map((table) => [
      table,
      sql.prepare(`SELECT ${columnsOf(sql, table).join(', ')} FROM ${table}`).all(),
    ]),
  )
  const file = fileOf(path)
  writeFileSync(`${file}.new`, JSON.stringify(rows), { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
}

/** Restores the copy's rows to a fresh database; returns their number, 0 if the copy is missing or damaged. */
export function restoreEssentials(sql: Sqlite.Database, path: string): number {
  let rows: Rows | null
  try {
    rows = JSON.parse(readFileSync(fileOf(path), 'utf8')) as Rows | null
  } catch {
    return 0
  }
  let count = 0
  for (const table of tablesOf(sql)) {
    const columns = columnsOf(sql, table)
    const list: unknown = rows?.[table]
    for (const row of Array.isArray(list) ? (list as Record<string, unknown>[]) : []) {
      const present = columns.filter((column) => typeof row?.[column] === 'string')
      if (!columns.slice(0, NEEDED).every((column) => present.includes(column))) continue
      count += sql
        .prepare(`INSERT OR IGNORE INTO ${table} (${present.join(', ')}) VALUES (${present.map(() => '?').join(', ')})`)
        .run(...present.map((column) => row[column])).changes
    }
  }
  return count
}
