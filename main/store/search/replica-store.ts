import type { ReplicaRow, ReplicaStore } from '../../search/replication/replication.ts'
import type { Database } from '../database.ts'

/** The table `replicas`. */
export class SqliteReplicaStore implements ReplicaStore {
  readonly #database: Database
  readonly #all
  readonly #save
  readonly #drop

  constructor(db: Database) {
    this.#database = db
    this.#all = db.prepare<[], ReplicaRow>('SELECT peer, key, bytes, cut, used FROM replicas')
    this.#save = db.prepare<
      [string, string, number, string, number]
    >(`INSERT INTO replicas (peer, key, bytes, cut, used) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (peer) DO UPDATE SET key = excluded.key, bytes = excluded.bytes,
        cut = excluded.cut, used = excluded.used`)
    this.#drop = db.prepare<[string]>('DELETE FROM replicas WHERE peer = ?')
  }

  replicas(): ReplicaRow[] {
    return this.#all.all()
  }

  saveReplica({ peer, key, bytes, cut, used }: ReplicaRow): void {
    this.#database.later(`replica ${peer}`, () => this.#save.run(peer, key, Math.round(bytes), cut, Math.round(used)))
  }

  dropReplica(peer: string): void {
    this.#database.later(`replica ${peer}`, () => this.#drop.run(peer))
  }
}
