import type { FutureBlock, FutureRatingStore } from '../ratings/ports.ts'
import type { Database } from './database.ts'

/** Maximum blocks kept of one log, and of all: an attacker who dates ratings ahead must not fill this disk. */
const MAX_OF_ONE = 100
const MAX_OF_ALL = 10_000

/** The table of blocks of rating logs that are dated in the future. */
export class FutureRatingsStore implements FutureRatingStore {
  readonly #counts
  readonly #add
  readonly #due
  readonly #remove
  readonly #forget
  readonly #clear

  constructor(database: Database) {
    this.#counts = database.prepare<[string], { own: number; all: number }>(
      'SELECT count(*) FILTER (WHERE rater = ?) AS own, count(*) AS "all" FROM futureRatings',
    )
    this.#add = database.prepare<[string, number, number, Uint8Array]>(
      'INSERT OR REPLACE INTO futureRatings (rater, seq, due, block) VALUES (?, ?, ?, ?)',
    )
    this.#due = database.prepare<[number, number], FutureBlock>(
      'SELECT rater, seq, due, block FROM futureRatings WHERE due <= ? ORDER BY rater, seq LIMIT ?',
    )
    this.#remove = database.prepare<[string, number]>('DELETE FROM futureRatings WHERE rater = ? AND seq = ?')
    this.#forget = database.prepare<[string]>('DELETE FROM futureRatings WHERE rater = ?')
    this.#clear = database.prepare<[string]>(
      'DELETE FROM futureRatings WHERE rater NOT IN (SELECT value FROM json_each(?))',
    )
  }

  add(blocks: readonly FutureBlock[]): void {
    for (const { rater, seq, due, block } of blocks) {
      const { own = 0, all = 0 } = this.#counts.get(rater) ?? {}
      // for ever beyond SQLite's integers: never due
      if (own >= MAX_OF_ONE || all >= MAX_OF_ALL || !Number.isSafeInteger(due)) continue
      this.#add.run(rater, seq, due, block)
    }
  }

  due(now: number, limit: number): FutureBlock[] {
    return this.#due.all(Math.floor(now), limit)
  }

  remove(blocks: readonly Pick<FutureBlock, 'rater' | 'seq'>[]): void {
    for (const { rater, seq } of blocks) this.#remove.run(rater, seq)
  }

  forget(rater: string): void {
    this.#forget.run(rater)
  }

  /** Forgets the blocks of all logs but these. */
  clear(kept: readonly string[]): void {
    this.#clear.run(JSON.stringify(kept))
  }
}
