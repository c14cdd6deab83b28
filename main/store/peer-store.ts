import type { MetPeer, PeerStore } from '../peers/peers.ts'
import type { Database } from './database.ts'

/** The table of peers met. */
export class SqlitePeerStore implements PeerStore {
  readonly #all
  readonly #save
  readonly #remove

  constructor(database: Database) {
    this.#all = database.prepare<[], MetPeer>(
      'SELECT key, name, firstSeen, lastSeen, given, received, excludedSince FROM peers',
    )
    this.#save = database.prepare(`
      INSERT INTO peers (key, name, firstSeen, lastSeen, given, received, excludedSince) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (key) DO UPDATE SET name = excluded.name, lastSeen = excluded.lastSeen, given = excluded.given,
        received = excluded.received, excludedSince = excluded.excludedSince`)
    const remove = database.prepare<[string]>('DELETE FROM peers WHERE key = ?')
    this.#remove = (keys: readonly string[]): void => database.transaction(() => keys.forEach((key) => remove.run(key)))
  }

  all(): MetPeer[] {
    return this.#all.all()
  }

  save(peer: MetPeer): void {
    this.#save.run(
      peer.key,
      peer.name,
      Math.round(peer.firstSeen),
      Math.round(peer.lastSeen),
      peer.given,
      peer.received,
      peer.excludedSince === null ? null : Math.round(peer.excludedSince),
    )
  }

  remove(keys: readonly string[]): void {
    this.#remove(keys)
  }
}
