import type { Clock } from '../base/clock.ts'
import { live } from '../base/live.ts'
import type { Handlers } from '../contract/handlers.ts'
import type { NodeInfo, Settings } from '../contract/node.ts'
import type { NodeStatusView } from './node-status.ts'
import type { StandingNotices } from './standing-notices.ts'

const REFRESH_MS = 300

/** Applies settings and first-run answers immediately; implemented by the settings room. */
interface NodeConfiguration {
  configure(changes: Partial<Settings>): Promise<Settings>
  setUp(answers: SetupAnswers): Promise<void>
}

/** The answers of the first-run panel. */
type SetupAnswers = Parameters<Handlers['node']['setup']>[0]

export interface NodeHandlersOptions {
  info: () => NodeInfo
  status: NodeStatusView
  notices: StandingNotices
  settings: { readonly values: Settings }
  configuration: NodeConfiguration
  clock: Clock
}

/** The contract's `node` group: this node's information, status and settings. */
export function nodeHandlers({
  info,
  status,
  notices,
  settings,
  configuration,
  clock,
}: NodeHandlersOptions): Handlers['node'] {
  return {
    info: () => info(),
    status: (_input, { signal }) =>
      live(
        {
          read: () => status.read(),
          subscribe: (changed) => status.onChange(changed),
          clock,
          intervalMs: REFRESH_MS,
        },
        signal,
      ),
    settings: () => settings.values,
    configure: (changes) => configuration.configure(changes),
    setup: async (answers) => {
      await configuration.setUp(answers)
      return info()
    },
    dismissNotice: ({ id }) => notices.clear(id),
  }
}
