import { Emitter } from '../base/emitter.ts'
import { messageOf } from '../base/errors.ts'
import type { Priority, Transfer, TransferDetails } from '../contract/transfers.ts'
import type { TransferQueue } from '../contract/views/transfer-views.ts'
import type { ContentView } from '../domain/content-view.ts'
import type { Channel } from '../protocol/channel.ts'
import type { TransferMessages } from '../protocol/transfer.ts'
import { transferParts, type TransferServices } from './parts.ts'
import { PeerLink } from './peer-link.ts'
import * as problems from './problems.ts'
import { queueView } from './queue/view.ts'
import type { DownloadWish, FolderWish, TransferEvents, TransfersOptions } from './transfers-options.ts'
import { previewOf } from './views/preview.ts'

const TICK_MS = 1000

/** All downloads and uploads of this node. They are stored, and active downloads continue after a restart. */
export class Transfers {
  readonly events = new Emitter<TransferEvents>()
  readonly #options: TransfersOptions
  readonly #parts: TransferServices
  #offOpen = (): void => {}
  #cancelTick = (): void => {}

  constructor(options: TransfersOptions) {
    this.#options = options
    this.#parts = transferParts(options, this.events)
  }

  /** Continues downloads of the last run, rates outcomes that were not rated yet, and serves peers that connect. */
  start(): void {
    this.#parts.downloads.start()
    this.#offOpen = this.#options.network.hub.onOpen((channel) => this.#opened(channel))
    this.#tick()
  }

  /** Stops everything; active downloads continue at the next start. */
  async close(): Promise<void> {
    this.#offOpen()
    this.#cancelTick()
    this.#parts.downLimit.close()
    this.#parts.scheduler.close()
    this.#parts.discovery.close()
    await this.#parts.downloads.close()
    this.#parts.uploads.close()
    await this.#parts.hasher.close()
    this.#parts.tally.flush()
    this.#parts.keepAwake.update(false)
  }

  /** Adds a download; returns its id. See DownloadRequests. */
  download(wish: DownloadWish): string {
    return this.#parts.requests.download(wish)
  }

  /** Adds the files of a folder; returns the group and the ids. See DownloadRequests. */
  downloadGroup(wish: FolderWish): { group: string; ids: string[] } {
    return this.#parts.requests.downloadFolder(wish)
  }

  pause(id: string): Promise<void> {
    return this.#parts.downloads.pause(id)
  }

  /** Restarts a paused or failed download. Throws NOT_FOUND, or EXCLUDED if its only source is excluded. */
  resume(id: string): void {
    const download = this.#parts.downloads.get(id)
    const { state, peer } = download.row
    if (state !== 'paused' && state !== 'failed') return
    if (this.#parts.exclusions.excludes(peer) && !download.hasOther(peer)) throw problems.excludedError(peer)
    this.#parts.queue.change(id, { attempts: 0, retryAt: null })
    this.#parts.downloads.restart(download, { automatic: false })
  }

  /** Ends all retry delays; call after sleep or a change of network. */
  wake(): void {
    this.#parts.downloads.wake()
  }

  /** Removes a source from a download, except the one that it began with. */
  removeSource(id: string, peer: string): void {
    this.#parts.downloads.get(id).removeSource(peer)
  }

  setPriority(ids: readonly string[], priority: Priority): void {
    this.#parts.queue.together(() =>
      ids.forEach((id) => this.#parts.list.has(id) && this.#parts.queue.change(id, { priority })),
    )
    this.#reordered()
  }

  /** Moves downloads in the queue. Throws NOT_FOUND if there is no download `anchor`. */
  move(ids: readonly string[], where: 'before' | 'after' | 'first' | 'last', anchor?: string): void {
    if (where === 'before' || where === 'after') this.#parts.downloads.get(anchor ?? '')
    this.#parts.queue.move(ids, where, anchor)
    this.#reordered()
  }

  /** The user excludes this peer from now on. */
  exclude(peer: string): void {
    this.#parts.exclusions.exclude(peer)
  }

  /** This peer excludes this node, for the given reason. */
  shutOut(peer: string, reason: string): void {
    this.#parts.exclusions.shutOut(peer, reason)
  }

  /** The user no longer excludes this peer: downloads from it continue. */
  readmit(peer: string): void {
    this.#parts.exclusions.readmit(peer, 'you')
  }

  /** Removes a line, and its finished file if `withFile`. If that cannot be deleted, throws and keeps the line. */
  async remove(id: string, withFile = false): Promise<void> {
    if (!this.#parts.uploads.remove(id)) await this.#parts.downloads.remove(id, withFile)
  }

  /** Removes ended lines, failed downloads only if `failed`, but none to be retried. Returns their number. */
  async clearFinished({
    direction,
    failed = false,
  }: {
    direction?: 'down' | 'up' | undefined
    failed?: boolean | undefined
  }): Promise<number> {
    const ended = this.list().filter(
      (line) =>
        (direction === undefined || line.direction === direction) &&
        (line.state === 'done' ||
          (line.state === 'failed' && (failed || line.direction === 'up') && line.retryAt === null)),
    )
    for (const { id } of ended) await this.remove(id)
    return ended.length
  }

  /** All lines, newest first. */
  list(): Transfer[] {
    return this.#parts.view.lines()
  }

  /** Details of one transfer; null if it is not in the list. */
  details(id: string): TransferDetails | null {
    return this.#parts.view.details(id)
  }

  /** The content of a download, even while it is incomplete; null if there is none. */
  preview(id: string): ContentView | null {
    return previewOf(() => this.#parts.list.get(id), this.events)
  }

  /** True while a transfer with this peer is active or waiting. */
  isBusyWith(peer: string): boolean {
    const { uploads, list } = this.#parts
    const downloads = [...list.values()].filter(({ row }) => row.peer === peer)
    return uploads.isServing(peer) || downloads.some(({ row }) => row.state === 'active' || row.state === 'waiting')
  }

  /** State of the queues in both directions. */
  queueView(): TransferQueue {
    return queueView({
      lines: this.list(),
      slots: this.#parts.limits.rules.transferSlots,
      limits: this.#parts.limits.active(),
      awake: this.#parts.keepAwake.on,
      scheduler: this.#parts.scheduler,
      badge: this.#options.trust.badge,
    })
  }

  /** True while a transfer channel to the peer is open. */
  connected(peer: string): boolean {
    return this.#parts.links.has(peer)
  }

  /** Bytes a second in both directions. */
  rates(): { downloadRate: number; uploadRate: number } {
    return this.#parts.view.rates()
  }

  #reordered(): void {
    this.events.emit('change', { state: true })
    this.#parts.runner.schedule()
  }

  #opened(channel: Channel<TransferMessages>): void {
    const { peer } = channel
    const reject = (reason: string): void => this.#options.network.connections.disconnect(peer, `transfer: ${reason}`)
    const link = new PeerLink({ channel, host: this.#parts.uploadHost, reject })
    this.#parts.links.set(peer, link)
    channel.onClose(() => {
      if (this.#parts.links.get(peer) === link) this.#parts.links.delete(peer)
      this.events.emit('change', { state: true })
    })
    this.events.emit('change', { state: true })
    for (const download of this.#parts.list.values()) download.connectSources()
    // A peer that opens a channel no longer excludes this node.
    this.#parts.exclusions.readmit(peer, 'peer')
  }

  /** Runs every second. A failing database (full disk) must not stop it. */
  #tick(): void {
    this.#cancelTick = this.#options.clock.after(TICK_MS, () => this.#tick())
    try {
      this.#refresh()
    } catch (error) {
      this.#options.log(`transfers: ${messageOf(error)}`)
    }
  }

  #refresh(): void {
    this.#parts.exclusions.explainWaiting()
    this.#parts.downloads.retryDue()
    this.#parts.runner.schedule()
    this.#parts.scheduler.endTurns()
    this.#parts.scheduler.announcePlaces()
    this.#parts.discovery.refresh()
    this.#parts.tally.flush()
    const moving =
      this.#parts.scheduler.slots.used > 0 || [...this.#parts.list.values()].some((download) => download.moving)
    this.#parts.keepAwake.update(moving && this.#parts.limits.rules.keepAwake)
    // Displayed rates decay.
    const { downloadRate, uploadRate } = this.rates()
    if (downloadRate + uploadRate > 0) this.events.emit('change', { state: false })
  }
}
