import type { DayRow, HistoryRow, JournalStore, PeerSum } from '../../transfers/views/transfer-journal.ts'
import type { Database } from '../database.ts'
import { likePattern } from '../like-pattern.ts'

const COLUMNS = [
  'id',
  'direction',
  'root',
  'name',
  'size',
  'moved',
  'peer',
  'state',
  'code',
  'path',
  'started',
  'ended',
  'rated',
] as const
const SUMS = 'sum(given) AS given, sum(received) AS received'

/** The tables of ended transfers, and of bytes exchanged by day and peer. */
export class TransferJournalStore implements JournalStore {
  readonly #database: Database
  readonly #add
  readonly #trim
  readonly #count
  readonly #page
  readonly #exchange

  constructor(database: Database) {
    this.#database = database
    this.#add = database.prepare<[HistoryRow]>(`
      INSERT OR REPLACE INTO transferHistory (${COLUMNS.join(', ')})
      VALUES (${COLUMNS.map((name) => `@${name}`).join(', ')})`)
    this.#trim = database.prepare<[number]>(`
      DELETE FROM transferHistory
      WHERE id IN (SELECT id FROM transferHistory ORDER BY ended DESC, id LIMIT -1 OFFSET ?)`)
    const where = "WHERE name LIKE ? ESCAPE '\\' AND direction LIKE ?"
    this.#count = database.prepare<[string, string], { total: number }>(
      `SELECT count(*) AS total FROM transferHistory ${where}`,
    )
    this.#page = database.prepare<[string, string, number, number], HistoryRow>(
      `SELECT ${COLUMNS.join(', ')} FROM transferHistory ${where} ORDER BY ended DESC, id LIMIT ? OFFSET ?`,
    )
    this.#exchange = database.prepare<[string, string, number, number]>(`
      INSERT INTO exchangedByDay (day, peer, given, received) VALUES (?, ?, ?, ?)
      ON CONFLICT (day, peer) DO UPDATE SET given = given + excluded.given, received = received + excluded.received`)
  }

  add(row: HistoryRow): void {
    const stored = { ...row, started: Math.round(row.started), ended: Math.round(row.ended) }
    this.#database.later(`history ${row.id}`, () => this.#add.run(stored))
  }

  trim(keep: number): void {
    this.#database.later('history trim', () => this.#trim.run(keep))
  }

  history({ text, direction, offset, limit }: { text: string; direction: string; offset: number; limit: number }): {
    total: number
    rows: HistoryRow[]
  } {
    const [pattern, way] = [likePattern(text), direction === '' ? '%' : direction]
    return { total: this.#count.get(pattern, way)?.total ?? 0, rows: this.#page.all(pattern, way, limit, offset) }
  }

  clearHistory(): void {
    this.#database.prepare('DELETE FROM transferHistory').run()
  }

  exchanged(day: string, peer: string, given: number, received: number): void {
    this.#database.later(null, () => this.#exchange.run(day, peer, given, received))
  }

  total(): { given: number; received: number } {
    return (
      this.#database
        .prepare<[], { given: number; received: number }>(
          'SELECT coalesce(sum(given), 0) AS given, coalesce(sum(received), 0) AS received FROM exchangedByDay',
        )
        .get() ?? { given: 0, received: 0 }
    )
  }

  byDay(from: string): DayRow[] {
    return this.#database
      .prepare<[string], DayRow>(`SELECT day, ${SUMS} FROM exchangedByDay WHERE day >= ? GROUP BY day ORDER BY day`)
      .all(from)
  }

  byPeer(from: string, offset: number, limit: number): { peers: number; rows: PeerSum[] } {
    const { peers } = this.#database
      .prepare<[string], { peers: number }>('SELECT count(DISTINCT peer) AS peers FROM exchangedByDay WHERE day >= ?')
      .get(from) ?? { peers: 0 }
    const rows = this.#database
      .prepare<[string, number, number], PeerSum>(
        `
        SELECT peer, ${SUMS} FROM exchangedByDay WHERE day >= ? GROUP BY peer
        ORDER BY sum(given) + sum(received) DESC, peer LIMIT ? OFFSET ?`,
      )
      .all(from, limit, offset)
    return { peers, rows }
  }
}
