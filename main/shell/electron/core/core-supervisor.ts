import type { Clock } from '../../../base/clock.ts'
import type { ErrorCode } from '../../../base/errors.ts'
import type { CoreInit, FromCore, ToCore } from './core-messages.ts'

/** The core's process, as little of it as supervising needs. */
export interface CoreProcess {
  post(message: ToCore, ports?: unknown[]): void
  onMessage(listener: (message: FromCore) => void): void
  onExit(listener: (code: number) => void): void
  kill(): void
}

export interface CoreState {
  state: 'starting' | 'running' | 'restarting' | 'stopped'
  /** One sentence for people; empty when all is well. */
  message: string
}

export interface SupervisorOptions {
  fork: () => CoreProcess
  init: CoreInit
  clock: Clock
  /** Every change of state; 'running' means that ports may be handed to the core. */
  onState: (state: CoreState) => void
  /** Everything that the core says besides 'ready' and 'failed'. */
  onMessage: (message: FromCore) => void
}

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000
/** A core that ran this long has got over what killed it. */
const STABLE_MS = 60_000
/** Deaths in a row after which it is of no use to go on. */
const MAX_DEATHS = 6
const CLOSE_LIMIT_MS = 10_000
/** Problems that the next start would meet again. */
const LASTING = new Set<ErrorCode>([
  'IN_USE',
  'BAD_INPUT',
  'BAD_BOOTSTRAP',
  'FOLDER_UNREADABLE',
  'FOLDER_MISSING',
  'READ_ONLY',
  'NO_SPACE',
  'CORRUPT',
])

/** Keeps the core alive: starts it, restarts it with growing pauses when it dies, and ends it in order. */
export class CoreSupervisor {
  readonly #options: SupervisorOptions
  #process: CoreProcess | undefined
  #state: CoreState = { state: 'stopped', message: '' }
  #deaths = 0
  #readyAt: number | undefined
  #failure: { code: ErrorCode; message: string; hint: string } | undefined
  #cancelRestart: (() => void) | undefined
  #closing: (() => void) | undefined
  #ended = false

  constructor(options: SupervisorOptions) {
    this.#options = options
  }

  get state(): CoreState {
    return this.#state
  }

  /** Starts the core for the first time. */
  start(): void {
    this.#set('starting', '')
    this.#fork()
  }

  /** Sends to the running core; returns false if there is none to hear it. */
  post(message: ToCore, ports?: unknown[]): boolean {
    if (this.#state.state !== 'running' || !this.#process) return false
    this.#process.post(message, ports)
    return true
  }

  /**
   * Asks the core to close and waits for it; a core that takes longer than ten seconds is killed. Never restarts after.
   */
  stop(): Promise<void> {
    this.#ended = true
    this.#cancelRestart?.()
    const process = this.#process
    if (!process) return Promise.resolve()
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(CLOSE_LIMIT_MS, () => {
        process.kill()
        resolve()
      })
      this.#closing = () => {
        cancel()
        resolve()
      }
      process.post({ type: 'close' })
    })
  }

  #set(state: CoreState['state'], message: string): void {
    this.#state = { state, message }
    this.#options.onState(this.#state)
  }

  #fork(): void {
    this.#failure = undefined
    this.#readyAt = undefined
    const process = this.#options.fork()
    this.#process = process
    process.onMessage((message) => {
      if (process !== this.#process) return
      if (message.type === 'ready') {
        this.#readyAt = this.#options.clock.now()
        this.#set('running', '')
      } else if (message.type === 'failed') this.#failure = message
      else this.#options.onMessage(message)
    })
    process.onExit((code) => {
      if (process === this.#process) this.#died(code)
    })
    process.post({ type: 'init', init: this.#options.init })
  }

  #died(code: number): void {
    this.#process = undefined
    if (this.#ended) {
      this.#set('stopped', '')
      this.#closing?.()
      return
    }
    const why = this.#failure
      ? `${this.#failure.message} ${this.#failure.hint}`.trim()
      : `The core ended with code ${code}.`
    if (this.#failure && LASTING.has(this.#failure.code)) return this.#set('stopped', why)
    const { clock } = this.#options
    this.#deaths = this.#readyAt !== undefined && clock.now() - this.#readyAt >= STABLE_MS ? 1 : this.#deaths + 1
    if (this.#deaths >= MAX_DEATHS) return this.#set('stopped', `${why} It was started ${this.#deaths} times in vain.`)
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.#deaths - 1))
    this.#set('restarting', why)
    this.#cancelRestart = clock.after(wait, () => this.#fork())
  }
}
