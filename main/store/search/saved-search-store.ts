import type { SavedSearchRow, SavedSearchStore } from '../../search/saved/saved-search-store.ts'
import type { Database } from '../database.ts'

/** Maximum number of texts in the history; the oldest are dropped. */
const MAX_HISTORY = 1000
/** Whether some peer has a find now; other finds are kept, but neither shown nor counted. */
const IS_AVAILABLE = `(
  EXISTS (SELECT 1 FROM entries WHERE entries.root = unhex(wishFinds.root))
  OR EXISTS (SELECT 1 FROM temp.toldRoots AS told WHERE told.root = wishFinds.root)
)`

type Stored = Omit<SavedSearchRow, 'filters' | 'wish'> & {
  filters: string
  wish: number
  found: number
  unseen: number
}

/** The tables savedSearches, wishFinds and queryHistory. */
export class SqliteSavedSearchStore implements SavedSearchStore {
  readonly #db: Database
  readonly #downloaded

  constructor(db: Database) {
    this.#db = db
    db.sql.exec('CREATE TEMP TABLE IF NOT EXISTS toldRoots (root TEXT PRIMARY KEY) WITHOUT ROWID')
    this.#downloaded = db.prepare<[string, string], { n: number }>(`
      SELECT 1 AS n FROM transfers WHERE root = ? AND direction = 'down' AND state = 'done'
      UNION ALL SELECT 1 FROM transferHistory WHERE root = ? AND direction = 'down' AND state = 'done' LIMIT 1`)
  }

  all(): (SavedSearchRow & { found: number; unseen: number })[] {
    return this.#db
      .prepare<[], Stored>(
        `
      SELECT id, name, text, filters, wish, created, ran,
        (SELECT count(*) FROM wishFinds WHERE search = id AND discarded = 0 AND ${IS_AVAILABLE}) AS found,
        (SELECT count(*) FROM wishFinds WHERE search = id AND discarded = 0 AND seen = 0 AND ${IS_AVAILABLE}) AS unseen
      FROM savedSearches ORDER BY id DESC`,
      )
      .all()
      .map((row) => ({ ...row, wish: row.wish === 1, filters: JSON.parse(row.filters) as SavedSearchRow['filters'] }))
  }

  add({ name, text, filters, wish, created, ran }: Omit<SavedSearchRow, 'id'>): number {
    return Number(
      this.#db
        .prepare('INSERT INTO savedSearches (name, text, filters, wish, created, ran) VALUES (?, ?, ?, ?, ?, ?)')
        .run(name, text, JSON.stringify(filters), wish ? 1 : 0, created, ran).lastInsertRowid,
    )
  }

  change({ id, name, text, filters, wish, ran }: SavedSearchRow): void {
    this.#db
      .prepare('UPDATE savedSearches SET name = ?, text = ?, filters = ?, wish = ?, ran = ? WHERE id = ?')
      .run(name, text, JSON.stringify(filters), wish ? 1 : 0, ran, id)
  }

  remove(id: number): void {
    this.#db.prepare('DELETE FROM savedSearches WHERE id = ?').run(id)
  }

  found(id: number, roots: readonly string[], time: number, seen: boolean): string[] {
    // no row is inserted for a search that was removed while it ran
    const add = this.#db.prepare(
      'INSERT OR IGNORE INTO wishFinds (search, root, found, seen) SELECT id, ?, ?, ? FROM savedSearches WHERE id = ?',
    )
    return this.#db.transaction(() => roots.filter((root) => add.run(root, time, seen ? 1 : 0, id).changes > 0))
  }

  setRemoteRoots(roots: readonly string[]): void {
    const add = this.#db.prepare('INSERT OR IGNORE INTO temp.toldRoots VALUES (?)')
    this.#db.transaction(() => {
      this.#db.prepare('DELETE FROM temp.toldRoots').run()
      for (const root of roots) add.run(root)
    })
  }

  finds(
    id: number,
    offset: number,
    limit: number,
  ): { total: number; rows: { root: string; found: number; seen: boolean }[] } {
    const total =
      this.#db
        .prepare<[number], { n: number }>(
          `SELECT count(*) AS n FROM wishFinds WHERE search = ? AND discarded = 0 AND ${IS_AVAILABLE}`,
        )
        .get(id)?.n ?? 0
    const rows = this.#db
      .prepare<[number, number, number], { root: string; found: number; seen: number }>(
        `
        SELECT root, found, seen FROM wishFinds WHERE search = ? AND discarded = 0 AND ${IS_AVAILABLE}
        ORDER BY found DESC, root LIMIT ? OFFSET ?`,
      )
      .all(id, limit, offset)
    return { total, rows: rows.map((row) => ({ ...row, seen: row.seen === 1 })) }
  }

  markSeen(id: number): void {
    this.#db.prepare('UPDATE wishFinds SET seen = 1 WHERE search = ?').run(id)
  }

  discard(id: number, root: string): void {
    this.#db.prepare('UPDATE wishFinds SET discarded = 1, seen = 1 WHERE search = ? AND root = ?').run(id, root)
  }

  remember(text: string, time: number): void {
    this.#db.transaction(() => {
      this.#db
        .prepare(
          `
          INSERT INTO queryHistory (text, time, count) VALUES (?, ?, 1)
          ON CONFLICT (text) DO UPDATE SET time = excluded.time, count = count + 1`,
        )
        .run(text, time)
      this.#db
        .prepare(
          `
          DELETE FROM queryHistory
          WHERE text IN (SELECT text FROM queryHistory ORDER BY time DESC LIMIT -1 OFFSET ${MAX_HISTORY})`,
        )
        .run()
    })
  }

  history(prefix: string, limit: number): { text: string; time: number; count: number }[] {
    return this.#db
      .prepare<[string, string, number], { text: string; time: number; count: number }>(
        `
        SELECT text, time, count FROM queryHistory WHERE lower(substr(text, 1, length(?))) = lower(?)
        ORDER BY time DESC LIMIT ?`,
      )
      .all(prefix, prefix, limit)
  }

  forget(text: string | null): void {
    if (text === null) this.#db.prepare('DELETE FROM queryHistory').run()
    else this.#db.prepare('DELETE FROM queryHistory WHERE text = ?').run(text)
  }

  downloaded(root: string): boolean {
    return this.#downloaded.get(root, root) !== undefined
  }
}
