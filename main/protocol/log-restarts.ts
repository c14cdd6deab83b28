import { listOf, message } from '../base/codec.ts'
import { LOG_RESTART_BYTES, type LogRestart, logRestartCodec } from '../domain/rating-log/log-restart.ts'
import type { WireProtocol } from './codec.ts'
import { laterHeadMessages, type LogHeadMessages } from './log-heads.ts'

/** Maximum number of declarations in one message. */
export const MAX_RESTARTS_TOLD = 16

/** Messages of `hyoban/log-restarts` 1: those of `hyoban/heads`, with an epoch in each head, and one more. */
export interface LogRestartMessages extends LogHeadMessages {
  /** Owners who continue in another rating log. */
  restarts: { restarts: LogRestart[] }
}

const restarts = listOf(logRestartCodec, MAX_RESTARTS_TOLD)

/** hyoban/log-restarts 1: logs that their owners have begun after the first one, with their lengths and proofs. */
export const logRestartsProtocol: WireProtocol<LogRestartMessages> = {
  name: 'hyoban/log-restarts',
  version: 1,
  messages: {
    ...laterHeadMessages,
    restarts: {
      encoding: message<LogRestartMessages['restarts']>({ restarts }),
      maxBytes: 1 + MAX_RESTARTS_TOLD * LOG_RESTART_BYTES,
    },
  },
  // two senders, each of which keeps to the limit of `hyoban/heads`
  rate: { burst: 120, perSecond: 8 },
}
