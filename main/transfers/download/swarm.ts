import { randomBytes } from 'node:crypto'
import type { QueuePlace } from '../../contract/views/transfer-views.ts'
import { CHUNK_BYTES } from '../../domain/merkle.ts'
import type { PeerLink } from '../peer-link.ts'
import type { TransferOutcome, TransferRow } from '../ports.ts'
import type { RateMeter } from '../rate-meter.ts'
import type { ChunkBuffer, ChunkHasher } from '../storage/chunk-hasher.ts'
import type { ChunkMap } from '../storage/chunk-map.ts'
import type { IncompleteFile } from '../storage/incomplete-file.ts'
import type { PartFile } from '../storage/part-file.ts'
import { ChunkPicker, type SourcePace } from './chunk-picker.ts'
import { ChunkWriter } from './chunk-writer.ts'
import type { DownloadHost } from './host.ts'
import { Outcomes } from './outcomes.ts'
import type { ChunkConsumer } from './session/session-types.ts'
import type { DownloadSource } from './sources/source.ts'
import type { Sources } from './sources/sources.ts'

/** Maximum number of open sessions. */
const MAX_ACTIVE_SOURCES = 16
/** Maximum number of chunks requested or being written, over all sources. */
const MAX_CHUNKS = 48
/** With more chunks than this being written, none is requested: a slow disk must not fill the memory. */
const MAX_WRITING = 4
/** Interval of checking for late chunks of other sources, in ms; a dead source sends no event. */
const CHECK_MS = 250

/** A session nonce must be neither predictable nor repeated. */
const NONCE_BYTES = 32

/** How a run ended: complete, stopped, no usable source ('dry'), or an error of the local disk. */
export type SwarmEnd = { kind: 'whole' | 'stopped' | 'dry' } | { kind: 'disk'; error: unknown }

/** The download that a swarm fetches chunks for. */
export interface SwarmDownload {
  readonly row: TransferRow
  readonly sources: Sources
  readonly meter: RateMeter
  /** Notifies the list; `state`: more than the progress changed. */
  changed(state: boolean): void
}

interface SwarmOptions {
  host: DownloadHost
  download: SwarmDownload
  map: ChunkMap
  part: PartFile
  incomplete: IncompleteFile
  signal: AbortSignal
}

/**
 * All sessions of one run of a download. Opens a session with each source, assigns chunks through the picker, writes
 * verified chunks to the part file, and ends when the file is complete or no source is left. The picker decides on
 * numbers only; sessions verify, the swarm writes, so that each chunk is buffered once between network and disk.
 */
export class Swarm implements ChunkConsumer {
  readonly ended: Promise<SwarmEnd>
  readonly picker: ChunkPicker
  readonly hasher: ChunkHasher
  readonly #options: SwarmOptions
  readonly #host: DownloadHost
  readonly #sources: Sources
  readonly #outcomes: Outcomes
  readonly #pace: SourcePace
  readonly #writer: ChunkWriter
  readonly #tasks = new Set<Promise<void>>()
  #end!: (end: SwarmEnd) => void
  #over = false
  #sessions = 0
  #starved = false
  #cancelCheck = (): void => {}

  constructor(options: SwarmOptions) {
    const { host, download, map, signal } = options
    this.#options = options
    this.#host = host
    this.#sources = download.sources
    this.hasher = host.storage.hasher
    this.#writer = new ChunkWriter(options)
    this.picker = new ChunkPicker({ count: map.count, has: (chunk) => this.#writer.has(chunk) }, () =>
      host.random.next(),
    )
    this.#outcomes = new Outcomes(host, download, signal)
    this.ended = new Promise((resolve) => (this.#end = resolve))
    this.#pace = {
      due: (number, chunk) => this.#sources.at(number).session?.due(chunk) ?? 0,
      next: (number) => this.#sources.at(number).session?.requests.next() ?? Infinity,
    }
    this.#scheduleCheck()
  }

  /** Outcomes to be rated; some await a signature. */
  get outcomes(): readonly Promise<TransferOutcome>[] {
    return this.#outcomes.pending
  }

  get layer(): Uint8Array | null {
    return this.#options.incomplete.layer
  }

  /** True while all connected sources have announced their chunks and none holds a missing one. */
  get starved(): boolean {
    return this.#starved
  }

  /** Opens a session with each connected source that may be asked now; ends the run if no session is open. */
  connectSources(): void {
    if (this.#over) return
    const now = this.#host.clock.now()
    for (const source of this.#sources) {
      if (this.#sessions >= MAX_ACTIVE_SOURCES) break
      const link = source.free(now) ? this.#host.network.links.get(source.peer) : undefined
      if (!link) continue
      const task = this.#session(source, link)
      this.#tasks.add(task)
      void task.finally(() => this.#tasks.delete(task))
    }
    this.fill()
    this.#requestLayer()
    this.updateStarvation()
    if (this.#sessions === 0) this.#finish({ kind: 'dry' })
  }

  /** Lets each session request as many chunks as it has room for. */
  fill(): void {
    for (const { session } of this.#sources) session?.fill()
  }

  stop(): void {
    this.#finish({ kind: 'stopped' })
  }

  /** The local disk failed, or is about to. */
  fail(error: unknown): void {
    this.#finish({ kind: 'disk', error })
  }

  /** Resolves when no chunk is being written. */
  settled(): Promise<void> {
    return this.#writer.settled()
  }

  layerVerified(layer: Uint8Array): void {
    const { incomplete, map, download } = this.#options
    if (!incomplete.layer) {
      incomplete.layer = layer
      this.#host.storage.transfers.saveLayer(download.row.id, layer)
    }
    if (map.whole) return this.#finish({ kind: 'whole' })
    this.fill()
    this.updateStarvation()
  }

  room(number: number): number {
    if (this.#options.map.whole || this.#writer.size > MAX_WRITING) return 0
    const { peer } = this.#sources.at(number)
    return Math.min(MAX_CHUNKS - this.#writer.size - this.#requested(), this.#host.network.limit.allowed(peer))
  }

  pick(number: number, max: number): { from: number; count: number } | null {
    const picked = this.#over ? null : this.picker.pick(number, max, this.#pace)
    if (picked) this.#host.network.limit.asked(this.#sources.at(number).peer, picked.count)
    return picked
  }

  async keep(number: number, chunk: number, buffer: ChunkBuffer, length: number): Promise<void> {
    const { map } = this.#options
    const { picker } = this
    picker.release(number, chunk)
    if (this.#over || this.#writer.has(chunk)) return this.hasher.give(buffer)
    const bytes = length === CHUNK_BYTES ? buffer.bytes : buffer.bytes.subarray(0, length)
    const written = this.#writer.write(this.#sources.at(number), chunk, bytes)
    for (const other of picker.done(chunk)) this.#sources.at(other).session?.drop(chunk)
    try {
      await written
    } catch (error) {
      picker.missing(chunk)
      this.fail(error)
    }
    this.hasher.give(buffer)
    if (map.whole) this.#finish({ kind: 'whole' })
    else this.updateStarvation()
  }

  queueChanged(number: number, place: QueuePlace | null): void {
    this.#sources.at(number).queued = place
    this.#requestLayer()
    this.#options.download.changed(true)
  }

  /** Recomputes `starved`. Sources that have not announced anything yet may still hold missing chunks. */
  updateStarvation(): void {
    const { map, download } = this.#options
    const starved = !this.#over && !map.whole && this.#writer.size === 0 && this.#sessionsAreUseless()
    if (starved === this.#starved) return
    this.#starved = starved
    download.changed(true)
  }

  #sessionsAreUseless(): boolean {
    let any = false
    for (const { session, number } of this.#sources) {
      if (!session) continue
      any = true
      if (!session.announcedChunks || !session.ready || session.busy || this.picker.useful(number)) return false
    }
    return any
  }

  /** One session with one source, from its opening until its final receipt is sent. */
  async #session(source: DownloadSource, link: PeerLink): Promise<void> {
    const { download } = this.#options
    const { row } = download
    const { clock, receipts, origins } = this.#host
    this.#sessions++
    origins?.came(row, source.peer, source.bytes)
    const session = link.session({
      request: {
        root: row.root,
        size: row.size,
        nonce: randomBytes(NONCE_BYTES).toString('hex'),
        requesterLogLength: receipts.maker.logLength(),
        layer: !this.#expectsLayer(clock.now()),
      },
      source: source.number,
      consumer: this,
      receipts,
      clock,
    })
    this.picker.add(source.number)
    source.session = session
    source.problem = null
    session.open()
    download.changed(true)
    const end = await session.ended
    origins?.came(row, source.peer, source.bytes)
    source.session = null
    source.queued = null
    const useless = session.announcedChunks && !this.picker.useful(source.number)
    this.picker.remove(source.number)
    this.#sessions--
    source.sessionEnded(end, clock.now(), useless)
    this.#outcomes.close({ source, session, link, end })
    download.changed(true)
    if (!this.#over) this.connectSources()
  }

  #scheduleCheck(): void {
    this.#cancelCheck = this.#host.clock.after(CHECK_MS, () => {
      this.fill()
      this.#requestLayer()
      this.updateStarvation()
      this.#scheduleCheck()
    })
  }

  #expectsLayer(now: number): boolean {
    return this.#sources.some(({ session }) => session?.expectsLayer(now) === true)
  }

  /** Chunk hashes are requested from one source; if they are late, another session restarts and requests them. */
  #requestLayer(): void {
    if (this.#over || this.layer || this.#expectsLayer(this.#host.clock.now())) return
    for (const { session } of this.#sources) if (session?.waitsForLayer) return session.stop()
  }

  #requested(): number {
    let sum = 0
    for (const { session } of this.#sources) sum += session?.requests.length ?? 0
    return sum
  }

  #finish(end: SwarmEnd): void {
    if (this.#over) return
    this.#over = true
    this.#cancelCheck()
    for (const { session } of this.#sources) {
      if (end.kind === 'whole') session?.complete()
      else session?.stop()
    }
    // Sessions close asynchronously, and outcomes are complete only after that.
    void Promise.all(this.#tasks).then(() => this.#end(end))
  }
}
