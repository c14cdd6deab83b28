import type { MetPeer, PeerStore } from '../peers/peers.ts'
import type { Database } from './database.ts'

/** The table of peers met. */
export class SqlitePeerStore implements PeerStore {
  readonly #database: Database
  readonly #all
  readonly #save
  readonly #remove

  constructor(database: Database) {
    this.#database = database
    this.#all = database.prepare<[], MetPeer>(
      'SELECT key, name, firstSeen, lastSeen, given, received, excludedSince FROM peers',
    )
    this.#save = database.prepare(`
      INSERT INTO peers (key, name, firstSeen, lastSeen, given, received, excludedSince) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (key) DO UPDATE SET name = excluded.name, lastSeen = excluded.lastSeen, given = excluded.given,
        received = excluded.received, excludedSince = excluded.excludedSince`)
    this.#remove = database.prepare<[string]>('DELETE FROM peers WHERE key = ?')
  }

  all(): MetPeer[] {
    return this.#all.all()
  }

  save(peer: MetPeer): void {
    const { key, name, firstSeen, lastSeen, given, received, excludedSince } = peer
    const since = excludedSince === null ? null : Math.round(excludedSince)
    this.#database.later(`peer ${key}`, () =>
      this.#save.run(key, name, Math.round(firstSeen), Math.round(lastSeen), given, received, since),
    )
  }

  remove(keys: readonly string[]): void {
    for (const key of keys) this.#database.later(`peer ${key}`, () => this.#remove.run(key))
  }
}
