import type { Clock } from '../../base/clock.ts'
import type { Random } from '../../base/random.ts'
import type { Download } from '../download/download.ts'
import { MAX_RETRY_MS, mayPass, retryDelay } from '../download/retry.ts'
import type { DownloadQueue } from './queue.ts'
import type { TransferRules } from './rules.ts'

interface QueueRunnerOptions {
  queue: DownloadQueue
  downloads: ReadonlyMap<string, Download>
  limits: { readonly rules: Pick<TransferRules, 'transferSlots'> }
  clock: Clock
  random: Random
}

/** Starts downloads in queue order while slots are free, and decides which failures are retried. */
export class QueueRunner {
  readonly #options: QueueRunnerOptions
  #stopped = false

  constructor(options: QueueRunnerOptions) {
    this.#options = options
  }

  stop(): void {
    this.#stopped = true
  }

  /**
   * Fills free slots. A download that only waits in providers' queues counts towards the limit per peer, not the total;
   * a starved one counts towards neither.
   */
  schedule(): void {
    if (this.#stopped) return
    const { queue, downloads, limits } = this.#options
    const { downloads: slots, perPeer } = limits.rules.transferSlots
    const active = new Map<string, number>()
    let total = 0
    const count = (peer: string): number => active.get(peer) ?? 0
    for (const download of downloads.values()) {
      if (!download.moving) continue
      active.set(download.row.peer, count(download.row.peer) + 1)
      const sources = download.sourceViews()
      if (!sources.some(({ state }) => state === 'queued') || sources.some(({ state }) => state === 'active')) total++
    }
    // a content that is wanted at several places is fetched once
    const running = new Set<string>()
    for (const { running: run, row } of downloads.values()) if (run !== null) running.add(row.root)
    for (const { id } of queue.order()) {
      if (total >= slots) return
      const download = downloads.get(id)
      if (!download || download.row.state !== 'waiting' || count(download.row.peer) >= perPeer || !download.willing)
        continue
      if (running.has(download.row.root)) continue
      running.add(download.row.root)
      total++
      active.set(download.row.peer, count(download.row.peer) + 1)
      void download.run().then(() => this.schedule())
    }
  }

  /** Records a failure; true if it will be retried. */
  failed({ row }: Download): boolean {
    const { queue, clock, random } = this.#options
    const attempts = queue.of(row.id).attempts + 1
    const delay = mayPass(row.problem) ? retryDelay(attempts, random.next()) : null
    queue.change(row.id, { attempts, retryAt: delay === null ? null : clock.now() + delay })
    return delay !== null
  }

  /** Takes failed downloads whose retry is due, for the caller to restart; `all`: also those not due yet. */
  takeDue(all = false): Download[] {
    const { queue, downloads, clock } = this.#options
    const now = clock.now()
    const due: Download[] = []
    for (const { id, retryAt } of [...queue.order()]) {
      if (retryAt === null || (!all && now < retryAt && retryAt - now <= MAX_RETRY_MS)) continue
      const download = downloads.get(id)
      queue.change(id, { retryAt: null })
      if (download?.row.state === 'failed') due.push(download)
    }
    return due
  }

  /** Places of waiting downloads, by id, starting at 1. */
  places(): Map<string, number> {
    const places = new Map<string, number>()
    for (const { id } of this.#options.queue.order()) {
      const download = this.#options.downloads.get(id)
      if (download?.row.state === 'waiting' && !download.running) places.set(id, places.size + 1)
    }
    return places
  }
}
