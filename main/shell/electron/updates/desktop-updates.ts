import { app } from 'electron'
import { systemClock } from '../../../base/clock.ts'
import type { ToCore } from '../core/core-messages.ts'
import { findUpdater } from './find-updater.ts'
import { Updates } from './updates.ts'

/** The desktop app's updates, reported to the core, whose pages show them. */
export class DesktopUpdates {
  readonly #post: (message: ToCore) => void
  #updates: Updates | undefined

  constructor(post: (message: ToCore) => void) {
    this.#post = post
  }

  /** Finds out whether this copy can be updated, and begins to look. */
  async start(): Promise<void> {
    const updater = await findUpdater({
      packaged: app.isPackaged,
      resources: process.resourcesPath,
      platform: process.platform,
      env: process.env,
    })
    this.#updates = new Updates({ updater, clock: systemClock, log: (line) => console.error(`hyoban: ${line}`) })
    this.#updates.events.on('state', () => this.report())
    this.#updates.start()
    this.report()
  }

  /** Tells the core how things stand; a new core knows nothing. */
  report(): void {
    if (this.#updates) this.#post({ type: 'appUpdate', update: this.#updates.state })
  }

  /** Does what the user asked for. */
  act(what: 'check' | 'download'): void {
    void this.#updates?.[what]()
  }
}
