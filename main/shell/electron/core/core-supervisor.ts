import type { Clock } from '../../../base/clock.ts'
import type { ErrorCode } from '../../../base/errors.ts'
import type { RestartPolicy } from '../../../base/restart-policy.ts'
import type { WorkerHandle } from '../../../base/worker-handle.ts'
import { type WorkerDeath, WorkerHost } from '../../../base/worker-host.ts'
import type { CoreInit, FromCore, ToCore } from './core-messages.ts'

export interface CoreState {
  state: 'starting' | 'running' | 'restarting' | 'stopped'
  /** One sentence for people; empty when all is well. */
  message: string
}

export interface SupervisorOptions {
  fork: () => WorkerHandle
  init: CoreInit
  clock: Clock
  /** Every change of state; 'running' means that ports may be handed to the core. */
  onState: (state: CoreState) => void
  /** Everything that the core says besides 'ready' and 'failed'. */
  onMessage: (message: FromCore) => void
}

const RESTART: RestartPolicy = { firstMs: 500, longestMs: 30_000, stableMs: 60_000, maxDeaths: 6 }
/** A core that is asked to close is killed after this many ms. */
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
  readonly #host: WorkerHost<never, never>
  #state: CoreState = { state: 'stopped', message: '' }
  #failure: { code: ErrorCode; message: string; hint: string } | undefined

  constructor(options: SupervisorOptions) {
    this.#options = options
    this.#host = new WorkerHost({
      spawn: () => this.#fork(),
      clock: options.clock,
      restart: RESTART,
      onMessage: (message) => this.#received(message as FromCore),
      onDeath: (death) => this.#died(death),
    })
  }

  get state(): CoreState {
    return this.#state
  }

  /** Starts the core for the first time. */
  start(): void {
    this.#set('starting', '')
    this.#host.start()
  }

  /** Sends to the running core; returns false if there is none to hear it. */
  post(message: ToCore, ports?: readonly unknown[]): boolean {
    return this.#state.state === 'running' && this.#host.post(message, ports)
  }

  /**
   * Asks the core to close and waits for it; a core that takes longer than ten seconds is killed. Never restarts after.
   */
  async stop(): Promise<void> {
    const running = this.#host.running
    await this.#host.end({ message: { type: 'close' } satisfies ToCore, limitMs: CLOSE_LIMIT_MS })
    if (running) this.#set('stopped', '')
  }

  #set(state: CoreState['state'], message: string): void {
    this.#state = { state, message }
    this.#options.onState(this.#state)
  }

  #fork(): WorkerHandle {
    this.#failure = undefined
    const core = this.#options.fork()
    core.post({ type: 'init', init: this.#options.init } satisfies ToCore)
    return core
  }

  #received(message: FromCore): void {
    if (message.type === 'ready') {
      this.#host.markReady()
      this.#set('running', '')
    } else if (message.type === 'failed') this.#failure = message
    else this.#options.onMessage(message)
  }

  #died({ code, retryMs, deaths }: WorkerDeath): void {
    const why = this.#failure
      ? `${this.#failure.message} ${this.#failure.hint}`.trim()
      : `The core ended with code ${code}.`
    if (this.#failure && LASTING.has(this.#failure.code)) {
      void this.#host.close()
      return this.#set('stopped', why)
    }
    if (retryMs === null) return this.#set('stopped', `${why} It was started ${deaths} times in vain.`)
    this.#set('restarting', why)
  }
}
