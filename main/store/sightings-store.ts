import type { Sighting, SightingStore } from '../peers/sightings.ts'
import type { Database } from './database.ts'

/** Maximum rows; strangers can connect under any number of keys. */
const MAX_SIGHTINGS = 50_000

/** The table of sessions of peers; at the limit, those that ended first are dropped, a fiftieth at a time. */
export class SqliteSightingStore implements SightingStore {
  readonly #database: Database
  readonly #max: number
  readonly #latest
  readonly #insert
  readonly #extend
  readonly #prune
  readonly #drop
  #rows: number

  constructor(database: Database, max = MAX_SIGHTINGS) {
    this.#database = database
    this.#max = max
    const count = database.prepare<[], { rows: number }>('SELECT count(*) AS rows FROM sightings')
    this.#rows = count.get()?.rows ?? 0
    this.#latest = database.prepare<[string], Sighting>(
      'SELECT peer, "from", until FROM sightings WHERE peer = ? ORDER BY until DESC LIMIT 1',
    )
    this.#insert = database.prepare<[string, number, number]>(
      'INSERT INTO sightings (peer, "from", until) VALUES (?, ?, ?) ON CONFLICT (peer, "from") DO NOTHING',
    )
    this.#extend = database.prepare<[number, string, number]>(
      'UPDATE sightings SET until = max(until, ?) WHERE peer = ? AND "from" = ?',
    )
    this.#prune = database.prepare<[number, number]>(
      'DELETE FROM sightings WHERE until < ? AND EXISTS (SELECT 1 FROM sightings WHERE until >= ?)',
    )
    this.#drop = database.prepare<[number]>(`
      DELETE FROM sightings WHERE (peer, "from") IN (SELECT peer, "from" FROM sightings ORDER BY until LIMIT ?)`)
  }

  latest(peer: string): Sighting | undefined {
    return this.#latest.get(peer)
  }

  save({ peer, from, until }: Sighting): void {
    const [start, end] = [Math.round(from), Math.round(until)]
    this.#database.later(`sighting ${peer} ${start}`, () => {
      if (this.#extend.run(end, peer, start).changes > 0) return
      if (this.#rows >= this.#max) this.#rows -= this.#drop.run(Math.ceil(this.#max / 50)).changes
      this.#rows += this.#insert.run(peer, start, end).changes
    })
  }

  prune(time: number): void {
    const limit = Math.round(time)
    this.#database.later('sightings', () => void (this.#rows -= this.#prune.run(limit, limit).changes))
  }
}
