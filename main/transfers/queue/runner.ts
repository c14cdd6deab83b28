import type { Clock } from '../../base/clock.ts'
import type { Random } from '../../base/random.ts'
import type { Download } from '../download/download.ts'
import type { DownloadQueue } from './queue.ts'
import { LONGEST_RETRY_MS, mayPass, retryDelay } from '../download/retry.ts'
import type { TransferRules } from './rules.ts'

export interface QueueRunnerOptions {
  queue: DownloadQueue
  downloads: ReadonlyMap<string, Download>
  rules(): TransferRules
  clock: Clock
  random: Random
  /** A failed one is due again. */
  retry(download: Download): void
}

/** Starts downloads in the order of the queue while slots are free, and tries again what may pass. */
export class QueueRunner {
  readonly #o: QueueRunnerOptions
  #stopped = false

  constructor(options: QueueRunnerOptions) {
    this.#o = options
  }

  stop(): void {
    this.#stopped = true
  }

  /**
   * Fills free slots. One that only stands in others' queues takes a slot of its peer, none of all; one whose sources
   * have nothing takes none.
   */
  schedule(): void {
    if (this.#stopped) return
    const { queue, downloads, rules } = this.#o
    const { downloads: slots, perPeer } = rules().transferSlots
    const active = new Map<string, number>()
    let total = 0
    const count = (peer: string): number => active.get(peer) ?? 0
    for (const download of downloads.values()) {
      if (!download.moving) continue
      active.set(download.row.peer, count(download.row.peer) + 1)
      const sources = download.sources()
      if (!sources.some(({ state }) => state === 'queued') || sources.some(({ state }) => state === 'active')) total++
    }
    for (const { id } of queue.order()) {
      if (total >= slots) return
      const download = downloads.get(id)
      if (!download || download.row.state !== 'waiting' || count(download.row.peer) >= perPeer || !download.willing)
        continue
      total++
      active.set(download.row.peer, count(download.row.peer) + 1)
      void download.run().then(() => this.schedule())
    }
  }

  /** A download has failed: true if it is tried again by itself, and when is written down. */
  failed({ row }: Download): boolean {
    const { queue, clock, random } = this.#o
    const attempts = queue.of(row.id).attempts + 1
    const delay = mayPass(row.problem) ? retryDelay(attempts, random.next()) : null
    queue.change(row.id, { attempts, retryAt: delay === null ? null : clock.now() + delay })
    return delay !== null
  }

  /** Begins again what is due; `all`: what waits for its time too (after sleep, a new network). */
  retryDue(all = false): void {
    const { queue, downloads, clock, retry } = this.#o
    const now = clock.now()
    for (const { id, retryAt } of [...queue.order()]) {
      if (retryAt === null || (!all && now < retryAt && retryAt - now <= LONGEST_RETRY_MS)) continue
      const download = downloads.get(id)
      queue.change(id, { retryAt: null })
      if (download?.row.state === 'failed') retry(download)
    }
  }

  /** Places of those that wait, by id, from 1. */
  places(): Map<string, number> {
    const places = new Map<string, number>()
    for (const { id } of this.#o.queue.order()) {
      const download = this.#o.downloads.get(id)
      if (download?.row.state === 'waiting' && !download.running) places.set(id, places.size + 1)
    }
    return places
  }
}
