import type { Clock } from '../base/clock.ts'
import { live } from '../base/live.ts'
import type { Handlers } from '../contract/handlers.ts'
import type { Transfers } from './transfers.ts'

/** Snapshots of the list a second: about four. */
const REFRESH_MS = 250

/** The contract's `transfers`. `onBadge` hears of changed names and trust, which the lines show. */
export function transferHandlers({ transfers, clock, onBadge }: { transfers: Transfers; clock: Clock; onBadge?: (changed: () => void) => () => void }): Handlers['transfers'] {
  return {
    list: (_input, { signal }) =>
      live(
        {
          read: () => transfers.list(),
          clock,
          intervalMs: REFRESH_MS,
          subscribe: (changed) => {
            const off = transfers.events.on('change', changed)
            const offBadge = onBadge?.(changed)
            return () => {
              off()
              offBadge?.()
            }
          },
        },
        signal,
      ),
    download: (input) => ({ id: transfers.download(input) }),
    pause: ({ id }) => transfers.pause(id),
    resume: ({ id }) => transfers.resume(id),
    remove: ({ id }) => transfers.remove(id),
  }
}
