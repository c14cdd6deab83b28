import { join } from 'node:path'
import type { ErrorCode } from '../../base/errors.ts'
import { CHUNK_BYTES } from '../../domain/merkle.ts'
import type { SourceView, TransferOutcome, TransferRow, TransferSource } from '../ports.ts'
import * as problems from '../problems.ts'
import { RateMeter } from '../rate-meter.ts'
import { ChunkMap } from '../storage/chunk-map.ts'
import type { PickMode } from './chunk-picker.ts'
import { copyToPart, type FinishedCopy } from './copies.ts'
import { deletePart, folderOf } from './folder.ts'
import type { DownloadHost } from './host.ts'
import type { DownloadListener } from './listener.ts'
import { DownloadRun, type ChunkOrder, type RunDownload } from './run.ts'
import { Sources } from './sources/sources.ts'

/** Problems of a download folder, which another one does not have. */
const OF_THE_FOLDER = new Set<ErrorCode>(['FOLDER_MISSING', 'READ_ONLY', 'NO_SPACE', 'FILE_TOO_LARGE', 'DISK_ERROR'])

/** One download: its row, its sources, and the run that fetches it. */
export class Download implements RunDownload {
  readonly row: TransferRow
  readonly meter: RateMeter
  readonly sources = new Sources()
  readonly order: ChunkOrder = { mode: 'rarest', urgent: { from: 0, to: 0 } }
  /** The current run, which holds a slot and open files. */
  running: Promise<void> | null = null
  readonly #host: DownloadHost
  readonly #listener: DownloadListener
  /** The current or last run. */
  #run: DownloadRun | null = null
  #storedMap: ChunkMap | null = null
  #wasEnded: boolean
  /** All chunks are stored: it can end without a source. */
  #whole: boolean
  /** Number of running `halt` calls; no run begins before they have set the state. */
  #halting = 0

  constructor(row: TransferRow, host: DownloadHost, listener: DownloadListener) {
    this.row = row
    this.#host = host
    this.#listener = listener
    this.#wasEnded = row.state === 'done' || row.state === 'failed'
    this.#whole = row.size > 0 && row.moved === row.size
    const now = host.clock.now()
    this.meter = new RateMeter(now)
    const { peer, rated, due } = row
    const stored = host.storage.transfers.sources(row.id)
    const first = stored.find((one) => one.peer === peer) ?? { peer, bytes: 0, rated, due }
    for (const one of [first, ...stored.filter((other) => other.peer !== peer)]) this.sources.add(one, now)
  }

  /** True if it is waiting and could run now: all of it is there, or a usable source is connected. */
  get willing(): boolean {
    const now = this.#host.clock.now()
    return (
      this.running === null &&
      this.#halting === 0 &&
      this.row.state === 'waiting' &&
      (this.#whole || this.sources.some((source) => source.free(now) && this.#host.network.links.has(source.peer)))
    )
  }

  /** True while it is waiting, active or being verified. */
  get unfinished(): boolean {
    return this.row.state === 'waiting' || this.row.state === 'active' || this.row.state === 'verifying'
  }

  /** True while no connected source has a missing chunk; the run continues once one has. */
  get starved(): boolean {
    return this.#run?.swarm?.starved ?? false
  }

  /** True while a run needs its slot: not while starved, nor while an ended run awaits its last receipts. */
  get moving(): boolean {
    const { state } = this.row
    return this.running !== null && !this.starved && state !== 'done' && state !== 'failed' && state !== 'paused'
  }

  /** True if any source is connected. */
  get online(): boolean {
    return this.sources.some(({ peer }) => this.#host.network.links.has(peer))
  }

  /** Adds a peer that holds the content; it joins the current run. */
  addSource(peer: string): void {
    if (this.sources.get(peer)) return
    const source = this.sources.add({ peer, bytes: 0, rated: null, due: null }, this.#host.clock.now())
    this.#host.storage.transfers.saveSource(this.row.id, source.row())
    this.connectSources()
  }

  /** Removes a source, except the one that the download began with. */
  removeSource(peer: string): void {
    const source = this.sources.get(peer)
    if (!source || peer === this.row.peer) return
    this.sources.remove(peer)
    this.#host.storage.transfers.removeSource(this.row.id, peer)
    // What it delivered is rated at the end of its session, or now if there is none.
    if (source.session) return source.session.stop()
    const served = source.takeServed()
    if (served) this.rate(served)
  }

  /** True if it has a usable source other than this peer. */
  hasOther(peer: string): boolean {
    return this.sources.some((source) => source.peer !== peer && source.dropped === null)
  }

  /** Stops using this source in this attempt, for the given reason; undone by `unblock`. */
  block(peer: string, problem: TransferRow['problem']): void {
    const source = this.sources.get(peer)
    if (!source) return
    source.dropped = 'paused'
    source.problem = problem
    source.session?.stop()
  }

  unblock(peer: string): void {
    this.sources.get(peer)?.comeBack()
    this.connectSources()
  }

  /** All sources, the one asked first before the others. */
  sourceViews(): SourceView[] {
    const now = this.#host.clock.now()
    const picker = this.#run?.swarm?.picker
    return [...this.sources].map((source) =>
      source.view(now, this.#host.network.links.has(source.peer), picker?.held(source.number) ?? 0),
    )
  }

  /** Its chunks of 1 MiB. Before the first run since the start, only those known to be flushed count. */
  pieces(): { count: number; has(chunk: number): boolean; asked(chunk: number): boolean } {
    const { size, id } = this.row
    const map = this.#run?.map ?? (this.#storedMap ??= ChunkMap.safe(size, this.#host.storage.transfers.chunks(id)))
    const picker = this.#run?.swarm?.picker
    return { count: map.count, has: (chunk) => map.has(chunk), asked: (chunk) => picker?.asked(chunk) ?? false }
  }

  /** Path of its data: the part file, or the finished file. */
  get place(): string {
    return this.row.path === '' || this.row.state !== 'done' ? join(folderOf(this.row), this.row.part) : this.row.path
  }

  /** Fetches chunks in order from now on (for previews), or the rarest first. */
  setMode(mode: PickMode): void {
    this.order.mode = mode
    const picker = this.#run?.swarm?.picker
    if (picker) picker.mode = mode
  }

  /** Fetches these bytes before all others; an empty range clears the priority. */
  prioritise(from: number, to: number): void {
    this.order.urgent = { from: Math.floor(from / CHUNK_BYTES), to: Math.ceil(to / CHUNK_BYTES) }
    this.#run?.swarm?.picker.prioritise(this.order.urgent.from, this.order.urgent.to)
    this.fill()
  }

  /** Its verified chunks as a source of uploads; null unless it is running and its chunk hashes are known. */
  asSource(): TransferSource | null {
    return this.#run?.incomplete?.source ?? null
  }

  /** Requests more chunks; call when the rate limit allows it. */
  fill(): void {
    this.#run?.swarm?.fill()
  }

  /** Call when a source has connected, or is usable again. */
  connectSources(): void {
    this.#run?.swarm?.connectSources()
  }

  /** Fetches the missing chunks; never rejects. */
  run(): Promise<void> {
    const run = new DownloadRun(this.#host, this)
    this.#run = run
    this.#whole = false
    this.running = run
      .start()
      .catch((error: unknown) => {
        if (!run.stopped) this.#diskFailed(error)
      })
      .finally(() => {
        this.running = null
        this.changed(true)
      })
    return this.running
  }

  /** Stops the run and waits until its files are closed. The next run begins only after `settle` has set the state. */
  async halt(settle: () => Promise<void> | void = () => {}): Promise<void> {
    this.#halting++
    this.#run?.stop()
    try {
      await this.running
      await settle()
    } finally {
      this.#halting--
    }
  }

  /** Begins a new attempt; `rateAgain`: after a failure. `automatic`: sources that lied are not asked again. */
  renew({ rateAgain, automatic }: { rateAgain: boolean; automatic: boolean }): void {
    for (const source of this.sources) if (!automatic || !source.final) source.renew(rateAgain)
    if (rateAgain) this.row.rated = null
  }

  /** Ends all retry delays; call after sleep or a change of network. */
  wake(): void {
    for (const source of this.sources) source.wake()
    this.connectSources()
  }

  /** Starts over in another folder if the current one was the problem. */
  moveTo(folder: string): void {
    const { row } = this
    if (folder === row.folder || !row.problem || !OF_THE_FOLDER.has(row.problem.code)) return
    void this.discard()
    this.#host.storage.transfers.clearChunks(row.id)
    this.set({ folder, moved: 0, path: '', inode: 0 })
  }

  shareCopy(copy: FinishedCopy): Promise<void> {
    return this.#listener.finished(this, copy)
  }

  /** Takes over a finished copy of its content while it is halted; errors of the disk show when it runs. */
  async adopt(copy: FinishedCopy): Promise<void> {
    this.#whole = await copyToPart(this.row, copy, this.#host.storage).catch(() => false)
    if (this.#whole) this.set({ moved: this.row.size })
  }

  /** Deletes the part file. */
  async discard(): Promise<void> {
    await deletePart(this.row)
  }

  /** Rates what sources delivered in sessions that broke off. */
  settleUp(): void {
    for (const source of this.sources) {
      const outcome = source.takeServed()
      if (!outcome) continue
      this.#host.storage.transfers.saveSource(this.row.id, source.row())
      this.rate(outcome)
    }
  }

  /** Outcomes left unrated by a crash (JSON, see outcome-codec.ts). */
  dues(): string[] {
    return [...this.sources].flatMap(({ due }) => (due === null ? [] : [due]))
  }

  rate(outcome: TransferOutcome): void {
    this.#listener.rate(this, outcome)
  }

  /** The outcome of a source was rated with `score`; null: it will not be rated. */
  rated(peer: string, score: number | null): void {
    const source = this.sources.get(peer)
    if (!source) return
    source.due = null
    source.rated = score ?? source.rated
    const shown = peer === this.row.peer ? score : (this.row.rated ?? score)
    this.set({ due: null, ...(shown !== null && { rated: shown }) })
    // Last: after a crash in between, the stored outcome is reported again, which restores the row's score.
    this.#host.storage.transfers.saveSource(this.row.id, source.row())
  }

  /** True once per end of the download, done or failed. */
  takeEnd(): boolean {
    const { state } = this.row
    const ended = state === 'done' || state === 'failed'
    const isNew = ended && !this.#wasEnded
    this.#wasEnded = ended
    return isNew
  }

  set(changes: Partial<TransferRow>): void {
    Object.assign(this.row, changes)
    this.#host.storage.transfers.save(this.row)
    this.changed(true)
  }

  changed(state: boolean): void {
    this.#listener.changed(this, state)
  }

  /** The database may be on the same disk: then the problem is kept in memory and stored with the next change. */
  #diskFailed(error: unknown): void {
    try {
      this.set({ state: 'paused', problem: problems.diskProblem(error, this.row.folder) })
    } catch (worse) {
      this.row.problem = problems.diskProblem(worse, this.row.folder)
    }
  }
}
