import type { QueueEntry, QueueStore } from '../../transfers/queue/queue.ts'
import type { Database } from '../database.ts'

type Stored = Omit<QueueEntry, 'group' | 'peers'> & { groupId: string; peers: string }

/** The table of the download queue. */
export class TransferQueueStore implements QueueStore {
  readonly #database: Database
  readonly #all
  readonly #save
  readonly #remove

  constructor(database: Database) {
    this.#database = database
    this.#all = database.prepare<[], Stored>(
      'SELECT id, priority, rank, attempts, retryAt, groupId, groupName, subfolder, peers FROM transferQueue',
    )
    this.#save = database.prepare<[Stored]>(`
      INSERT INTO transferQueue (id, priority, rank, attempts, retryAt, groupId, groupName, subfolder, peers)
      VALUES (@id, @priority, @rank, @attempts, @retryAt, @groupId, @groupName, @subfolder, @peers)
      ON CONFLICT (id) DO UPDATE SET priority = excluded.priority, rank = excluded.rank, attempts = excluded.attempts,
        retryAt = excluded.retryAt, groupId = excluded.groupId, groupName = excluded.groupName,
        subfolder = excluded.subfolder, peers = excluded.peers`)
    this.#remove = database.prepare<[string]>('DELETE FROM transferQueue WHERE id = ?')
  }

  entries(): QueueEntry[] {
    return this.#all
      .all()
      .map(({ groupId, peers, ...rest }) => ({ ...rest, group: groupId, peers: peers === '' ? [] : peers.split(' ') }))
  }

  saveEntry({ group, peers, retryAt, ...rest }: QueueEntry): void {
    const stored: Stored = {
      ...rest,
      groupId: group,
      peers: peers.join(' '),
      retryAt: retryAt === null ? null : Math.round(retryAt),
    }
    this.#database.later(`queue ${rest.id}`, () => this.#save.run(stored))
  }

  removeEntry(id: string): void {
    this.#database.later(`queue ${id}`, () => this.#remove.run(id))
  }

  together<T>(work: () => T): T {
    return this.#database.transaction(work)
  }
}
