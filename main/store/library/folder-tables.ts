import type { Area, FolderRow, FolderRules, FolderTotals, SkippedRow, SkipReason } from '../../library/library-store.ts'
import type { Database } from '../database.ts'
import { areaSql, JOINED, KEY, PUBLIC } from './file-sql.ts'

const EMPTY: FolderTotals = { files: 0, bytes: 0, hashedFiles: 0, hashedBytes: 0, publishedFiles: 0 }

type StoredFolder = Omit<FolderRow, 'available' | 'patterns' | 'mounts'> & {
  available: number
  patterns: string
  mounts: string
}

/** Decodes a JSON list of strings; damaged data decodes to an empty list. */
function listFrom(json: string): string[] {
  try {
    const list: unknown = JSON.parse(json)
    return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : []
  } catch {
    return []
  }
}

/** Shared folders: the tables folders, folder_totals (kept by triggers), skipped and library_state. */
export class FolderTables {
  protected readonly db: Database

  constructor(db: Database) {
    this.db = db
  }

  folders(): FolderRow[] {
    return this.db
      .prepare<[], StoredFolder>(
        `
        SELECT id, path, name, available, visibility, community, patterns, device, mounts, verified
        FROM folders ORDER BY id`,
      )
      .all()
      .map((row) => ({
        ...row,
        available: row.available === 1,
        patterns: listFrom(row.patterns),
        mounts: listFrom(row.mounts),
      }))
  }

  addFolder(path: string, name: string, rules: FolderRules): FolderRow {
    const { visibility, community, patterns } = rules
    const { lastInsertRowid } = this.db
      .prepare('INSERT INTO folders (path, name, visibility, community, patterns) VALUES (?, ?, ?, ?, ?)')
      .run(path, name, visibility, community, JSON.stringify(patterns))
    this.db.keep()
    return {
      id: Number(lastInsertRowid),
      path,
      name,
      ...rules,
      available: true,
      device: '',
      mounts: [],
      verified: null,
    }
  }

  rows(folder: number, limit: number): number[] {
    return this.db
      .prepare<[number, number], number>('SELECT id FROM files WHERE folder = ? LIMIT ?')
      .pluck()
      .all(folder, limit) as number[]
  }

  removeFolder(id: number): void {
    this.db.transaction(() => {
      this.db.prepare('DELETE FROM library_state WHERE key = ?').run(`leaving ${id}`)
      this.db
        .prepare(`INSERT OR IGNORE INTO withdrawn SELECT ${KEY} ${JOINED} WHERE folder = ? AND root IS NOT NULL`)
        .run(id)
      this.db.prepare('DELETE FROM folders WHERE id = ?').run(id)
    })
    this.db.keep()
  }

  setRules(id: number, { visibility, community, patterns }: FolderRules): void {
    this.db
      .prepare('UPDATE folders SET visibility = ?, community = ?, patterns = ? WHERE id = ?')
      .run(visibility, community, JSON.stringify(patterns), id)
    this.db.keep()
  }

  setPlace(id: number, { device, mounts }: { device: string; mounts: string[] }): void {
    this.db.prepare('UPDATE folders SET device = ?, mounts = ? WHERE id = ?').run(device, JSON.stringify(mounts), id)
  }

  setVerified(id: number, time: number): void {
    this.db.prepare('UPDATE folders SET verified = ? WHERE id = ?').run(time, id)
  }

  setAvailable(id: number, available: boolean): void {
    this.db.prepare('UPDATE folders SET available = ? WHERE id = ?').run(available ? 1 : 0, id)
  }

  turnPage(folder: number, after: number, limit: number): number | null {
    const isPublic = this.db.prepare(`SELECT 1 FROM folders WHERE id = ? AND ${PUBLIC}`).get(folder) !== undefined
    const ids = this.db
      .prepare<[number, number, number], number>('SELECT id FROM files WHERE folder = ? AND id > ? ORDER BY id LIMIT ?')
      .pluck()
      .all(folder, after, limit) as number[]
    const last = ids.at(-1)
    if (last === undefined) return null
    this.db.transaction(() => {
      const which = 'folder = ? AND files.id > ? AND files.id <= ? AND root IS NOT NULL'
      if (isPublic)
        this.db
          .prepare(`DELETE FROM withdrawn WHERE path IN (SELECT ${KEY} ${JOINED} WHERE ${which})`)
          .run(folder, after, last)
      else
        this.db
          .prepare(`INSERT OR IGNORE INTO withdrawn SELECT ${KEY} ${JOINED} WHERE ${which}`)
          .run(folder, after, last)
      this.db.prepare(`UPDATE files SET published = 0 WHERE ${which} AND published > 0`).run(folder, after, last)
    })
    return last
  }

  totals(folder: number): FolderTotals {
    return (
      this.db
        .prepare<[number], FolderTotals>(
          'SELECT files, bytes, hashedFiles, hashedBytes, publishedFiles FROM folder_totals WHERE folder = ?',
        )
        .get(folder) ?? EMPTY
    )
  }

  state(key: string): string | null {
    return (
      this.db.prepare<[string], { value: string }>('SELECT value FROM library_state WHERE key = ?').get(key)?.value ??
      null
    )
  }

  setState(key: string, value: string): void {
    this.db.prepare('INSERT OR REPLACE INTO library_state VALUES (?, ?)').run(key, value)
  }

  clearSkipped(area: Area): void {
    const { where, values } = areaSql(area)
    this.db.prepare(`DELETE FROM skipped WHERE folder = ? AND ${where}`).run(area.folder, ...values)
  }

  skip(folder: number, rows: readonly SkippedRow[]): void {
    const insert = this.db.prepare(
      'INSERT OR REPLACE INTO skipped (folder, dir, path, reason, message) VALUES (?, ?, ?, ?, ?)',
    )
    this.db.transaction(() => {
      for (const row of rows) insert.run(folder, row.dir, row.path, row.reason, row.message)
    })
  }

  skippedCounts(folder: number): Record<SkipReason, number> {
    const rows = this.db
      .prepare<[number], { reason: SkipReason; n: number }>(
        'SELECT reason, count(*) AS n FROM skipped WHERE folder = ? GROUP BY reason',
      )
      .all(folder)
    const counts: Record<SkipReason, number> = {
      hidden: 0,
      symlinks: 0,
      unreadable: 0,
      special: 0,
      excluded: 0,
      damaged: 0,
      writing: 0,
    }
    for (const { reason, n } of rows) counts[reason] = n
    return counts
  }

  skipped(folder: number, limit: number): SkippedRow[] {
    return this.db
      .prepare<[number, number], SkippedRow>(
        'SELECT dir, path, reason, message FROM skipped WHERE folder = ? ORDER BY path LIMIT ?',
      )
      .all(folder, limit)
  }
}
