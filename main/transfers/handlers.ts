import type { Clock } from '../base/clock.ts'
import { HyobanError } from '../base/errors.ts'
import { live } from '../base/live.ts'
import type { Handlers } from '../contract/handlers.ts'
import type { Transfers } from './transfers.ts'

/** Snapshots of the list a second: about four. */
const REFRESH_MS = 250

const notYet = (): never => {
  throw new HyobanError('UNSUPPORTED', 'This comes with the queue.')
}

/** The contract's `transfers`. `onBadge` hears of changed names and trust, which the lines show. */
export function transferHandlers({ transfers, clock, onBadge }: { transfers: Transfers; clock: Clock; onBadge?: (changed: () => void) => () => void }): Handlers['transfers'] {
  const each = async ({ id, ids }: { id?: string | undefined; ids?: string[] | undefined }, act: (id: string) => Promise<void> | void): Promise<void> => {
    if (id !== undefined) await act(id)
    for (const one of ids ?? []) await act(one)
  }
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
    download: ({ peer, root, name, size }) => (peer === undefined ? notYet() : { id: transfers.download({ root, name, size, peer }) }),
    pause: (which) => each(which, (id) => transfers.pause(id)),
    resume: (which) => each(which, (id) => transfers.resume(id)),
    remove: (which) => each(which, (id) => transfers.remove(id)),
    changes: notYet,
    details: notYet,
    queue: notYet,
    downloadFolder: notYet,
    clearFinished: notYet,
    setPriority: notYet,
    move: notYet,
    statistics: notYet,
    history: notYet,
    clearHistory: notYet,
    exportTorrent: notYet,
  }
}
