import type { Area, FileRow, FolderRow, FolderTotals, FoundFile, LibraryStore, PublishRow, SkippedRow, SkipReason } from '../library/library-store.ts'
import type { Database } from './database.ts'
import { RecentHashes } from './recent-hashes.ts'

type Bytes = Uint8Array

/** LIKE's own signs taken as letters. */
export function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}

/** The rows of an area: a directory, or with all below it ('0' is the character after '/'). */
function areaSql({ dir, deep }: Area): { where: string; values: string[] } {
  if (!deep) return { where: 'dir = ?', values: [dir] }
  if (dir === '') return { where: 'true', values: [] }
  return { where: '(dir = ? OR (dir > ? AND dir < ?))', values: [dir, `${dir}/`, `${dir}0`] }
}

const NOTHING = new Uint8Array(0)
const FILE = 'files.id, folder, folders.path AS folderPath, dir, files.path, size, modified, stamp, root'
const JOINED = 'FROM files JOIN folders ON folders.id = folder'
const KEY = "folders.name || '/' || files.path"

/** The library's tables: folders, files, skipped, withdrawn. */
export class SqliteLibraryStore implements LibraryStore {
  readonly #db: Database
  readonly #recent = new RecentHashes()
  readonly #same
  readonly #update
  readonly #twin
  readonly #insert
  readonly #find
  readonly #hash
  readonly #withdraw
  readonly #unwithdraw
  readonly #byKey
  readonly #mark

  constructor(db: Database) {
    this.#db = db
    this.#same = db.prepare('UPDATE files SET seen = ?, failure = NULL WHERE folder = ? AND path = ? AND stamp = ?')
    this.#find = db.prepare<[number, string], { id: number; hashed: number }>('SELECT id, root IS NOT NULL AS hashed FROM files WHERE folder = ? AND path = ?')
    this.#update = db.prepare('UPDATE files SET seen = ?, size = ?, modified = ?, stamp = ?, root = ?, layer = ?, failure = NULL, published = 0 WHERE id = ?')
    this.#twin = db.prepare<[string, number], { root: Bytes; layer: Bytes }>('SELECT root, layer FROM files WHERE stamp = ? AND folder = ? AND root IS NOT NULL LIMIT 1')
    this.#insert = db.prepare('INSERT INTO files (folder, dir, path, size, modified, stamp, root, layer, seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
    this.#hash = db.prepare<[Bytes, Bytes, number, string], { path: string }>(`
      UPDATE files SET root = ?, layer = ?, published = 0, failure = NULL WHERE id = ? AND stamp = ?
      RETURNING (SELECT name FROM folders WHERE folders.id = folder) || '/' || path AS path`)
    this.#withdraw = db.prepare(`INSERT OR IGNORE INTO withdrawn SELECT ${KEY} ${JOINED} WHERE files.id = ? AND root IS NOT NULL`)
    this.#unwithdraw = db.prepare('DELETE FROM withdrawn WHERE path = ?')
    this.#byKey = db.prepare<[string, string], { id: number; size: number; modified: number; root: Bytes | null; fields: Bytes | null }>(`
      SELECT files.id, size, modified, files.root, fields FROM files JOIN folders ON folders.id = folder LEFT JOIN metadata ON metadata.root = files.root
      WHERE folders.name = ? AND files.path = ? AND available = 1`)
    // what became known while the catalogue was written is still to be published
    this.#mark = db.prepare('UPDATE files SET published = 1 WHERE id = ? AND root = ? AND (SELECT fields FROM metadata WHERE metadata.root = files.root) IS ?')
  }

  folders(): FolderRow[] {
    return this.#db.prepare<[], { id: number; path: string; name: string; available: number }>('SELECT * FROM folders ORDER BY id').all()
      .map((row) => ({ ...row, available: row.available === 1 }))
  }

  addFolder(path: string, name: string): FolderRow {
    const { lastInsertRowid } = this.#db.prepare('INSERT INTO folders (path, name) VALUES (?, ?)').run(path, name)
    this.#db.keep()
    return { id: Number(lastInsertRowid), path, name, available: true }
  }

  removeFolder(id: number): void {
    this.#db.transaction(() => {
      this.#withdrawFolder(id)
      this.#db.prepare('DELETE FROM folders WHERE id = ?').run(id)
    })
    this.#db.keep()
  }

  setAvailable(id: number, available: boolean): void {
    this.#db.transaction(() => {
      if (!available) this.#withdrawFolder(id)
      else this.#db.prepare(`DELETE FROM withdrawn WHERE path IN (SELECT ${KEY} ${JOINED} WHERE folder = ? AND root IS NOT NULL)`).run(id)
      this.#db.prepare('UPDATE files SET published = 0 WHERE folder = ?').run(id)
      this.#db.prepare('UPDATE folders SET available = ? WHERE id = ?').run(available ? 1 : 0, id)
    })
  }

  #withdrawFolder(id: number): void {
    this.#db.prepare(`INSERT OR IGNORE INTO withdrawn SELECT ${KEY} ${JOINED} WHERE folder = ? AND root IS NOT NULL`).run(id)
  }

  totals(folder: number): FolderTotals {
    return this.#db.prepare<[number], FolderTotals>(`
      SELECT count(*) AS files, coalesce(sum(size), 0) AS bytes, count(root) AS hashedFiles,
        coalesce(sum(size) FILTER (WHERE root IS NOT NULL), 0) AS hashedBytes,
        count(*) FILTER (WHERE root IS NOT NULL AND published = 0 AND available = 1) AS unpublished
      ${JOINED} WHERE folder = ? AND failure IS NULL`).get(folder) as FolderTotals
  }

  lastScan(): number {
    return this.#db.prepare<[], { last: number }>('SELECT coalesce(max(seen), 0) AS last FROM files').get()?.last ?? 0
  }

  clearSkipped(area: Area): void {
    const { where, values } = areaSql(area)
    this.#db.prepare(`DELETE FROM skipped WHERE folder = ? AND ${where}`).run(area.folder, ...values)
  }

  skip(folder: number, rows: readonly SkippedRow[]): void {
    const insert = this.#db.prepare('INSERT OR REPLACE INTO skipped (folder, dir, path, reason, message) VALUES (?, ?, ?, ?, ?)')
    this.#db.transaction(() => {
      for (const row of rows) insert.run(folder, row.dir, row.path, row.reason, row.message)
    })
  }

  skippedCounts(folder: number): Record<SkipReason, number> {
    const rows = this.#db.prepare<[number], { reason: SkipReason; n: number }>('SELECT reason, count(*) AS n FROM skipped WHERE folder = ? GROUP BY reason').all(folder)
    const counts = { hidden: 0, symlinks: 0, unreadable: 0, special: 0 }
    for (const { reason, n } of rows) counts[reason] = n
    return counts
  }

  skipped(folder: number, limit: number): SkippedRow[] {
    return this.#db.prepare<[number, number], SkippedRow>('SELECT dir, path, reason, message FROM skipped WHERE folder = ? ORDER BY path LIMIT ?').all(folder, limit)
  }

  found(folder: number, scan: number, files: readonly FoundFile[]): void {
    this.#db.transaction(() => {
      for (const file of files) {
        if (this.#same.run(scan, folder, file.path, file.stamp).changes > 0) continue
        const old = this.#find.get(folder, file.path)
        const twin = this.#twin.get(file.stamp, folder) ?? this.#recent.take(`${folder} ${file.stamp}`)
        // the old content leaves the catalogue unless the new one is known at once and takes its place
        if (old?.hashed && !twin) this.#withdraw.run(old.id)
        if (old) this.#update.run(scan, file.size, file.modified, file.stamp, twin?.root ?? null, twin?.layer ?? null, old.id)
        else this.#insert.run(folder, file.dir, file.path, file.size, file.modified, file.stamp, twin?.root ?? null, twin?.layer ?? null, scan)
        if (twin) this.#db.prepare(`DELETE FROM withdrawn WHERE path = (SELECT name FROM folders WHERE id = ?) || '/' || ?`).run(folder, file.path)
      }
    })
  }

  sweep(area: Area, scan: number): number {
    const { where, values } = areaSql(area)
    const gone = `folder = ? AND ${where} AND seen <> ?`
    return this.#db.transaction(() => {
      this.#db.prepare(`INSERT OR IGNORE INTO withdrawn SELECT ${KEY} ${JOINED} WHERE ${gone} AND root IS NOT NULL`).run(area.folder, ...values, scan)
      const hashes = this.#db.prepare<unknown[], { stamp: string; root: Bytes; layer: Bytes }>(`SELECT stamp, root, layer FROM files WHERE ${gone} AND root IS NOT NULL`)
      for (const { stamp, root, layer } of hashes.iterate(area.folder, ...values, scan)) this.#recent.add(`${area.folder} ${stamp}`, { root, layer })
      return this.#db.prepare(`DELETE FROM files WHERE ${gone}`).run(area.folder, ...values, scan).changes
    })
  }

  toHash(limit: number): FileRow[] {
    return this.#db.prepare<[number], FileRow>(`SELECT ${FILE} ${JOINED} WHERE root IS NULL AND failure IS NULL AND available = 1 ORDER BY size LIMIT ?`).all(limit)
  }

  hashed(files: readonly { id: number; stamp: string; root: Uint8Array; layer: Uint8Array }[]): void {
    this.#db.transaction(() => {
      for (const { id, stamp, root, layer } of files) {
        const row = this.#hash.get(root, layer, id, stamp)
        if (row) this.#unwithdraw.run(row.path)
      }
    })
  }

  failed(id: number, message: string): void {
    this.#db.transaction(() => {
      this.#withdraw.run(id)
      this.#db.prepare('UPDATE files SET root = NULL, layer = NULL, failure = ? WHERE id = ?').run(message, id)
      this.#db.prepare("INSERT OR REPLACE INTO skipped SELECT folder, dir, path, 'unreadable', ? FROM files WHERE id = ?").run(message, id)
    })
  }

  remove(id: number): void {
    this.#db.transaction(() => {
      this.#withdraw.run(id)
      this.#db.prepare('DELETE FROM files WHERE id = ?').run(id)
    })
  }

  withRoot(root: Uint8Array): (FileRow & { layer: Uint8Array })[] {
    return this.#db.prepare<[Bytes], FileRow & { layer: Bytes }>(`SELECT ${FILE}, layer ${JOINED} WHERE root = ? AND available = 1 ORDER BY files.id LIMIT 32`).all(root)
  }

  files(query: { folder?: number; text: string; offset: number; limit: number }): { total: number; rows: FileRow[] } {
    const where = "WHERE (@folder IS NULL OR folder = @folder) AND (@text = '' OR files.path LIKE @like ESCAPE '\\')"
    const values = { folder: query.folder ?? null, text: query.text, like: likePattern(query.text) }
    const total = this.#db.prepare<unknown[], { n: number }>(`SELECT count(*) AS n FROM files ${where}`).get(values)?.n ?? 0
    const page = { limit: query.limit, offset: query.offset }
    const rows = this.#db.prepare<unknown[], FileRow>(`SELECT ${FILE} ${JOINED} ${where} ORDER BY folder, files.path LIMIT @limit OFFSET @offset`).all({ ...values, ...page })
    return { total, rows }
  }

  beginCompare(): void {
    this.#db.prepare('UPDATE files SET published = 0 WHERE published = 1').run()
  }

  compare(entries: readonly { path: string; root: Uint8Array; size: number; modified: number; metadata: Uint8Array | null }[]): void {
    const withdraw = this.#db.prepare('INSERT OR IGNORE INTO withdrawn VALUES (?)')
    this.#db.transaction(() => {
      for (const { path, root, size, modified, metadata } of entries) {
        const slash = path.indexOf('/')
        const row = this.#byKey.get(path.slice(0, slash), path.slice(slash + 1))
        if (!row?.root) withdraw.run(path)
        else if (Buffer.compare(row.root, root) === 0 && row.size === size && row.modified === modified && Buffer.compare(row.fields ?? NOTHING, metadata ?? NOTHING) === 0) this.#mark.run(row.id, row.root, row.fields)
      }
    })
  }

  unpublished(limit: number): PublishRow[] {
    const select = `SELECT files.id, ${KEY} AS path, files.root AS root, size, modified, fields AS metadata ${JOINED} LEFT JOIN metadata ON metadata.root = files.root`
    const rows = this.#db.prepare<[number], PublishRow>(`${select} WHERE files.root IS NOT NULL AND published = 0 AND available = 1 ORDER BY files.id LIMIT ?`).all(limit)
    if (rows.length === limit) return rows
    return [...rows, ...this.#db.prepare<[number], PublishRow>(`${select} WHERE published = 2 AND available = 1 ORDER BY files.id LIMIT ?`).all(limit - rows.length)]
  }

  published(rows: readonly PublishRow[]): void {
    this.#db.transaction(() => {
      for (const { id, root, metadata } of rows) this.#mark.run(id, root, metadata)
    })
  }

  withdrawn(limit: number): string[] {
    return this.#db.prepare<[number], string>('SELECT path FROM withdrawn LIMIT ?').pluck().all(limit) as string[]
  }

  dropped(paths: readonly string[]): void {
    this.#db.transaction(() => {
      for (const path of paths) this.#unwithdraw.run(path)
    })
  }
}
