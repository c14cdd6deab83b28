import { constants } from 'node:os'
import { HyobanError } from '../../base/errors.ts'

/** npm forwards a terminal's Ctrl+C, so it arrives twice; only a signal this many ms later forces an exit. */
const IMPATIENT_MS = 1_500

export const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
export type EndSignal = (typeof END_SIGNALS)[number]

interface InterruptsOptions {
  /** Milliseconds of a clock that never jumps. */
  now: () => number
  /** Ends the process at once. */
  exit: (code: number) => void
  /** Whether any standard stream is a terminal, whose hang-up ends the command. */
  terminal: boolean
}

/** Why a command ended early. */
export class Interruption extends HyobanError {
  readonly exitCode: number

  /** An empty message is not shown. */
  constructor(message: string, exitCode: number) {
    super('CANCELLED', message)
    this.exitCode = exitCode
  }
}

/**
 * Turns signals into an abort: the first one ends the command in order, a later one at once. Without a terminal
 * (nohup, services) SIGHUP is ignored: Node replaces the disposition that nohup sets, so that it cannot be read.
 */
export class Interrupts {
  readonly #options: InterruptsOptions
  readonly #stop = new AbortController()
  #asked: number | null = null

  constructor(options: InterruptsOptions) {
    this.#options = options
  }

  /** Aborts when the command is to end. Its reason is the error to be shown. */
  get signal(): AbortSignal {
    return this.#stop.signal
  }

  receive(signal: EndSignal): void {
    if (signal === 'SIGHUP' && !this.#options.terminal) return
    const now = this.#options.now()
    if (this.#asked !== null) {
      if (now - this.#asked > IMPATIENT_MS) this.#options.exit(exitCodeAfter(signal))
      return
    }
    this.#asked = now
    this.#stop.abort(new Interruption(`Interrupted by ${signal}.`, exitCodeAfter(signal)))
  }

  /** Ends the command in order, since nobody reads its output any more. */
  outputLost(code: number): void {
    this.#stop.abort(new Interruption('', code))
  }
}

/** The exit code that shells expect after a signal: 128 and its number. */
function exitCodeAfter(signal: EndSignal): number {
  return 128 + constants.signals[signal]
}

/** Why `signal` aborted; null if it did not. */
export function interruptionOf({ aborted, reason }: AbortSignal): Interruption | null {
  return aborted && reason instanceof Interruption ? reason : null
}
