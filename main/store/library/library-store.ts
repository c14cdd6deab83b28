import type {
  Area,
  FileRow,
  FolderRow,
  FolderRules,
  FolderTotals,
  FoundFile,
  KnownFile,
  LibraryStore,
  OfferedRow,
  PublishRow,
  SkippedRow,
  SkipReason,
} from '../../library/library-store.ts'
import type { Database } from '../database.ts'
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
/** Folders whose files stand in the catalogue. */
const PUBLIC = "available = 1 AND visibility = 'all'"
const EMPTY: FolderTotals = { files: 0, bytes: 0, hashedFiles: 0, hashedBytes: 0, publishedFiles: 0 }

type StoredFolder = Omit<FolderRow, 'available' | 'patterns' | 'mounts'> & {
  available: number
  patterns: string
  mounts: string
}

/** A list of strings from its column; a damaged one is empty. */
function listFrom(json: string): string[] {
  try {
    const list: unknown = JSON.parse(json)
    return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : []
  } catch {
    return []
  }
}

/** The library's tables: folders, files, skipped, withdrawn, folder_totals (kept by triggers), library_state. */
export class SqliteLibraryStore implements LibraryStore {
  readonly #db: Database
  readonly #recent = new RecentHashes()
  readonly #known
  readonly #nextDir
  readonly #update
  readonly #twin
  readonly #insert
  readonly #find
  readonly #hash
  readonly #withdraw
  readonly #unwithdraw
  readonly #unwithdrawFile
  readonly #byKey
  readonly #mark
  readonly #gone
  readonly #delete

  constructor(db: Database) {
    this.#db = db
    this.#known = db
      .prepare<[number, string, string, string | null, string | null], KnownFile>(
        `
      SELECT id, path, stamp, failure IS NOT NULL AND damaged = 0 FROM files
      WHERE folder = ? AND dir = ? AND path >= ? AND (? IS NULL OR path < ?) ORDER BY path`,
      )
      .raw()
    this.#nextDir = db
      .prepare<[number, string, string], string>(
        'SELECT dir FROM files WHERE folder = ? AND dir > ? AND dir < ? ORDER BY dir LIMIT 1',
      )
      .pluck()
    this.#find = db.prepare<[number, string], { id: number; hashed: number }>(
      'SELECT id, root IS NOT NULL AS hashed FROM files WHERE folder = ? AND path = ?',
    )
    this.#update = db.prepare(
      'UPDATE files SET size = ?, modified = ?, stamp = ?, root = ?, layer = ?, failure = NULL, damaged = 0, published = 0 WHERE id = ?',
    )
    this.#twin = db.prepare<[string, number], { root: Bytes; layer: Bytes }>(
      'SELECT root, layer FROM files WHERE stamp = ? AND folder = ? AND root IS NOT NULL LIMIT 1',
    )
    this.#insert = db.prepare(
      'INSERT INTO files (folder, dir, path, size, modified, stamp, root, layer, seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)',
    )
    this.#hash = db.prepare<[Bytes, Bytes, number, string], { path: string }>(`
      UPDATE files SET root = ?, layer = ?, published = 0, failure = NULL, damaged = 0 WHERE id = ? AND stamp = ?
      RETURNING (SELECT name FROM folders WHERE folders.id = folder) || '/' || path AS path`)
    this.#withdraw = db.prepare(
      `INSERT OR IGNORE INTO withdrawn SELECT ${KEY} ${JOINED} WHERE files.id = ? AND root IS NOT NULL`,
    )
    this.#unwithdraw = db.prepare('DELETE FROM withdrawn WHERE path = ?')
    this.#unwithdrawFile = db.prepare(
      "DELETE FROM withdrawn WHERE path = (SELECT name FROM folders WHERE id = ? AND visibility = 'all') || '/' || ?",
    )
    this.#byKey = db.prepare<
      [string, string],
      { id: number; size: number; modified: number; root: Bytes | null; fields: Bytes | null }
    >(`
      SELECT files.id, size, modified, files.root, fields FROM files JOIN folders ON folders.id = folder LEFT JOIN metadata ON metadata.root = files.root
      WHERE folders.name = ? AND files.path = ? AND ${PUBLIC}`)
    // what became known while the catalogue was written is still to be published
    this.#mark = db.prepare(
      'UPDATE files SET published = 1 WHERE id = ? AND root = ? AND (SELECT fields FROM metadata WHERE metadata.root = files.root) IS ?',
    )
    this.#gone = db.prepare<[number, number], { stamp: string; root: Bytes; layer: Bytes }>(
      'SELECT stamp, root, layer FROM files WHERE id = ? AND folder = ? AND root IS NOT NULL',
    )
    this.#delete = db.prepare('DELETE FROM files WHERE id = ? AND folder = ?')
  }

  folders(): FolderRow[] {
    return this.#db
      .prepare<[], StoredFolder>(
        'SELECT id, path, name, available, visibility, community, patterns, device, mounts, verified FROM folders ORDER BY id',
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
    const { lastInsertRowid } = this.#db
      .prepare('INSERT INTO folders (path, name, visibility, community, patterns) VALUES (?, ?, ?, ?, ?)')
      .run(path, name, visibility, community, JSON.stringify(patterns))
    this.#db.keep()
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
    return this.#db
      .prepare<[number, number], number>('SELECT id FROM files WHERE folder = ? LIMIT ?')
      .pluck()
      .all(folder, limit) as number[]
  }

  removeFolder(id: number): void {
    this.#db.transaction(() => {
      this.#db.prepare('DELETE FROM library_state WHERE key = ?').run(`leaving ${id}`)
      this.#db
        .prepare(`INSERT OR IGNORE INTO withdrawn SELECT ${KEY} ${JOINED} WHERE folder = ? AND root IS NOT NULL`)
        .run(id)
      this.#db.prepare('DELETE FROM folders WHERE id = ?').run(id)
    })
    this.#db.keep()
  }

  setRules(id: number, { visibility, community, patterns }: FolderRules): void {
    this.#db
      .prepare('UPDATE folders SET visibility = ?, community = ?, patterns = ? WHERE id = ?')
      .run(visibility, community, JSON.stringify(patterns), id)
    this.#db.keep()
  }

  setPlace(id: number, { device, mounts }: { device: string; mounts: string[] }): void {
    this.#db.prepare('UPDATE folders SET device = ?, mounts = ? WHERE id = ?').run(device, JSON.stringify(mounts), id)
  }

  setVerified(id: number, time: number): void {
    this.#db.prepare('UPDATE folders SET verified = ? WHERE id = ?').run(time, id)
  }

  setAvailable(id: number, available: boolean): void {
    this.#db.prepare('UPDATE folders SET available = ? WHERE id = ?').run(available ? 1 : 0, id)
  }

  turnPage(folder: number, after: number, limit: number): number | null {
    const isPublic = this.#db.prepare(`SELECT 1 FROM folders WHERE id = ? AND ${PUBLIC}`).get(folder) !== undefined
    const ids = this.#db
      .prepare<[number, number, number], number>('SELECT id FROM files WHERE folder = ? AND id > ? ORDER BY id LIMIT ?')
      .pluck()
      .all(folder, after, limit) as number[]
    const last = ids.at(-1)
    if (last === undefined) return null
    this.#db.transaction(() => {
      const which = 'folder = ? AND files.id > ? AND files.id <= ? AND root IS NOT NULL'
      if (isPublic)
        this.#db
          .prepare(`DELETE FROM withdrawn WHERE path IN (SELECT ${KEY} ${JOINED} WHERE ${which})`)
          .run(folder, after, last)
      else
        this.#db
          .prepare(`INSERT OR IGNORE INTO withdrawn SELECT ${KEY} ${JOINED} WHERE ${which}`)
          .run(folder, after, last)
      this.#db.prepare(`UPDATE files SET published = 0 WHERE ${which} AND published > 0`).run(folder, after, last)
    })
    return last
  }

  totals(folder: number): FolderTotals {
    return (
      this.#db
        .prepare<[number], FolderTotals>(
          'SELECT files, bytes, hashedFiles, hashedBytes, publishedFiles FROM folder_totals WHERE folder = ?',
        )
        .get(folder) ?? EMPTY
    )
  }

  state(key: string): string | null {
    return (
      this.#db.prepare<[string], { value: string }>('SELECT value FROM library_state WHERE key = ?').get(key)?.value ??
      null
    )
  }

  setState(key: string, value: string): void {
    this.#db.prepare('INSERT OR REPLACE INTO library_state VALUES (?, ?)').run(key, value)
  }

  clearSkipped(area: Area): void {
    const { where, values } = areaSql(area)
    this.#db.prepare(`DELETE FROM skipped WHERE folder = ? AND ${where}`).run(area.folder, ...values)
  }

  skip(folder: number, rows: readonly SkippedRow[]): void {
    const insert = this.#db.prepare(
      'INSERT OR REPLACE INTO skipped (folder, dir, path, reason, message) VALUES (?, ?, ?, ?, ?)',
    )
    this.#db.transaction(() => {
      for (const row of rows) insert.run(folder, row.dir, row.path, row.reason, row.message)
    })
  }

  skippedCounts(folder: number): Record<SkipReason, number> {
    const rows = this.#db
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
    }
    for (const { reason, n } of rows) counts[reason] = n
    return counts
  }

  skipped(folder: number, limit: number): SkippedRow[] {
    return this.#db
      .prepare<[number, number], SkippedRow>(
        'SELECT dir, path, reason, message FROM skipped WHERE folder = ? ORDER BY path LIMIT ?',
      )
      .all(folder, limit)
  }

  known(folder: number, dir: string, from: string | null, to: string | null): KnownFile[] {
    return this.#known.all(folder, dir, from ?? '', to, to)
  }

  nextDir({ folder, dir, deep }: Area, after: string | null): string | null {
    if (after === null && this.#db.prepare('SELECT 1 FROM files WHERE folder = ? AND dir = ? LIMIT 1').get(folder, dir))
      return dir
    if (!deep) return null
    // '0' is the character after '/'; no text is above the last code point
    const [from, end] = dir === '' ? ['', '\u{10ffff}'] : [`${dir}/`, `${dir}0`]
    return (this.#nextDir.get(folder, after === null || after < from ? from : after, end) as string | undefined) ?? null
  }

  found(folder: number, files: readonly FoundFile[]): void {
    this.#db.transaction(() => {
      for (const { dir, path, size, modified, stamp } of files) {
        const old = this.#find.get(folder, path)
        const twin = this.#twin.get(stamp, folder) ?? this.#recent.take(`${folder} ${stamp}`)
        // the old content leaves the catalogue unless the new one is known at once and takes its place
        if (old?.hashed && !twin) this.#withdraw.run(old.id)
        if (old) this.#update.run(size, modified, stamp, twin?.root ?? null, twin?.layer ?? null, old.id)
        else this.#insert.run(folder, dir, path, size, modified, stamp, twin?.root ?? null, twin?.layer ?? null)
        if (twin) this.#unwithdrawFile.run(folder, path)
      }
    })
  }

  forget(folder: number, ids: readonly number[]): void {
    this.#db.transaction(() => {
      for (const id of ids) {
        this.#withdraw.run(id)
        const hashes = this.#gone.get(id, folder)
        if (hashes) this.#recent.add(`${folder} ${hashes.stamp}`, { root: hashes.root, layer: hashes.layer })
        this.#delete.run(id, folder)
      }
    })
  }

  toHash(which: { upTo: number } | { above: number }, limit: number): FileRow[] {
    const [sign, size] = 'upTo' in which ? ['<=', which.upTo] : ['>', which.above]
    return this.#db
      .prepare<[number, number], FileRow>(
        `
      SELECT ${FILE} FROM files INDEXED BY files_to_hash JOIN folders ON folders.id = folder
      WHERE root IS NULL AND failure IS NULL AND available = 1 AND size ${sign} ? ORDER BY size LIMIT ?`,
      )
      .all(size as number, limit)
  }

  hashed(files: readonly { id: number; stamp: string; root: Uint8Array; layer: Uint8Array }[]): void {
    this.#db.transaction(() => {
      for (const { id, stamp, root, layer } of files) {
        const row = this.#hash.get(root, layer, id, stamp)
        if (row) this.#unwithdraw.run(row.path)
      }
    })
  }

  failed(id: number, message: string, damaged = false): void {
    this.#db.transaction(() => {
      this.#withdraw.run(id)
      this.#db
        .prepare('UPDATE files SET root = NULL, layer = NULL, published = 0, failure = ?, damaged = ? WHERE id = ?')
        .run(message, damaged ? 1 : 0, id)
      this.#db
        .prepare('INSERT OR REPLACE INTO skipped SELECT folder, dir, path, ?, ? FROM files WHERE id = ?')
        .run(damaged ? 'damaged' : 'unreadable', message, id)
    })
  }

  remove(id: number): void {
    this.#db.transaction(() => {
      this.#withdraw.run(id)
      this.#db.prepare('DELETE FROM files WHERE id = ?').run(id)
    })
  }

  hashedAfter(folder: number, after: number, limit: number): FileRow[] {
    return this.#db
      .prepare<[number, number, number], FileRow>(
        `SELECT ${FILE} ${JOINED} WHERE folder = ? AND files.id > ? AND root IS NOT NULL ORDER BY files.id LIMIT ?`,
      )
      .all(folder, after, limit)
  }

  withRoot(root: Uint8Array): OfferedRow[] {
    return this.#db
      .prepare<[Bytes], OfferedRow & { layer: Bytes }>(
        `
      SELECT ${FILE}, layer, visibility, community ${JOINED} WHERE root = ? AND available = 1
      ORDER BY visibility, files.id LIMIT 32`,
      )
      .all(root)
  }

  ofCommunity(community: string, words: readonly string[], limit: number): FileRow[] {
    const like = words.map(() => "(folders.name || '/' || files.path) LIKE ? ESCAPE '\\'").join(' AND ')
    return this.#db
      .prepare<unknown[], FileRow>(
        `
      SELECT ${FILE} ${JOINED} WHERE visibility = 'community' AND community = ? AND available = 1 AND root IS NOT NULL
      ${like === '' ? '' : `AND ${like}`} LIMIT ?`,
      )
      .all(community, ...words.map(likePattern), limit)
  }

  files(query: { folder?: number; text: string; offset: number; limit: number }): { total: number; rows: FileRow[] } {
    const where =
      "WHERE (@folder IS NULL OR folder = @folder) AND (@text = '' OR files.path LIKE @like ESCAPE '\\') AND failure IS NULL"
    const values = { folder: query.folder ?? null, text: query.text, like: likePattern(query.text) }
    const all =
      query.folder === undefined
        ? 'SELECT coalesce(sum(files), 0) AS n FROM folder_totals'
        : 'SELECT files AS n FROM folder_totals WHERE folder = @folder'
    const total =
      this.#db
        .prepare<unknown[], { n: number }>(query.text === '' ? all : `SELECT count(*) AS n FROM files ${where}`)
        .get(values)?.n ?? 0
    const page = { limit: query.limit, offset: query.offset }
    const rows = this.#db
      .prepare<unknown[], FileRow>(
        `SELECT ${FILE} ${JOINED} ${where} ORDER BY folder, files.path LIMIT @limit OFFSET @offset`,
      )
      .all({ ...values, ...page })
    return { total, rows }
  }

  beginCompare(): void {
    this.#db.prepare('UPDATE files SET published = 0 WHERE published = 1').run()
  }

  compare(
    entries: readonly { path: string; root: Uint8Array; size: number; modified: number; metadata: Uint8Array | null }[],
  ): void {
    const withdraw = this.#db.prepare('INSERT OR IGNORE INTO withdrawn VALUES (?)')
    this.#db.transaction(() => {
      for (const { path, root, size, modified, metadata } of entries) {
        const slash = path.indexOf('/')
        const row = this.#byKey.get(path.slice(0, slash), path.slice(slash + 1))
        if (!row?.root) withdraw.run(path)
        else if (
          Buffer.compare(row.root, root) === 0 &&
          row.size === size &&
          row.modified === modified &&
          Buffer.compare(row.fields ?? NOTHING, metadata ?? NOTHING) === 0
        )
          this.#mark.run(row.id, row.root, row.fields)
      }
    })
  }

  unpublished(limit: number): PublishRow[] {
    const select = `SELECT files.id, ${KEY} AS path, files.root AS root, size, modified, fields AS metadata ${JOINED} LEFT JOIN metadata ON metadata.root = files.root`
    const rows = this.#db
      .prepare<[number], PublishRow>(
        `${select} WHERE files.root IS NOT NULL AND published = 0 AND ${PUBLIC} ORDER BY files.id LIMIT ?`,
      )
      .all(limit)
    if (rows.length === limit) return rows
    return [
      ...rows,
      ...this.#db
        .prepare<[number], PublishRow>(`${select} WHERE published = 2 AND ${PUBLIC} ORDER BY files.id LIMIT ?`)
        .all(limit - rows.length),
    ]
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
