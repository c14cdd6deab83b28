import type { ActivityRow, ActivityStore } from '../activity/activity.ts'
import type { Database } from './database.ts'

/** Maximum rows; older ones are deleted every PRUNE_EVERY rows. */
const KEEP = 5000
const PRUNE_EVERY = 500

type Stored = Omit<ActivityRow, 'values'> & { details: string }

/** The table of the activity feed. */
export class SqliteActivityStore implements ActivityStore {
  readonly #database: Database
  readonly #insert
  readonly #select
  readonly #prune

  constructor(database: Database) {
    this.#database = database
    this.#insert = database.prepare('INSERT INTO activity (time, kind, level, peer, details) VALUES (?, ?, ?, ?, ?)')
    this.#select = database.prepare<[number], Stored>(
      'SELECT id, time, kind, level, peer, details FROM activity ORDER BY id DESC LIMIT ?',
    )
    this.#prune = database.prepare('DELETE FROM activity WHERE id <= ?')
  }

  add(row: Omit<ActivityRow, 'id'>): void {
    const values = JSON.stringify(row.values)
    this.#database.later(null, () => {
      const { lastInsertRowid } = this.#insert.run(Math.round(row.time), row.kind, row.level, row.peer, values)
      const id = Number(lastInsertRowid)
      if (id % PRUNE_EVERY === 0) this.#prune.run(id - KEEP)
    })
  }

  latest(limit: number): ActivityRow[] {
    return this.#select
      .all(limit)
      .map(({ details, ...row }) => ({ ...row, values: JSON.parse(details) as ActivityRow['values'] }))
  }
}
