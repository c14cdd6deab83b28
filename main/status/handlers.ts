import type { Clock } from '../base/clock.ts'
import { live } from '../base/live.ts'
import type { Handlers } from '../contract/handlers.ts'
import type { NodeInfo, NodeStatus, Settings } from '../contract/node.ts'
import type { StandingNotices } from './standing-notices.ts'

/** What the status line is made of; each part belongs to the room that knows it. */
export interface StatusParts {
  network(): Pick<NodeStatus, 'state' | 'reason' | 'peers'>
  rates(): Pick<NodeStatus, 'downloadRate' | 'uploadRate'>
  shares(): Pick<NodeStatus, 'sharedFiles' | 'sharedBytes'>
  tasks(): NodeStatus['tasks']
  /** Calls back when any part may have changed. */
  onChange(changed: () => void): () => void
}

export interface NodeHandlersOptions {
  info(): NodeInfo
  status: StatusParts
  notices: StandingNotices
  settings(): Settings
  configure(partial: Partial<Settings>): Promise<Settings>
  setup(answers: {
    name: string
    folder: string | null
    community?: string | undefined
    invitation?: string | undefined
  }): Promise<void>
  clock: Clock
}

/** The contract's `node`: what this node is, how it fares, and what the user has set. */
export function nodeHandlers({
  info,
  status,
  notices,
  settings,
  configure,
  setup,
  clock,
}: NodeHandlersOptions): Handlers['node'] {
  const read = (): NodeStatus => ({
    ...status.network(),
    ...status.rates(),
    ...status.shares(),
    tasks: status.tasks(),
    notices: notices.all(),
  })
  return {
    info: () => info(),
    status: (_input, { signal }) =>
      live(
        {
          read,
          clock,
          intervalMs: 300,
          subscribe: (changed) => {
            const offStatus = status.onChange(changed)
            const offNotices = notices.events.on('change', changed)
            return () => {
              offStatus()
              offNotices()
            }
          },
        },
        signal,
      ),
    settings: () => settings(),
    configure: (partial) => configure(partial),
    setup: async (answers) => {
      await setup(answers)
      return info()
    },
    dismissNotice: ({ id }) => notices.clear(id),
  }
}
