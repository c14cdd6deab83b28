import type { Area, FileRow, FoundFile, KnownFile } from '../../library/library-store.ts'
import { isEarlier, movedStamp, stampBase } from '../../domain/file-stamp.ts'
import type { Database } from '../database.ts'
import { FILE, JOINED, KEY } from './file-sql.ts'
import { FolderTables } from './folder-tables.ts'
import { RecentHashes } from './recent-hashes.ts'

interface Twin {
  root: Uint8Array
  layer: Uint8Array
  stamp: string
}

/**
 * Files as scans find them, and their hashes. A file that changes or disappears is queued in `withdrawn`, so
 * that its entry is removed from the catalogue.
 */
export class FileTables extends FolderTables {
  readonly #recent = new RecentHashes()
  readonly #known
  readonly #nextDir
  readonly #find
  readonly #update
  readonly #twin
  readonly #insert
  readonly #hash
  readonly #withdraw
  readonly #unwithdraw
  readonly #unwithdrawFile
  readonly #likeTwin
  readonly #stamp
  readonly #gone
  readonly #delete

  constructor(db: Database) {
    super(db)
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
    this.#find = db.prepare<[number, string], { id: number; hashed: number; stamp: string }>(
      'SELECT id, root IS NOT NULL AS hashed, stamp FROM files WHERE folder = ? AND path = ?',
    )
    this.#update = db.prepare(`
      UPDATE files SET size = ?, modified = ?, stamp = ?, root = ?, layer = ?,
        failure = ?, damaged = 0, published = 0
      WHERE id = ?`)
    this.#twin = db.prepare<[string, number], Twin>(
      'SELECT root, layer, stamp FROM files WHERE stamp = ? AND folder = ? AND root IS NOT NULL LIMIT 1',
    )
    // ';' follows ':' in ASCII
    this.#likeTwin = db.prepare<[{ base: string; folder: number }], Twin>(`
      SELECT root, layer, stamp FROM files
      WHERE (stamp = @base OR stamp >= @base || ':' AND stamp < @base || ';') AND folder = @folder AND root IS NOT NULL
      LIMIT 1`)
    this.#stamp = db.prepare<[string, number]>('UPDATE files SET stamp = ? WHERE id = ?')
    this.#insert = db.prepare(`
      INSERT INTO files (folder, dir, path, size, modified, stamp, root, layer, failure, seen)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`)
    this.#hash = db.prepare<[Uint8Array, Uint8Array, number, string], { path: string }>(`
      UPDATE files SET root = ?, layer = ?, published = 0, failure = NULL, damaged = 0 WHERE id = ? AND stamp = ?
      RETURNING (SELECT name FROM folders WHERE folders.id = folder) || '/' || path AS path`)
    this.#withdraw = db.prepare(
      `INSERT OR IGNORE INTO withdrawn SELECT ${KEY} ${JOINED} WHERE files.id = ? AND root IS NOT NULL`,
    )
    this.#unwithdraw = db.prepare('DELETE FROM withdrawn WHERE path = ?')
    this.#unwithdrawFile = db.prepare(
      "DELETE FROM withdrawn WHERE path = (SELECT name FROM folders WHERE id = ? AND visibility = 'all') || '/' || ?",
    )
    this.#gone = db.prepare<[number, number], { stamp: string; root: Uint8Array; layer: Uint8Array }>(
      'SELECT stamp, root, layer FROM files WHERE id = ? AND folder = ? AND root IS NOT NULL',
    )
    this.#delete = db.prepare('DELETE FROM files WHERE id = ? AND folder = ?')
  }

  known(folder: number, dir: string, from: string | null, to: string | null): KnownFile[] {
    return this.#known.all(folder, dir, from ?? '', to, to)
  }

  nextDir({ folder, dir, deep }: Area, after: string | null): string | null {
    if (after === null && this.db.prepare('SELECT 1 FROM files WHERE folder = ? AND dir = ? LIMIT 1').get(folder, dir))
      return dir
    if (!deep) return null
    // '0' follows '/' in ASCII; no text sorts after the last code point.
    const [from, end] = dir === '' ? ['', '\u{10ffff}'] : [`${dir}/`, `${dir}0`]
    return (this.#nextDir.get(folder, after === null || after < from ? from : after, end) as string | undefined) ?? null
  }

  found(folder: number, files: readonly FoundFile[]): void {
    this.db.transaction(() => {
      for (const { dir, path, size, modified, stamp, failure = null } of files) {
        const old = this.#find.get(folder, path)
        if (old?.hashed && isEarlier(old.stamp, stamp)) {
          this.#stamp.run(stamp, old.id)
          continue
        }
        // in its place, only the change time differs: edited, perhaps
        const isTouched = old?.hashed && stampBase(old.stamp) === stampBase(stamp)
        const twin =
          failure === null
            ? (this.#twin.get(stamp, folder) ?? (isTouched ? undefined : this.#moved(folder, stamp)))
            : undefined
        const known = twin && twin.stamp !== stamp ? movedStamp(stamp) : stamp
        // The old content leaves the catalogue, unless the hash of the new one is known and replaces it at once.
        if (old?.hashed && !twin) this.#withdraw.run(old.id)
        if (old) this.#update.run(size, modified, known, twin?.root ?? null, twin?.layer ?? null, failure, old.id)
        else
          this.#insert.run(folder, dir, path, size, modified, known, twin?.root ?? null, twin?.layer ?? null, failure)
        if (twin) this.#unwithdrawFile.run(folder, path)
      }
    })
  }

  /** The hashes of a file that was at another path: moving it has changed its change time. */
  #moved(folder: number, stamp: string): Twin | undefined {
    const base = stampBase(stamp)
    const gone = this.#recent.take(`${folder} ${base}`)
    return this.#likeTwin.get({ base, folder }) ?? (gone && { ...gone, stamp: base })
  }

  confirm(id: number, from: string, stamp: string): void {
    this.db.prepare('UPDATE files SET stamp = ? WHERE id = ? AND stamp = ?').run(stamp, id, from)
  }

  doubt(id: number): void {
    this.db.transaction(() => {
      this.#withdraw.run(id)
      const row = this.db
        .prepare<[number], { folder: number; stamp: string }>('SELECT folder, stamp FROM files WHERE id = ?')
        .get(id)
      // or its next scan would take it for moved again
      if (row) this.#recent.take(`${row.folder} ${stampBase(row.stamp)}`)
      this.db.prepare("UPDATE files SET stamp = '', root = NULL, layer = NULL, published = 0 WHERE id = ?").run(id)
    })
  }

  forget(folder: number, ids: readonly number[]): void {
    this.db.transaction(() => {
      for (const id of ids) {
        this.#withdraw.run(id)
        const hashes = this.#gone.get(id, folder)
        if (hashes) this.#recent.add(`${folder} ${stampBase(hashes.stamp)}`, { root: hashes.root, layer: hashes.layer })
        this.#delete.run(id, folder)
      }
    })
  }

  toHash(which: { upTo: number } | { above: number }, limit: number): FileRow[] {
    const [sign, size] = 'upTo' in which ? ['<=', which.upTo] : ['>', which.above]
    return this.db
      .prepare<[number, number], FileRow>(
        `
      SELECT ${FILE} FROM files INDEXED BY files_to_hash JOIN folders ON folders.id = folder
      WHERE root IS NULL AND failure IS NULL AND available = 1 AND size ${sign} ? ORDER BY size LIMIT ?`,
      )
      .all(size as number, limit)
  }

  hashed(files: readonly { id: number; stamp: string; root: Uint8Array; layer: Uint8Array }[]): void {
    this.db.transaction(() => {
      for (const { id, stamp, root, layer } of files) {
        const row = this.#hash.get(root, layer, id, stamp)
        if (row) this.#unwithdraw.run(row.path)
      }
    })
  }

  failed(id: number, message: string, damaged = false): void {
    this.db.transaction(() => {
      this.#withdraw.run(id)
      this.db
        .prepare('UPDATE files SET root = NULL, layer = NULL, published = 0, failure = ?, damaged = ? WHERE id = ?')
        .run(message, damaged ? 1 : 0, id)
      this.db
        .prepare('INSERT OR REPLACE INTO skipped SELECT folder, dir, path, ?, ? FROM files WHERE id = ?')
        .run(damaged ? 'damaged' : 'unreadable', message, id)
    })
  }

  remove(id: number): void {
    this.db.transaction(() => {
      this.#withdraw.run(id)
      this.db.prepare('DELETE FROM files WHERE id = ?').run(id)
    })
  }

  hashedAfter(folder: number, after: number, limit: number): FileRow[] {
    return this.db
      .prepare<[number, number, number], FileRow>(
        `SELECT ${FILE} ${JOINED} WHERE folder = ? AND files.id > ? AND root IS NOT NULL ORDER BY files.id LIMIT ?`,
      )
      .all(folder, after, limit)
  }
}
