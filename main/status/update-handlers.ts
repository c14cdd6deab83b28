import type { Clock } from '../base/clock.ts'
import { HyobanError } from '../base/errors.ts'
import { live } from '../base/live.ts'
import type { AppUpdate } from '../contract/desktop.ts'
import type { Handlers } from '../contract/handlers.ts'
import type { UpdatePort } from '../node.ts'

const REFRESH_MS = 300
const NONE: AppUpdate = { state: 'off', reason: 'notInstalled', version: null, percent: 0 }

export type UpdateHandlers = Pick<Handlers['desktop'], 'updates' | 'checkForUpdates' | 'downloadUpdate'>

export interface UpdateHandlersOptions {
  /** Left out where no desktop app runs this node; there are no updates then. */
  updates: UpdatePort | undefined
  clock: Clock
}

/** The part of the contract's `desktop` group that concerns the app's updates. */
export function updateHandlers({ updates, clock }: UpdateHandlersOptions): UpdateHandlers {
  const port = (): UpdatePort => {
    if (updates && updates.state.state !== 'off') return updates
    throw new HyobanError('UNSUPPORTED', 'This copy of Hyoban does not look for updates.', {
      hint: 'Install a newer version the way that you installed this one.',
    })
  }
  return {
    updates: (_input, { signal }) =>
      live(
        {
          read: () => updates?.state ?? NONE,
          subscribe: (changed) => updates?.onChange(changed) ?? (() => {}),
          clock,
          intervalMs: REFRESH_MS,
        },
        signal,
      ),
    checkForUpdates: () => port().check(),
    downloadUpdate: () => port().download(),
  }
}
