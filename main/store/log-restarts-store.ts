import { decodeRestart, encodeRestart, type LogRestart } from '../domain/rating-log/log-restart.ts'
import type { LogRestartStore, StoredRestart } from '../ratings/restarts/log-restarts.ts'
import type { Database } from './database.ts'

/** The table of declared restarts of rating logs. */
export class SqliteLogRestartStore implements LogRestartStore {
  readonly #all
  readonly #insert

  constructor(database: Database) {
    this.#all = database.prepare<[], { place: number; declaration: Uint8Array }>(
      'SELECT place, declaration FROM logRestarts ORDER BY peer, epoch',
    )
    this.#insert = database.prepare<[string, number, number, Uint8Array]>(
      'INSERT OR IGNORE INTO logRestarts (peer, epoch, place, declaration) VALUES (?, ?, ?, ?)',
    )
  }

  all(): StoredRestart[] {
    return this.#all.all().map(({ place, declaration }) => ({ place, restart: decodeRestart(declaration) }))
  }

  save(restart: LogRestart, place: number): void {
    this.#insert.run(restart.peer, restart.epoch, place, encodeRestart(restart))
  }
}
