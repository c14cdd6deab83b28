import type { Clock } from '../../../base/clock.ts'
import { Emitter } from '../../../base/emitter.ts'
import type { ErrorCode } from '../../../base/errors.ts'
import type { RestartPolicy } from '../../../base/restart-policy.ts'
import type { WorkerHandle } from '../../../base/worker-handle.ts'
import { type WorkerDeath, WorkerHost } from '../../../base/worker-host.ts'
import type { CoreInit, FromCore, ToCore } from './core-messages.ts'

export interface CoreState {
  state: 'starting' | 'running' | 'restarting' | 'stopped'
  /** One sentence for the user; empty if all is well. */
  message: string
}

export interface SupervisorOptions {
  fork: () => WorkerHandle
  init: CoreInit
  clock: Clock
}

const RESTART: RestartPolicy = { firstMs: 500, longestMs: 30_000, stableMs: 60_000, maxDeaths: 6 }
/** A core that has not closed after this many ms is killed. */
const CLOSE_LIMIT_MS = 10_000
/** Errors that a restart cannot solve. */
const PERMANENT = new Set<ErrorCode>([
  'IN_USE',
  'BAD_INPUT',
  'BAD_BOOTSTRAP',
  'FOLDER_UNREADABLE',
  'FOLDER_MISSING',
  'READ_ONLY',
  'NO_SPACE',
  'DISK_ERROR',
  'CORRUPT',
])

/** Keeps the core running: starts it, restarts it with increasing delays when it dies, and closes it cleanly. */
export class CoreSupervisor {
  readonly events = new Emitter<{
    /** Each change of state; 'running' means that the core accepts ports. */
    state: CoreState
    /** Each message from the core except 'ready' and 'failed'. */
    message: FromCore
  }>()
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

  /** Sends a message to the core; returns false if it is not running. */
  post(message: ToCore, ports?: readonly unknown[]): boolean {
    return this.#state.state === 'running' && this.#host.post(message, ports)
  }

  /** Answers the core, which may still be starting or already closing. */
  answer(message: ToCore): void {
    this.#host.post(message)
  }

  /** Closes the core for good, by force after ten seconds. */
  async stop(): Promise<void> {
    const running = this.#host.running
    await this.#host.end({ message: { type: 'close' } satisfies ToCore, limitMs: CLOSE_LIMIT_MS })
    if (running) this.#set('stopped', '')
  }

  #set(state: CoreState['state'], message: string): void {
    this.#state = { state, message }
    this.events.emit('state', this.#state)
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
    else this.events.emit('message', message)
  }

  #died({ code, retryMs, deaths }: WorkerDeath): void {
    const why = this.#failure
      ? `${this.#failure.message} ${this.#failure.hint}`.trim()
      : `The core ended with code ${code}.`
    if (this.#failure && PERMANENT.has(this.#failure.code)) {
      void this.#host.close()
      return this.#set('stopped', why)
    }
    if (retryMs === null) return this.#set('stopped', `${why} It failed ${deaths} times in a row.`)
    this.#set('restarting', why)
  }
}
