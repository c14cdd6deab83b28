import type { BlockRefusal, IngestedBatch, RatingStore, StoredRating, TrustPoint } from '../ratings/ports.ts'
import type { ReceiptKind } from '../reputation/evidence.ts'
import type { Database } from './database.ts'
import type { RatingReason } from '../domain/reasons.ts'

type Stored = Omit<StoredRating, 'receipt'> & { receipt: number }

const KINDS: readonly ReceiptKind[] = ['none', 'half', 'full']
const COLUMNS = 'rater, seq, subject, score, reason, comment, time, receipt, nonce, bytes, file'

/** The tables of ratings: a cache of the rating logs, with the position up to which each log was read. */
export class RatingsStore implements RatingStore {
  readonly #database: Database
  readonly #all
  readonly #page
  readonly #of
  readonly #latest
  readonly #byNonce
  readonly #find
  readonly #position
  readonly #positions
  readonly #subjects
  readonly #dropSome
  readonly #dropLog
  readonly #insert
  readonly #move
  readonly #ignore
  readonly #ignored
  readonly #at
  readonly #reasons
  readonly #course
  readonly #saveCourse
  readonly #rated
  readonly #saveRated

  constructor(database: Database) {
    this.#database = database
    this.#all = database.prepare<[], Stored>(`SELECT ${COLUMNS} FROM ratings ORDER BY subject, time, rater, seq`)
    this.#page = database.prepare<[string, number, string, number, number], Stored>(`
      SELECT ${COLUMNS} FROM ratings WHERE (subject, time, rater, seq) > (?, ?, ?, ?)
      ORDER BY subject, time, rater, seq LIMIT ?`)
    this.#of = database.prepare<[string], Stored>(
      `SELECT ${COLUMNS} FROM ratings WHERE subject = ? ORDER BY time, rater, seq`,
    )
    this.#latest = database.prepare<[string, number], Stored>(
      `SELECT ${COLUMNS} FROM ratings WHERE subject = ? ORDER BY time DESC, rater DESC, seq DESC LIMIT ?`,
    )
    this.#byNonce = database.prepare<[string, Uint8Array], Stored>(
      `SELECT ${COLUMNS} FROM ratings WHERE rater = ? AND nonce = ?`,
    )
    this.#find = database.prepare<[string, string, number, RatingReason], Stored>(
      `SELECT ${COLUMNS} FROM ratings WHERE rater = ? AND subject = ? AND time = ? AND reason = ? LIMIT 1`,
    )
    this.#position = database.prepare<[string], { position: number; bytes: number }>(
      'SELECT position, bytes FROM ratingLogs WHERE rater = ?',
    )
    this.#insert = database.prepare<
      [string, number, string, number, string, string, number, number, Uint8Array | null, number | null, string | null]
    >(`INSERT OR REPLACE INTO ratings (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
    this.#positions = database.prepare<[], { rater: string; position: number; bytes: number }>(
      'SELECT rater, position, bytes FROM ratingLogs',
    )
    this.#move = database.prepare<[string, number, number]>(`
      INSERT INTO ratingLogs (rater, position, bytes) VALUES (?, ?, ?)
      ON CONFLICT (rater) DO UPDATE SET position = excluded.position, bytes = bytes + excluded.bytes`)
    this.#subjects = database.prepare<[string], { subject: string }>(
      'SELECT DISTINCT subject FROM ratings WHERE rater = ?',
    )
    this.#dropSome = database.prepare<[string, string, number]>(`
      DELETE FROM ratings WHERE rater = ? AND seq IN (SELECT seq FROM ratings WHERE rater = ? LIMIT ?)`)
    this.#dropLog = database.prepare<[string]>('DELETE FROM ratingLogs WHERE rater = ?')
    this.#ignore = database.prepare<[string, string, number]>(`
      INSERT INTO ratingsIgnored (rater, reason, count) VALUES (?, ?, ?)
      ON CONFLICT (rater, reason) DO UPDATE SET count = count + excluded.count`)
    this.#ignored = database.prepare<[], { rater: string; reason: BlockRefusal; count: number }>(
      'SELECT rater, reason, count FROM ratingsIgnored',
    )
    this.#at = database.prepare<[string, number], Stored>(`SELECT ${COLUMNS} FROM ratings WHERE rater = ? AND seq = ?`)
    this.#reasons = database.prepare<[string], { rater: string; reason: RatingReason; count: number; full: number }>(`
      SELECT rater, reason, count(*) AS count, sum(receipt = 2) AS full FROM ratings
      WHERE subject = ? GROUP BY rater, reason`)
    this.#course = database.prepare<[string], { points: string }>('SELECT points FROM trustCourses WHERE peer = ?')
    this.#saveCourse = database.prepare<[string, string]>(
      'INSERT INTO trustCourses (peer, points) VALUES (?, ?) ON CONFLICT (peer) DO UPDATE SET points = excluded.points',
    )
    this.#rated = database.prepare<[string], { seq: number }>('SELECT seq FROM ratedTransfers WHERE transfer = ?')
    this.#saveRated = database.prepare<[string, number]>(`
      INSERT INTO ratedTransfers (transfer, seq) VALUES (?, ?)
      ON CONFLICT (transfer) DO UPDATE SET seq = excluded.seq`)
  }

  *all(): Iterable<StoredRating> {
    for (const row of this.#all.iterate()) yield read(row)
  }

  page(after: StoredRating | null, limit: number): StoredRating[] {
    const { subject = '', time = 0, rater = '', seq = -1 } = after ?? {}
    return this.#page.all(subject, time, rater, seq, limit).map(read)
  }

  *of(subject: string): Iterable<StoredRating> {
    for (const row of this.#of.all(subject)) yield read(row)
  }

  latest(subject: string, limit: number): StoredRating[] {
    return this.#latest.all(subject, limit).map(read)
  }

  byNonce(rater: string, nonce: Uint8Array): StoredRating | null {
    const row = this.#byNonce.get(rater, nonce)
    return row ? read(row) : null
  }

  find(rater: string, subject: string, time: number, reason: RatingReason): StoredRating | null {
    const row = this.#find.get(rater, subject, time, reason)
    return row ? read(row) : null
  }

  at(rater: string, seq: number): StoredRating | null {
    const row = this.#at.get(rater, seq)
    return row ? read(row) : null
  }

  reasons(subject: string): { rater: string; reason: RatingReason; count: number; full: number }[] {
    return this.#reasons.all(subject)
  }

  ignore(rater: string, reason: BlockRefusal, count: number): void {
    this.#ignore.run(rater, reason, count)
  }

  ratedTransfer(transfer: string): number | null {
    return this.#rated.get(transfer)?.seq ?? null
  }

  saveRatedTransfer(transfer: string, seq: number): void {
    this.#saveRated.run(transfer, seq)
  }

  course(peer: string): TrustPoint[] {
    const row = this.#course.get(peer)
    // written by saveCourses only
    return row
      ? (JSON.parse(row.points) as [number, number, number, number][]).map(([time, u, total, recent]) => ({
          time,
          u,
          total,
          recent,
        }))
      : []
  }

  saveCourses(courses: Iterable<[string, TrustPoint[]]>): void {
    this.#database.transaction(() => {
      for (const [peer, points] of courses)
        this.#saveCourse.run(peer, JSON.stringify(points.map(({ time, u, total, recent }) => [time, u, total, recent])))
    })
  }

  positions(): Map<string, number> {
    return new Map(this.#positions.all().map(({ rater, position }) => [rater, position]))
  }

  sizeOf(rater: string): number {
    return this.#position.get(rater)?.bytes ?? 0
  }

  sizes(): Map<string, number> {
    return new Map(this.#positions.all().map(({ rater, bytes }) => [rater, bytes]))
  }

  subjectsOf(rater: string): string[] {
    return this.#subjects.all(rater).map(({ subject }) => subject)
  }

  forgetSome(rater: string, limit: number): boolean {
    const { changes } = this.#dropSome.run(rater, rater, limit)
    if (changes === limit) return false
    this.#dropLog.run(rater)
    return true
  }

  position(rater: string): number {
    return this.#position.get(rater)?.position ?? 0
  }

  commit(batches: readonly IngestedBatch[]): void {
    this.#database.transaction(() => {
      for (const { rater, ratings, ignored, position, bytes } of batches) {
        for (const { seq, subject, score, reason, comment, time, receipt, nonce, bytes: moved, file } of ratings) {
          const kind = KINDS.indexOf(receipt)
          this.#insert.run(rater, seq, subject, score, reason, comment, time, kind, nonce, moved, file)
        }
        for (const [reason, count] of ignored) this.#ignore.run(rater, reason, count)
        this.#move.run(rater, position, bytes)
      }
    })
  }

  ignored(): { rater: string; reason: BlockRefusal; count: number }[] {
    return this.#ignored.all()
  }

  clear(kept: readonly string[]): void {
    const others = 'rater NOT IN (SELECT value FROM json_each(?))'
    const { sql } = this.#database
    this.#database.transaction(() => {
      sql.exec('DELETE FROM trustCourses')
      for (const table of ['ratings', 'ratingLogs'])
        sql.prepare(`DELETE FROM ${table} WHERE ${others}`).run(JSON.stringify(kept))
      // counts of logs refused before they were read stay: reading again would not restore them
      sql
        .prepare(`DELETE FROM ratingsIgnored WHERE reason NOT IN ('conflict', 'over-budget', 'stalled') AND ${others}`)
        .run(JSON.stringify(kept))
    })
  }
}

function read(row: Stored): StoredRating {
  return { ...row, receipt: KINDS[row.receipt] ?? 'none' }
}
