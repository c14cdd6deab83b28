import type { Clock } from '../base/clock.ts'
import { live } from '../base/live.ts'
import type { Handlers } from '../contract/handlers.ts'
import type { NamedPeer } from '../contract/peers.ts'
import type { Activity } from './activity.ts'
import type { Notices } from './notices.ts'

const REFRESH_MS = 250

export interface ActivityHandlersOptions {
  activity: Activity
  notices: Notices
  /** Current names of peers, which old lines show too. */
  names: { named(key: string): NamedPeer }
  clock: Clock
}

/** The contract's `activity`. */
export function activityHandlers({ activity, notices, names, clock }: ActivityHandlersOptions): Handlers['activity'] {
  return {
    list: ({ limit }, { signal }) =>
      live(
        {
          read: () =>
            activity.latest(limit).map((row) => ({ ...row, peer: row.peer === null ? null : names.named(row.peer) })),
          subscribe: (changed) => activity.events.on('change', changed),
          clock,
          intervalMs: REFRESH_MS,
        },
        signal,
      ),
    notices: (_input, { signal }) => notices.stream(signal),
  }
}
