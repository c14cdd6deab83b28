import type { FileRow, LibraryStore, OfferedRow, PublishRow } from '../../library/library-store.ts'
import type { Database } from '../database.ts'
import { likePattern } from '../like-pattern.ts'
import { FILE, JOINED, KEY, OF_COMMUNITY, PRIVATE, PUBLIC } from './file-sql.ts'
import { FileTables } from './file-tables.ts'

const NO_BYTES = new Uint8Array(0)

/**
 * The library's tables, in three layers: folders, the files in them, and here what leaves this machine: files that
 * peers request, and the comparison with the published catalogue.
 */
export class SqliteLibraryStore extends FileTables implements LibraryStore {
  readonly #byKey
  readonly #mark
  readonly #unwithdraw

  constructor(db: Database) {
    super(db)
    this.#byKey = db.prepare<
      [string, string],
      { id: number; size: number; modified: number; root: Uint8Array | null; fields: Uint8Array | null }
    >(`
      SELECT files.id, size, modified, files.root, fields
      FROM files JOIN folders ON folders.id = folder LEFT JOIN metadata ON metadata.root = files.root
      WHERE folders.name = ? AND files.path = ? AND ${PUBLIC} AND NOT ${PRIVATE}`)
    // Metadata that was saved while the catalogue was written must still be published.
    this.#mark = db.prepare(`
      UPDATE files SET published = 1 WHERE id = ? AND root = ?
        AND (SELECT fields FROM metadata WHERE metadata.root = files.root) IS ?`)
    this.#unwithdraw = db.prepare('DELETE FROM withdrawn WHERE path = ?')
  }

  withRoot(root: Uint8Array): OfferedRow[] {
    return this.db
      .prepare<[Uint8Array], OfferedRow & { layer: Uint8Array }>(
        `
      SELECT ${FILE}, layer, visibility, community ${JOINED} WHERE root = ? AND available = 1
      ORDER BY visibility, files.id LIMIT 32`,
      )
      .all(root)
  }

  ofCommunity(community: string, words: readonly string[], limit: number): FileRow[] {
    const like = words.map((_, n) => ` AND (${KEY}) LIKE @word${n} ESCAPE '\\'`).join('')
    const selects = OF_COMMUNITY.map((from) => `SELECT ${FILE} ${from}${like}`)
    return this.db
      .prepare<unknown[], FileRow>(`${selects.join(' UNION ALL ')} LIMIT @limit`)
      .all({ community, limit, ...Object.fromEntries(words.map((word, n) => [`word${n}`, likePattern(word)])) })
  }

  files(query: { folder?: number; text: string; offset: number; limit: number }): { total: number; rows: FileRow[] } {
    const where = `
      WHERE (@folder IS NULL OR folder = @folder) AND (@text = '' OR files.path LIKE @like ESCAPE '\\')
        AND failure IS NULL`
    const values = { folder: query.folder ?? null, text: query.text, like: likePattern(query.text) }
    const all =
      query.folder === undefined
        ? 'SELECT coalesce(sum(files), 0) AS n FROM folder_totals'
        : 'SELECT files AS n FROM folder_totals WHERE folder = @folder'
    const total =
      this.db
        .prepare<unknown[], { n: number }>(query.text === '' ? all : `SELECT count(*) AS n FROM files ${where}`)
        .get(values)?.n ?? 0
    const page = { limit: query.limit, offset: query.offset }
    const rows = this.db
      .prepare<unknown[], FileRow>(
        `SELECT ${FILE} ${JOINED} ${where} ORDER BY folder, files.path LIMIT @limit OFFSET @offset`,
      )
      .all({ ...values, ...page })
    return { total, rows }
  }

  beginCompare(): void {
    this.db.prepare('UPDATE files SET published = 0 WHERE published = 1').run()
  }

  compare(
    entries: readonly { path: string; root: Uint8Array; size: number; modified: number; metadata: Uint8Array | null }[],
  ): void {
    const withdraw = this.db.prepare('INSERT OR IGNORE INTO withdrawn VALUES (?)')
    this.db.transaction(() => {
      for (const { path, root, size, modified, metadata } of entries) {
        const slash = path.indexOf('/')
        const row = this.#byKey.get(path.slice(0, slash), path.slice(slash + 1))
        if (!row?.root) withdraw.run(path)
        else if (
          Buffer.compare(row.root, root) === 0 &&
          row.size === size &&
          row.modified === modified &&
          Buffer.compare(row.fields ?? NO_BYTES, metadata ?? NO_BYTES) === 0
        )
          this.#mark.run(row.id, row.root, row.fields)
      }
    })
  }

  passOver(): number {
    const which = `root IS NOT NULL AND published = 0 AND ${PRIVATE}`
    return this.db.transaction(() => {
      this.db.prepare(`INSERT OR IGNORE INTO withdrawn SELECT ${KEY} ${JOINED} WHERE ${which} AND ${PUBLIC}`).run()
      return this.db.prepare(`UPDATE files SET published = 3 WHERE ${which}`).run().changes
    })
  }

  unpublished(limit: number): PublishRow[] {
    const select = `
      SELECT files.id, ${KEY} AS path, files.root AS root, size, modified, fields AS metadata
      ${JOINED} LEFT JOIN metadata ON metadata.root = files.root`
    const rows = this.db
      .prepare<[number], PublishRow>(
        `${select} WHERE files.root IS NOT NULL AND published = 0 AND ${PUBLIC} AND NOT ${PRIVATE}
        ORDER BY files.id LIMIT ?`,
      )
      .all(limit)
    if (rows.length === limit) return rows
    return [
      ...rows,
      ...this.db
        .prepare<[number], PublishRow>(`${select} WHERE published = 2 AND ${PUBLIC} ORDER BY files.id LIMIT ?`)
        .all(limit - rows.length),
    ]
  }

  published(rows: readonly PublishRow[]): void {
    this.db.transaction(() => {
      for (const { id, root, metadata } of rows) this.#mark.run(id, root, metadata)
    })
  }

  withdrawn(limit: number): string[] {
    return this.db.prepare<[number], string>('SELECT path FROM withdrawn LIMIT ?').pluck().all(limit) as string[]
  }

  dropped(paths: readonly string[]): void {
    this.db.transaction(() => {
      for (const path of paths) this.#unwithdraw.run(path)
    })
  }
}
