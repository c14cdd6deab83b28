import type { Clock } from '../base/clock.ts'
import { live } from '../base/live.ts'
import type { Handlers } from '../contract/handlers.ts'
import type { Activity } from './activity.ts'
import type { Notices } from './notices.ts'

type Named = { publicKey: string; fingerprint: string; name: string }

/** The contract's `activity`; `named` gives a peer's present name, so that old lines show it too. */
export function activityHandlers(
  activity: Activity,
  named: (key: string) => Named,
  notices: Notices,
  clock: Clock,
): Handlers['activity'] {
  return {
    list: ({ limit }, { signal }) =>
      live(
        {
          read: () =>
            activity.latest(limit).map((row) => ({ ...row, peer: row.peer === null ? null : named(row.peer) })),
          subscribe: (changed) => activity.events.on('change', changed),
          clock,
          intervalMs: 250,
        },
        signal,
      ),
    notices: (_input, { signal }) => notices.stream(signal),
  }
}
