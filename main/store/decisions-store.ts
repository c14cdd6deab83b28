import type { Conflict, DecisionStore, LoggedDecision, Override, RememberedStanding } from '../ratings/decisions.ts'
import type { Database } from './database.ts'

/** Maximum rows of the history. */
const KEEP = 20_000

/** The tables of decisions, which never leave this machine. */
export class DecisionsStore implements DecisionStore {
  readonly #database: Database
  readonly #standings
  readonly #saveStanding
  readonly #overrides
  readonly #saveOverride
  readonly #dropOverride
  readonly #log
  readonly #prune
  readonly #history
  readonly #historyOf
  readonly #conflicts
  readonly #saveConflict
  readonly #dropConflict
  readonly #clear

  constructor(database: Database) {
    this.#database = database
    this.#standings = database.prepare<[], RememberedStanding>(
      'SELECT peer, standing, since, label, excludedSince FROM standings',
    )
    this.#saveStanding = database.prepare<
      [string, string, number, string, number | null]
    >(`INSERT INTO standings (peer, standing, since, label, excludedSince) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (peer) DO UPDATE SET standing = excluded.standing, since = excluded.since,
        label = excluded.label, excludedSince = excluded.excludedSince`)
    this.#overrides = database.prepare<[], Override>('SELECT peer, decision, since, until FROM overrides')
    this.#saveOverride = database.prepare<
      [string, string, number, number | null]
    >(`INSERT INTO overrides (peer, decision, since, until) VALUES (?, ?, ?, ?)
      ON CONFLICT (peer) DO UPDATE SET decision = excluded.decision, since = excluded.since, until = excluded.until`)
    this.#dropOverride = database.prepare<[string]>('DELETE FROM overrides WHERE peer = ?')
    this.#log = database.prepare<[number, string, string, string, string, number | null, number | null]>(
      'INSERT INTO decisions (time, peer, before, after, cause, u, until) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    this.#prune = database.prepare<[number]>(`DELETE FROM decisions WHERE id <= (SELECT max(id) FROM decisions) - ?`)
    const columns = 'SELECT id, time, peer, before AS "from", after AS "to", cause AS "by", u, until FROM decisions'
    this.#history = database.prepare<[number], LoggedDecision>(`${columns} ORDER BY id DESC LIMIT ?`)
    this.#historyOf = database.prepare<[string, number], LoggedDecision>(
      `${columns} WHERE peer = ? ORDER BY id DESC LIMIT ?`,
    )
    this.#conflicts = database.prepare<[], Omit<Conflict, 'own'> & { own: number }>(
      'SELECT peer, epoch, length, fork, time, proof, own FROM conflicts',
    )
    this.#saveConflict = database.prepare<[string, number, number, number, number, Uint8Array, number]>(
      'INSERT OR IGNORE INTO conflicts (peer, epoch, length, fork, time, proof, own) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    this.#dropConflict = database.prepare<[string]>('DELETE FROM conflicts WHERE peer = ?')
    this.#clear = database.prepare('DELETE FROM standings')
  }

  standings(): RememberedStanding[] {
    return this.#standings.all()
  }

  saveStanding({ peer, standing, since, label, excludedSince }: RememberedStanding): void {
    const from = excludedSince === null ? null : Math.round(excludedSince)
    this.#database.later(`standing ${peer}`, () =>
      this.#saveStanding.run(peer, standing, Math.round(since), label, from),
    )
  }

  clearStandings(): void {
    this.#database.later(null, () => this.#clear.run())
  }

  overrides(): Override[] {
    return this.#overrides.all()
  }

  saveOverride({ peer, decision, since, until }: Override): void {
    const end = until === null ? null : Math.round(until)
    this.#database.later(`override ${peer}`, () => this.#saveOverride.run(peer, decision, Math.round(since), end))
  }

  dropOverride(peer: string): void {
    this.#database.later(`override ${peer}`, () => this.#dropOverride.run(peer))
  }

  log({ time, peer, from, to, by, u, until }: Omit<LoggedDecision, 'id'>): void {
    const end = until === null ? null : Math.round(until)
    this.#database.later(null, () => {
      const { lastInsertRowid } = this.#log.run(Math.round(time), peer, from, to, by, u, end)
      if (Number(lastInsertRowid) % 1000 === 0) this.#prune.run(KEEP)
    })
  }

  history(peer: string | null, limit: number): LoggedDecision[] {
    return peer === null ? this.#history.all(limit) : this.#historyOf.all(peer, limit)
  }

  conflicts(): Conflict[] {
    return this.#conflicts.all().map((row) => ({ ...row, own: row.own === 1 }))
  }

  saveConflict({ peer, epoch = 0, length, fork, time, proof, own = false }: Conflict): void {
    this.#database.later(`conflict ${peer}`, () =>
      this.#saveConflict.run(peer, epoch, length, fork, Math.round(time), proof, Number(own)),
    )
  }

  dropConflict(peer: string): void {
    this.#database.later(`conflict ${peer}`, () => this.#dropConflict.run(peer))
  }
}
