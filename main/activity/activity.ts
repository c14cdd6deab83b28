import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import type { ActivityEntry } from '../contract/activity.ts'

/** A stored line; `peer` is a public key. */
export type ActivityRow = Omit<ActivityEntry, 'peer'> & { peer: string | null }

/** Storage for lines; implemented by the store room. */
export interface ActivityStore {
  add(row: Omit<ActivityRow, 'id'>): void
  /** Newest first. */
  latest(limit: number): ActivityRow[]
}

/** The feed behind the Activity page: what happened, in order. */
export class Activity {
  readonly events = new Emitter<{ change: null; added: Omit<ActivityRow, 'id'> }>()
  readonly #store: ActivityStore
  readonly #clock: Clock

  constructor(store: ActivityStore, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** Adds a line; `values` fills the translated sentence of `kind`. */
  add(
    kind: ActivityRow['kind'],
    level: ActivityRow['level'],
    peer: string | null,
    values: ActivityRow['values'] = {},
  ): void {
    const row = { time: this.#clock.now(), kind, level, peer, values }
    this.#store.add(row)
    this.events.emit('change', null)
    this.events.emit('added', row)
  }

  /** The latest lines, newest first. */
  latest(limit: number): ActivityRow[] {
    return this.#store.latest(limit)
  }
}
