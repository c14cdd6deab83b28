import type { WaitingRating, WaitingRatingStore } from '../ratings/ports.ts'
import type { Database } from './database.ts'

/** The table of ratings that wait until the rating log of `rater`, this node's identity, can be written. */
export class SqliteWaitingRatingStore implements WaitingRatingStore {
  readonly #database: Database
  readonly #rater: string
  readonly #add
  readonly #all
  readonly #remove

  constructor(database: Database, rater: string) {
    this.#database = database
    this.#rater = rater
    this.#add = database.prepare<[string, string, number, string, string, number, number | null]>(
      `INSERT INTO waitingRatings (rater, subject, score, comment, reason, time, corrects)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#all = database.prepare<[string], WaitingRating>(
      'SELECT id, subject, score, comment, reason, time, corrects FROM waitingRatings WHERE rater = ? ORDER BY id',
    )
    this.#remove = database.prepare<[number]>('DELETE FROM waitingRatings WHERE id = ?')
  }

  add({ subject, score, comment, reason, time, corrects }: Omit<WaitingRating, 'id'>): void {
    this.#database.durable(() => this.#add.run(this.#rater, subject, score, comment, reason, time, corrects))
  }

  all(): WaitingRating[] {
    return this.#all.all(this.#rater)
  }

  remove(id: number): void {
    this.#remove.run(id)
  }
}
