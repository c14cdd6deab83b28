import type { Clock } from '../../base/clock.ts'
import type { HistoryEntry, TransferStatistics } from '../../contract/views/transfer-views.ts'
import type { BadgeOf, TransferRow } from '../ports.ts'

/** Maximum number of transfers in the history. */
const MAX_HISTORY = 50_000
/** Number of additions between two trims of the history. */
const TRIM_EVERY = 500

export type HistoryRow = Omit<HistoryEntry, 'peer'> & { peer: string }
export interface DayRow {
  day: string
  given: number
  received: number
}
export interface PeerSum {
  peer: string
  given: number
  received: number
}

/** Storage of the journal. Days are 'YYYY-MM-DD'. */
export interface JournalStore {
  add(row: HistoryRow): void
  /** Deletes all but the newest `keep`. */
  trim(keep: number): void
  history(page: { text: string; direction: string; offset: number; limit: number }): {
    total: number
    rows: HistoryRow[]
  }
  clearHistory(): void
  exchanged(day: string, peer: string, given: number, received: number): void
  total(): { given: number; received: number }
  byDay(from: string): DayRow[]
  byPeer(from: string, offset: number, limit: number): { peers: number; rows: PeerSum[] }
}

/** The local date of a time in ms, as 'YYYY-MM-DD'. */
export function dayOf(time: number): string {
  const at = new Date(time)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

function withRatio({ given, received }: { given: number; received: number }): {
  given: number
  received: number
  ratio: number | null
} {
  return { given, received, ratio: received === 0 ? null : given / received }
}

/** Bytes exchanged by day and peer, and ended transfers; independent of the list of transfers. */
export class TransferJournal {
  readonly #store: JournalStore
  readonly #clock: Clock
  readonly #badge: BadgeOf
  #added = 0

  constructor({ store, clock, badge }: { store: JournalStore; clock: Clock; badge: BadgeOf }) {
    this.#store = store
    this.#clock = clock
    this.#badge = badge
  }

  /** Records an ended transfer; a later call for the same transfer, after its rating, replaces it. */
  ended(row: TransferRow): void {
    if (row.state !== 'done' && row.state !== 'failed') return
    const { id, direction, root, name, size, moved, peer, state, problem, path, started, ended, rated } = row
    this.#store.add({
      id,
      direction,
      root,
      name,
      size,
      moved,
      peer,
      state,
      code: problem?.code ?? '',
      path: state === 'done' ? path : '',
      started,
      ended: ended ?? this.#clock.now(),
      rated,
    })
    if (++this.#added % TRIM_EVERY === 0) this.#store.trim(MAX_HISTORY)
  }

  exchanged({ peer, given, received }: { peer: string; given: number; received: number }): void {
    this.#store.exchanged(dayOf(this.#clock.now()), peer, given, received)
  }

  history({
    text,
    direction,
    offset,
    limit,
  }: {
    text: string
    direction?: 'down' | 'up' | undefined
    offset: number
    limit: number
  }): { total: number; rows: HistoryEntry[] } {
    const { total, rows } = this.#store.history({ text, direction: direction ?? '', offset, limit })
    return { total, rows: rows.map((row) => ({ ...row, peer: this.#badge(row.peer) })) }
  }

  clearHistory(): void {
    this.#store.clearHistory()
  }

  /** Statistics of the last `days` days, including today. */
  statistics({ days, offset, limit }: { days: number; offset: number; limit: number }): TransferStatistics {
    const today = new Date(this.#clock.now())
    const from = dayOf(new Date(today.getFullYear(), today.getMonth(), today.getDate() - days + 1).getTime())
    const { peers, rows } = this.#store.byPeer(from, offset, limit)
    return {
      total: withRatio(this.#store.total()),
      byDay: this.#store.byDay(from).map(({ day, ...sums }) => ({ day, ...withRatio(sums) })),
      byPeer: rows.map(({ peer, ...sums }) => ({ peer: this.#badge(peer), ...withRatio(sums) })),
      peers,
    }
  }
}
