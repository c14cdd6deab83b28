import type { Emitter } from '../../base/emitter.ts'
import { HyobanError } from '../../base/errors.ts'
import type { TransferOutcome, TransferRow } from '../ports.ts'
import type { DownloadQueue, QueueEntry } from '../queue/queue.ts'
import type { QueueRunner } from '../queue/runner.ts'
import type { DownloadFolders, TransferEvents } from '../transfers-options.ts'
import type { FinishedCopy } from './copies.ts'
import { Download } from './download.ts'
import type { ExclusionPolicy } from './exclusion-policy.ts'
import { deleteFile } from './folder.ts'
import type { DownloadHost } from './host.ts'
import type { DownloadListener } from './listener.ts'
import type { RatingTasks } from './rating-tasks.ts'

interface DownloadsOptions {
  /** Stored downloads, and all downloads by id; other parts only read the list. */
  records: { rows: readonly TransferRow[]; list: Map<string, Download> }
  queueing: { queue: DownloadQueue; runner: QueueRunner }
  trust: { ratings: RatingTasks; exclusions: ExclusionPolicy }
  host: DownloadHost
  folders: DownloadFolders
  events: Emitter<TransferEvents>
}

/** The downloads of this node: adds, pauses, restarts and removes them, and reports how they end. */
export class Downloads implements DownloadListener {
  readonly #options: DownloadsOptions
  readonly #list: Map<string, Download>

  constructor(options: DownloadsOptions) {
    const { records, host } = options
    this.#options = options
    this.#list = records.list
    for (const row of records.rows) this.#list.set(row.id, new Download(row, host, this))
  }

  /** Continues downloads of the last run, and rates outcomes that were not rated yet. */
  start(): void {
    for (const download of this.#list.values()) {
      for (const due of download.dues()) this.#options.trust.ratings.rateStored(download, due)
      const { state } = download.row
      const readmitted = state === 'paused' && this.#options.trust.exclusions.isReadmitted(download)
      if (state === 'active' || state === 'verifying' || readmitted) download.set({ state: 'waiting', problem: null })
    }
  }

  /** Stops all runs; active downloads continue at the next start. */
  async close(): Promise<void> {
    this.#options.queueing.runner.stop()
    await Promise.all([...this.#list.values()].map((download) => download.halt()))
    await this.#options.trust.ratings.close()
  }

  /** The download with this id. Throws NOT_FOUND. */
  get(id: string): Download {
    const download = this.#list.get(id)
    if (!download) throw new HyobanError('NOT_FOUND', 'This transfer is no longer in the list.', { details: { id } })
    return download
  }

  /** The unfinished downloads of a content: one for each place where it is wanted. */
  unfinished(root: string): Download[] {
    return [...this.#list.values()].filter((download) => download.row.root === root && download.unfinished)
  }

  add(row: TransferRow, entry: Partial<QueueEntry>): Download {
    const download = new Download(row, this.#options.host, this)
    this.#options.queueing.queue.add({ ...entry, id: row.id })
    this.#list.set(row.id, download)
    download.set({})
    return download
  }

  async pause(id: string): Promise<void> {
    const download = this.get(id)
    await download.halt(() => {
      if (!this.#list.has(id)) return
      const { retryAt } = this.#options.queueing.queue.of(id)
      if (retryAt !== null) this.#options.queueing.queue.change(id, { retryAt: null })
      if ((download.row.state === 'failed' && retryAt !== null) || download.unfinished)
        download.set({ state: 'paused', problem: null })
    })
  }

  /** Begins a new attempt; `automatic`: not by the user, so that sources that lied are not asked again. */
  restart(download: Download, { automatic }: { automatic: boolean }): void {
    const { name, root, state, chosen } = download.row
    const peers = [...download.sources].map(({ peer }) => peer)
    if (!chosen) download.moveTo(this.#options.folders.folderFor(name, root, peers))
    download.renew({ rateAgain: state === 'failed', automatic })
    download.set({ state: 'waiting', problem: null, ended: null })
    this.#options.queueing.runner.schedule()
  }

  /** Restarts failed downloads whose retry is due; `all`: also those whose retry is not due yet. */
  retryDue(all = false): void {
    for (const download of this.#options.queueing.runner.takeDue(all)) this.restart(download, { automatic: true })
  }

  /** Ends all retry delays; call after sleep or a change of network. */
  wake(): void {
    this.retryDue(true)
    for (const download of this.#list.values()) download.wake()
    this.#options.queueing.runner.schedule()
  }

  /** Removes a download. If its finished file cannot be deleted, throws the system's error and keeps the line. */
  async remove(id: string, withFile: boolean): Promise<void> {
    const download = this.get(id)
    const { row } = download
    // Removed from the list at once, so that nothing restarts it.
    await download.halt(() => {
      if (row.state !== 'done') this.#list.delete(id)
    })
    if (row.state === 'done' && withFile && row.path !== '') await deleteFile(row.path)
    download.settleUp()
    this.#list.delete(id)
    if (row.state !== 'done') await download.discard()
    this.#options.host.storage.transfers.remove(id)
    this.#options.queueing.queue.remove(id)
    this.#options.events.emit('change', { state: true })
  }

  rate(download: Download, outcome: TransferOutcome): void {
    this.#options.trust.ratings.rate(download, outcome)
  }

  async finished(download: Download, copy: FinishedCopy): Promise<void> {
    const others = this.unfinished(download.row.root).filter(({ row, running }) => row.state === 'waiting' && !running)
    for (const other of others) await other.halt(() => other.adopt(copy))
  }

  changed(download: Download, state: boolean): void {
    const { queueing, events } = this.#options
    const { row } = download
    if (state && download.takeEnd()) this.#reportEnd(download)
    // Emitted again after rating. A failure that is retried does not count as an end.
    if (state && (row.state === 'done' || (row.state === 'failed' && queueing.queue.of(row.id).retryAt === null)))
      events.emit('ended', row)
    events.emit('change', { state, id: row.id })
  }

  #reportEnd(download: Download): void {
    const { queueing, events } = this.#options
    const { runner } = queueing
    const { id, peer, name, size, path, state, problem } = download.row
    if (state === 'done') events.emit('downloadDone', { id, peer, name, size, path })
    const retried = state === 'failed' && runner.failed(download)
    events.emit('ended', download.row)
    runner.schedule()
    if (state === 'failed' && !retried)
      events.emit('downloadFailed', { id, peer, name, code: problem?.code ?? 'INTERNAL' })
  }
}
