import { spawn } from 'node:child_process'
import { type Clock, systemClock } from '../../base/clock.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Tells systemd how a service of `Type=notify` is doing (sd_notify(3)). Node sends no datagrams to Unix sockets, so the
 * program systemd-notify does; the unit needs `NotifyAccess=all`. Without a service manager nothing is sent.
 */
export class ServiceManager {
  readonly #env: Environment
  readonly #clock: Clock
  /** Half the time in ms within which the watchdog wants a sign of life, or null without a watchdog. */
  readonly #watchdogMs: number | null
  #stopWatchdog = (): void => {}

  /** `env` is the environment of the process: NOTIFY_SOCKET and WATCHDOG_USEC are systemd's. */
  constructor(env: Environment, clock: Clock = systemClock) {
    this.#env = env
    this.#clock = clock
    const watchdogUs = Number(env['WATCHDOG_USEC'])
    this.#watchdogMs = watchdogUs > 0 ? watchdogUs / 2000 : null
  }

  /** Whether the process was started as a service that reports. */
  get present(): boolean {
    return Boolean(this.#env['NOTIFY_SOCKET'])
  }

  /** The service has started; `status` is what `systemctl status` shows. From now on the watchdog is kept quiet. */
  async ready(status: string): Promise<void> {
    await this.#notify('READY=1', `STATUS=${status}`)
    this.#feedWatchdog()
  }

  /** The service is about to end. */
  async stopping(): Promise<void> {
    this.#stopWatchdog()
    await this.#notify('STOPPING=1')
  }

  #feedWatchdog(): void {
    if (!this.present || this.#watchdogMs === null) return
    this.#stopWatchdog = this.#clock.after(this.#watchdogMs, () => {
      void this.#notify('WATCHDOG=1')
      this.#feedWatchdog()
    })
  }

  /** A program that is missing or fails is no reason to end: systemd then ends the service at its own deadline. */
  #notify(...assignments: string[]): Promise<void> {
    if (!this.present) return Promise.resolve()
    return new Promise((resolve) => {
      const child = spawn('systemd-notify', assignments, { env: { ...this.#env }, stdio: 'ignore' })
      child.on('error', () => resolve())
      child.on('exit', () => resolve())
    })
  }
}
