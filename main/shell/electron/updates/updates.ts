import type { AppUpdater } from 'electron-updater'
import type { Clock } from '../../../base/clock.ts'
import { Emitter } from '../../../base/emitter.ts'
import { messageOf } from '../../../base/errors.ts'
import type { AppUpdate } from '../../../contract/desktop.ts'
import { updateReason } from './update-reason.ts'

/** The first look comes when the start is over. */
const FIRST_CHECK_MS = 60_000
const CHECK_MS = 24 * 3_600_000
const MAX_VERSION_LENGTH = 64

/** Sent in place of electron-updater's identifier, by which a server could follow an installation. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

const IDLE: AppUpdate = { state: 'idle', reason: '', version: null, percent: 0 }

/** Stands for an updater where there are no updates. */
export interface NoUpdates {
  why: AppUpdate['reason']
}

export interface UpdatesOptions {
  /** electron-updater's updater for this package, or why there are no updates; then nothing is ever requested. */
  updater: AppUpdater | NoUpdates
  clock: Clock
  log: (line: string) => void
}

/**
 * Looks for a newer version once a day, downloads it only when told to, and lets it be installed when the app quits.
 * electron-updater asks, downloads and verifies; this is what the user sees and decides.
 */
export class Updates {
  readonly events = new Emitter<{ state: AppUpdate }>()
  readonly #updater: AppUpdater | undefined
  readonly #clock: Clock
  readonly #log: (line: string) => void
  #state: AppUpdate

  constructor({ updater, clock, log }: UpdatesOptions) {
    this.#clock = clock
    this.#log = log
    if ('why' in updater) {
      this.#state = { ...IDLE, state: 'off', reason: updater.why }
      return
    }
    this.#state = IDLE
    this.#updater = updater
    updater.autoDownload = false
    updater.autoInstallOnAppQuit = true
    updater.allowDowngrade = false
    updater.disableWebInstaller = true
    updater.logger = null
    updater.requestHeaders = { 'x-user-staging-id': NOBODY }
    updater.on('download-progress', ({ percent }) => {
      if (this.#state.state === 'downloading') this.#set({ ...this.#state, percent: Math.floor(percent) })
    })
    // Errors of a check or download also come back from the call; those of the installation come only here.
    updater.on('error', (error) => this.#log(`Update: ${firstLine(error)}`))
  }

  get state(): AppUpdate {
    return this.#state
  }

  /** Begins to look for updates regularly. */
  start(): void {
    if (this.#updater) this.#clock.after(FIRST_CHECK_MS, () => this.#checkRegularly())
  }

  /** Looks for a newer version, unless it is doing so or has one; never rejects. */
  async check(): Promise<void> {
    const before = this.#state
    if (!this.#updater || !['idle', 'available', 'failed'].includes(before.state)) return
    this.#set({ ...IDLE, state: 'checking' })
    try {
      const found = await this.#updater.checkForUpdates()
      const version = found?.isUpdateAvailable ? found.updateInfo.version.slice(0, MAX_VERSION_LENGTH) : null
      this.#set(version === null ? IDLE : { ...IDLE, state: 'available', version })
    } catch (error) {
      this.#fail(error, null)
    }
  }

  /** Downloads and verifies the version that was found; never rejects. */
  async download(): Promise<void> {
    const { state, version } = this.#state
    if (!this.#updater || state !== 'available') return
    this.#set({ ...this.#state, state: 'downloading' })
    try {
      await this.#updater.downloadUpdate()
      this.#set({ ...IDLE, state: 'ready', version })
    } catch (error) {
      this.#fail(error, version)
    }
  }

  #checkRegularly(): void {
    void this.check()
    this.#clock.after(CHECK_MS, () => this.#checkRegularly())
  }

  #fail(error: unknown, version: string | null): void {
    this.#set({ ...IDLE, state: 'failed', reason: updateReason(error), version })
  }

  #set(state: AppUpdate): void {
    this.#state = state
    this.events.emit('state', state)
  }
}

/** electron-updater appends headers and stacks to its messages. */
const firstLine = (error: unknown): string => messageOf(error).split('\n', 1)[0] ?? ''
