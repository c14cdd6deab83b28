import { fromHex } from '../../base/hex.ts'
import type { Origin, OriginStore } from '../../library/sharing/content-origins.ts'
import type { Database } from '../database.ts'
import { JOINED, KEY, PUBLIC } from './file-sql.ts'

type Row = Omit<Origin, 'places' | 'listed'> & { places: string; listed: number }

const split = (places: string): string[] => (places === '' ? [] : places.split(' '))

/** The tables of the origins of contents, and of their restrictions. */
export class SqliteOriginStore implements OriginStore {
  readonly #db: Database
  readonly #origins
  readonly #shared
  readonly #note
  readonly #restriction
  readonly #listed

  constructor(db: Database) {
    this.#db = db
    this.#origins = db.prepare<[string], Row>(`
      SELECT peer, places, bytes, size, EXISTS (
        SELECT 1 FROM catalogues JOIN entries ON entries.catalogue = catalogues.id
        WHERE catalogues.peer = contentOrigins.peer AND entries.root = unhex(contentOrigins.root)
      ) AS listed
      FROM contentOrigins WHERE root = ?`)
    this.#shared = db.prepare<[Uint8Array], { community: string; size: number }>(`
      SELECT iif(visibility = 'all', '', community) AS community, size ${JOINED}
      WHERE root = ? AND available = 1 AND visibility <> 'nobody' ORDER BY visibility LIMIT 1`)
    this.#note = db.prepare<[string, string, string, number, number]>(`
      INSERT INTO contentOrigins (root, peer, places, bytes, size) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (root, peer) DO UPDATE SET places = excluded.places, bytes = excluded.bytes`)
    this.#restriction = db.prepare<[string], { places: string }>('SELECT places FROM privateContents WHERE root = ?')
    this.#listed = db.prepare<[], { root: string }>(`
      SELECT DISTINCT contentOrigins.root AS root FROM contentOrigins
      JOIN catalogues ON catalogues.peer = contentOrigins.peer
      JOIN entries ON entries.catalogue = catalogues.id AND entries.root = unhex(contentOrigins.root)
      WHERE contentOrigins.root IN (SELECT root FROM privateContents)`)
  }

  origins(root: string): Origin[] {
    return this.#origins
      .all(root)
      .map(({ places, listed, ...row }) => ({ ...row, places: split(places), listed: listed === 1 }))
  }

  shared(root: string): { community: string; size: number } | null {
    return this.#shared.get(fromHex(root)) ?? null
  }

  note(root: string, { peer, places, bytes, size }: Omit<Origin, 'listed'>): void {
    this.#note.run(root, peer, places.join(' '), bytes, size)
  }

  restriction(root: string): string[][] {
    return this.#restriction.all(root).map(({ places }) => split(places))
  }

  restrict(root: string, restriction: readonly (readonly string[])[]): void {
    const bytes = fromHex(root)
    const published = `SELECT ${KEY} ${JOINED} WHERE root = ? AND ${PUBLIC}`
    this.#db.transaction(() => {
      this.#db.prepare('DELETE FROM privateContents WHERE root = ?').run(root)
      const add = this.#db.prepare('INSERT INTO privateContents (root, places) VALUES (?, ?)')
      for (const places of restriction) add.run(root, places.join(' '))
      if (restriction.length > 0) this.#db.prepare(`INSERT OR IGNORE INTO withdrawn ${published}`).run(bytes)
      else this.#db.prepare(`DELETE FROM withdrawn WHERE path IN (${published})`).run(bytes)
      this.#db.prepare('UPDATE files SET published = 0 WHERE root = ? AND published > 0').run(bytes)
    })
  }

  settle(root: string): void {
    this.#db.durable(() => this.#db.prepare('UPDATE privateContents SET places = places WHERE root = ?').run(root))
  }

  listedByNow(): string[] {
    return this.#listed.all().map(({ root }) => root)
  }
}
