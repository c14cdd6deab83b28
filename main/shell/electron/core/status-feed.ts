import type { Clock } from '../../../base/clock.ts'
import type { Handlers } from '../../../contract/handlers.ts'
import type { TrayStatus } from '../window/tray-text.ts'
import type { FromCore, TrayAction } from './core-messages.ts'
import { DownloadWatch } from './download-digest.ts'

/** Minimum interval between status messages, in ms. */
const STATUS_MS = 2000
/** Transfers that one call of the contract takes. */
const MAX_IDS = 10_000

type Post = (message: Extract<FromCore, { type: 'status' | 'events' }>) => void

/** Reports what the tray shows to the main process, and does what its menu asks for. */
export class StatusFeed {
  readonly #handlers: Handlers
  readonly #post: Post
  readonly #clock: Clock
  readonly #stop = new AbortController()
  readonly #downloads = new DownloadWatch()

  constructor(handlers: Handlers, post: Post, clock: Clock) {
    this.#handlers = handlers
    this.#post = post
    this.#clock = clock
  }

  /** Starts reporting, across internal restarts of the node. */
  start(): void {
    void this.#always(() => this.#followDownloads())
    void this.#always(() => this.#followStatus())
    void this.#always(() => this.#followNotices())
  }

  stop(): void {
    this.#stop.abort()
  }

  /** Executes an item of the tray's menu. */
  async act(action: TrayAction): Promise<void> {
    const context = { signal: this.#stop.signal }
    if (action.do === 'reveal') return this.#handlers.desktop.revealFile({ transferId: action.id }, context)
    if (action.do === 'alternativeLimits') {
      await this.#handlers.node.configure({ alternativeLimitsOn: action.on }, context)
      return
    }
    const ids = this.#downloads.ids(action.do === 'pauseAll' ? 'running' : 'paused')
    for (let i = 0; i < ids.length; i += MAX_IDS) {
      const some = { ids: ids.slice(i, i + MAX_IDS) }
      await (action.do === 'pauseAll'
        ? this.#handlers.transfers.pause(some, context)
        : this.#handlers.transfers.resume(some, context))
    }
  }

  async #always(follow: () => Promise<void>): Promise<void> {
    while (!this.#stop.signal.aborted) {
      // fails while the node is restarting
      await follow().catch(() => undefined)
      if (!this.#stop.signal.aborted) await this.#pause()
    }
  }

  async #followDownloads(): Promise<void> {
    const { signal } = this.#stop
    for await (const changes of await this.#handlers.transfers.changes(undefined, { signal }))
      this.#downloads.apply(changes)
  }

  async #followNotices(): Promise<void> {
    const { signal } = this.#stop
    for await (const { count } of await this.#handlers.activity.notices(undefined, { signal }))
      this.#post({ type: 'events', count })
  }

  async #followStatus(): Promise<void> {
    const { signal } = this.#stop
    let last = ''
    for await (const view of await this.#handlers.node.status(undefined, { signal })) {
      const status: TrayStatus = {
        state: view.state,
        peers: view.peers,
        downloadRate: Math.round(view.downloadRate),
        uploadRate: Math.round(view.uploadRate),
        alternativeLimitsOn: view.alternativeLimitsOn,
        downloads: this.#downloads.digest,
      }
      const text = JSON.stringify(status)
      if (text !== last) this.#post({ type: 'status', status })
      last = text
      await this.#pause()
      if (signal.aborted) return
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(STATUS_MS, resolve)
      this.#stop.signal.addEventListener('abort', () => (cancel(), resolve()), { once: true })
    })
  }
}
