import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type Sqlite from 'better-sqlite3'

/**
 * A small copy, beside the database, of what nothing else can bring back: which folders are shared, and the settings.
 * Written when the database is opened and closed in good health and when a folder is shared or not any more.
 */
const TABLES: Record<string, readonly string[]> = {
  folders: ['path', 'name', 'visibility', 'community', 'patterns'],
  settings: ['key', 'value'],
}

/** Columns that a row must have to be of use; a copy made by an older app lacks the others. */
const NEEDED = 2

type Rows = Record<string, Record<string, string>[]>

const fileOf = (database: string): string => `${database}.keepsake.json`

function tablesOf(sql: Sqlite.Database): string[] {
  const there = sql.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[]
  return Object.keys(TABLES).filter((table) => there.includes(table))
}

/** The kept columns that this schema has: an older one lacks some. */
function columnsOf(sql: Sqlite.Database, table: string): string[] {
  const there = sql.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table) as string[]
  return (TABLES[table] ?? []).filter((column) => there.includes(column))
}

/** Writes the copy, whole or not at all. Throws the system's error. */
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

/** Puts the copy's rows into a fresh database; returns how many. A missing or damaged copy gives none. */
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
