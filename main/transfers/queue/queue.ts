import { PRIORITIES, type Priority } from '../../contract/transfers.ts'

/** A download's place in the queue, stored beside its row. */
export interface QueueEntry {
  id: string
  priority: Priority
  /** Order within a priority: any number, smallest first. */
  rank: number
  /** Failures since the user last resumed it, and when the next retry is due, in ms. */
  attempts: number
  retryAt: number | null
  /** Id of the folder download that it belongs to; empty: none. */
  group: string
  groupName: string
  /** Subfolder of the group's folder, names joined by '/'. */
  subfolder: string
  /** Peers known to hold it, in the order in which they are asked. */
  peers: string[]
}

/** Storage of the queue. */
export interface QueueStore {
  entries(): QueueEntry[]
  saveEntry(entry: QueueEntry): void
  removeEntry(id: string): void
  /** Runs `work` in one transaction. */
  together<T>(work: () => T): T
}

/** Queue storage that stores nothing. */
export const noStore: QueueStore = {
  entries: () => [],
  saveEntry: () => {},
  removeEntry: () => {},
  together: (work) => work(),
}

/** The order of downloads: by priority, then by rank. Kept in memory; every change is stored. */
export class DownloadQueue {
  readonly #store: QueueStore
  readonly #entries = new Map<string, QueueEntry>()
  #sorted: QueueEntry[] | null = null
  /** The largest rank ever used. */
  #maxRank = 0

  constructor(store: QueueStore) {
    this.#store = store
    for (const entry of store.entries()) {
      this.#entries.set(entry.id, entry)
      this.#maxRank = Math.max(this.#maxRank, entry.rank)
    }
  }

  /** The entry of a download; one that was stored before there was a queue is added at the end. */
  of(id: string): QueueEntry {
    return this.#entries.get(id) ?? this.add({ id })
  }

  /** Adds a download at the end of its priority. */
  add(given: Partial<QueueEntry> & { id: string }): QueueEntry {
    const entry: QueueEntry = {
      priority: 'normal',
      rank: Math.floor(this.#maxRank) + 1,
      attempts: 0,
      retryAt: null,
      group: '',
      groupName: '',
      subfolder: '',
      peers: [],
      ...given,
    }
    // a download that cannot be stored is refused, rather than forgotten at the next start
    this.#store.together(() => this.#store.saveEntry(entry))
    this.#maxRank = Math.max(this.#maxRank, entry.rank)
    this.#entries.set(entry.id, entry)
    this.#insert(entry)
    return entry
  }

  change(id: string, changes: Partial<Omit<QueueEntry, 'id'>>): void {
    const entry = this.of(id)
    const moves = (changes.priority ?? entry.priority) !== entry.priority || (changes.rank ?? entry.rank) !== entry.rank
    Object.assign(entry, changes)
    this.#maxRank = Math.max(this.#maxRank, entry.rank)
    this.#store.saveEntry(entry)
    if (moves) this.#sorted = null
  }

  remove(id: string): void {
    const entry = this.#entries.get(id)
    if (!entry) return
    this.#entries.delete(id)
    this.#store.removeEntry(id)
    if (this.#sorted) this.#sorted = this.#sorted.filter((one) => one !== entry)
  }

  /** All entries, next first. */
  order(): readonly QueueEntry[] {
    this.#sorted ??= [...this.#entries.values()].sort(byTurn)
    return this.#sorted
  }

  /**
   * Moves downloads, in the given order, before or after another one or to an end; unknown ids are ignored. Only moved
   * entries get a new rank, between their new neighbours.
   */
  move(ids: readonly string[], where: 'before' | 'after' | 'first' | 'last', anchor?: string): void {
    const moving = [...new Set(ids)].filter((id) => id !== anchor && this.#entries.has(id)).map((id) => this.of(id))
    if (moving.length === 0) return
    const moved = new Set(moving)
    const rest = this.order().filter((entry) => !moved.has(entry))
    const at =
      where === 'first'
        ? 0
        : where === 'last'
          ? rest.length
          : rest.findIndex(({ id }) => id === anchor) + (where === 'after' ? 1 : 0)
    if (where !== 'first' && where !== 'last' && !rest.some(({ id }) => id === anchor)) return
    const [before, after] = [rest[at - 1], rest[at]]
    const priority =
      (where === 'after' || where === 'last' ? (before ?? after) : (after ?? before))?.priority ?? 'normal'
    const low = before?.priority === priority ? before.rank : null
    const high = after?.priority === priority ? after.rank : null
    const from = low ?? (high ?? 0) - moving.length - 1
    const step = ((high ?? from + moving.length + 1) - from) / (moving.length + 1)
    this.#store.together(() => {
      if (from + step === from || from + step * moving.length === high)
        this.#renumber([...rest.slice(0, at), ...moving.map((entry) => ({ entry, priority })), ...rest.slice(at)])
      else moving.forEach((entry, i) => this.change(entry.id, { priority, rank: from + step * (i + 1) }))
    })
    this.#sorted = null
  }

  together<T>(work: () => T): T {
    return this.#store.together(work)
  }

  /** No number is left between two neighbours: makes all ranks integers again. */
  #renumber(order: readonly (QueueEntry | { entry: QueueEntry; priority: Priority })[]): void {
    order.forEach((one, i) =>
      'entry' in one
        ? this.change(one.entry.id, { priority: one.priority, rank: i + 1 })
        : this.change(one.id, { rank: i + 1 }),
    )
  }

  #insert(entry: QueueEntry): void {
    const last = this.#sorted?.at(-1)
    if (!this.#sorted || !last || byTurn(last, entry) > 0) this.#sorted = null
    else this.#sorted.push(entry)
  }
}

function byTurn(a: QueueEntry, b: QueueEntry): number {
  return PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority) || a.rank - b.rank || (a.id < b.id ? -1 : 1)
}
