import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import type { ActivityEntry } from '../contract/activity.ts'

type Kind = ActivityEntry['kind']
type Level = ActivityEntry['level']
type Values = ActivityEntry['values']

/** One stored line; `peer` is a public key. */
export interface ActivityRow {
  id: number
  time: number
  kind: Kind
  level: Level
  peer: string | null
  values: Values
}

export interface ActivityStore {
  add(row: Omit<ActivityRow, 'id'>): void
  /** Newest first. */
  latest(limit: number): ActivityRow[]
}

/** What happened, in order, for people to read: the feed behind the Activity page. */
export class Activity {
  readonly events = new Emitter<{ change: null; added: Omit<ActivityRow, 'id'> }>()
  readonly #store: ActivityStore
  readonly #clock: Clock

  constructor(store: ActivityStore, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** Adds a line; `values` fills the translated sentence of `kind`. */
  add(kind: Kind, level: Level, peer: string | null, values: Values = {}): void {
    const row = { time: this.#clock.now(), kind, level, peer, values }
    this.#store.add(row)
    this.events.emit('change', null)
    this.events.emit('added', row)
  }

  latest(limit: number): ActivityRow[] {
    return this.#store.latest(limit)
  }
}
