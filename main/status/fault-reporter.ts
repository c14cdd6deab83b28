import type { Clock } from '../base/clock.ts'
import { asHyobanError, HyobanError } from '../base/errors.ts'
import type { StandingNotices } from './standing-notices.ts'

/** The same error is reported again after this many ms at the earliest: it may recur with every message of a peer. */
const REPEAT_MS = 60_000
/** Maximum number of different errors remembered. */
const MAX_REMEMBERED = 100

interface FaultReporterOptions {
  notices: StandingNotices
  clock: Clock
  log: (line: string) => void
}

/** Reports errors that nobody caught, and that the node survives: one line in the log, one notice on every page. */
export class FaultReporter {
  readonly #options: FaultReporterOptions
  /** When an error was last reported, by its message. */
  readonly #reported = new Map<string, number>()

  constructor(options: FaultReporterOptions) {
    this.#options = options
  }

  report(error: unknown): void {
    const { notices, clock, log } = this.#options
    const { message } = asHyobanError(error)
    const now = clock.now()
    if (Math.abs(now - (this.#reported.get(message) ?? -Infinity)) < REPEAT_MS) return
    if (this.#reported.size >= MAX_REMEMBERED) this.#reported.clear()
    this.#reported.set(message, now)
    log(`an unexpected error, which the node survives: ${message}`)
    const hint = 'Hyoban goes on running; if something no longer works, restart it.'
    notices.raise('fault', new HyobanError('INTERNAL', `Something failed unexpectedly: ${message}`, { hint }))
  }
}
