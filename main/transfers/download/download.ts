import { unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fromHex } from '../../base/hex.ts'
import { ChunkMap } from '../storage/chunk-map.ts'
import { ChunkPicker, type PickMode } from './chunk-picker.ts'
import { endOf } from './end.ts'
import { folderOf, makeFolder, wasMoved } from './folder.ts'
import type { DownloadHost } from './host.ts'
import { Source } from './source.ts'
import { Swarm, type SwarmEnd } from './swarm.ts'
import { encodeOutcome } from './outcome-codec.ts'
import { PartFile } from '../storage/part-file.ts'
import { IncompleteFile } from '../storage/incomplete-file.ts'
import type { ChunkSegment, SourceView, TransferRow, TransferSource } from '../ports.ts'
import * as problems from '../problems.ts'
import { RateMeter } from '../rate-meter.ts'
import { lackOfRoom, monitorDownload } from './download-monitor.ts'

/** One download: its row, its partial file, its sources, and the run that feeds it. */
export class Download {
  row: TransferRow
  readonly meter: RateMeter
  /** A run is under way: it holds a slot, its files are open. */
  running: Promise<void> | null = null
  readonly #host: DownloadHost
  readonly #sources = new Map<string, Source>()
  #numbers = 0
  #stop: AbortController | null = null
  #swarm: Swarm | null = null
  #map: ChunkMap | null = null
  #picker: ChunkPicker | null = null
  #partial: IncompleteFile | null = null
  #mode: PickMode = 'rarest'
  #urgent = { from: 0, to: 0 }
  #wasEnded: boolean
  /** Being halted: nothing begins it again before its state is set. */
  #halting = 0

  constructor(row: TransferRow, host: DownloadHost) {
    this.row = row
    this.#wasEnded = row.state === 'done' || row.state === 'failed'
    this.#host = host
    this.meter = new RateMeter(host.clock.now())
    const kept = host.store.sources(row.id)
    const first = kept.find(({ peer }) => peer === row.peer) ?? {
      peer: row.peer,
      bytes: 0,
      rated: row.rated,
      due: row.due,
    }
    for (const source of [first, ...kept.filter(({ peer }) => peer !== row.peer)]) this.#put(source)
  }

  /** True if it wants to go on, and could now: somebody who may be asked is connected. */
  get willing(): boolean {
    const now = this.#host.clock.now()
    return (
      this.running === null &&
      this.#halting === 0 &&
      this.row.state === 'waiting' &&
      [...this.#sources.values()].some((source) => source.free(now) && this.#host.link(source.peer) !== undefined)
    )
  }

  /** True while it waits, runs or is checked. */
  get unfinished(): boolean {
    return this.row.state === 'waiting' || this.row.state === 'active' || this.row.state === 'verifying'
  }

  /** True while no source that is here has what is missing; it goes on by itself. */
  get starved(): boolean {
    return this.#swarm?.starved ?? false
  }

  /**
   * True while a run needs its slot: not for the receipts of one that has ended, nor while its sources have nothing.
   */
  get moving(): boolean {
    const { state } = this.row
    return this.running !== null && !this.starved && state !== 'done' && state !== 'failed' && state !== 'paused'
  }

  /** True if any source is connected. */
  get online(): boolean {
    return [...this.#sources.keys()].some((peer) => this.#host.link(peer) !== undefined)
  }

  /** Another peer that holds the content; it joins in the middle of a run, too. */
  addSource(peer: string): void {
    if (this.#sources.has(peer)) return
    const source = this.#put({ peer, bytes: 0, rated: null, due: null })
    this.#host.store.saveSource(this.row.id, source.row())
    this.#swarm?.poke()
  }

  /** This peer is asked no more. */
  removeSource(peer: string): void {
    const source = this.#sources.get(peer)
    if (!source || peer === this.row.peer) return
    this.#sources.delete(peer)
    this.#host.store.removeSource(this.row.id, peer)
    // what it served is rated: by the end of its session, or now if there is none
    if (source.session) return source.session.stop()
    const served = source.takeServed()
    if (served) this.#host.ended(this, served)
  }

  /** True if this peer is among the sources. */
  has(peer: string): boolean {
    return this.#sources.has(peer)
  }

  /** True if it has another source than this peer that may be asked. */
  hasOther(peer: string): boolean {
    return [...this.#sources.values()].some((source) => source.peer !== peer && source.dropped === null)
  }

  /** True if it has sources and all of them are such peers. */
  all(such: (peer: string) => boolean): boolean {
    return this.#sources.size > 0 && [...this.#sources.keys()].every(such)
  }

  /** Asks this peer no more in this attempt, and says why; `unblock`, also when it connects anew, takes that back. */
  block(peer: string, problem: TransferRow['problem']): void {
    const source = this.#sources.get(peer)
    if (!source) return
    source.dropped = 'paused'
    source.problem = problem
    source.session?.stop()
  }

  unblock(peer: string): void {
    this.#sources.get(peer)?.comeBack()
    this.#swarm?.poke()
  }

  /** Every peer that this download takes from or could, the one first asked before the others. */
  sources(): SourceView[] {
    const now = this.#host.clock.now()
    return [...this.#sources.values()].map((source) =>
      source.view(now, this.#host.link(source.peer) !== undefined, this.#picker?.held(source.number) ?? 0),
    )
  }

  /**
   * The chunks of 1 MiB: how many, which are there, which are asked for. Before the first run since the start: those
   * that are safe on the disk.
   */
  pieces(): { count: number; has(chunk: number): boolean; asked(chunk: number): boolean } {
    const map = (this.#map ??= keptMap(this.row.size, this.#host.store.chunks(this.row.id)))
    return { count: map.count, has: (chunk) => map.has(chunk), asked: (chunk) => this.#picker?.asked(chunk) ?? false }
  }

  /** Where its bytes lie: the partial file, or the finished one. */
  get place(): string {
    return this.row.path === '' || this.row.state !== 'done' ? join(folderOf(this.row), this.row.part) : this.row.path
  }

  /** Chunks in order from now on (previews), or the rarest first. */
  setMode(mode: PickMode): void {
    this.#mode = mode
    if (this.#picker) this.#picker.mode = mode
  }

  /** These bytes go before all else: who looks at them waits for them. An empty range ends that. */
  prioritise(from: number, to: number): void {
    this.#urgent = { from: Math.floor(from / 2 ** 20), to: Math.ceil(to / 2 ** 20) }
    this.#picker?.prioritise(this.#urgent.from, this.#urgent.to)
    this.fill()
  }

  /**
   * What is verified of it so far, for uploads and previews; null while no run is under way or nothing is known of it.
   */
  partial(): IncompleteFile | null {
    return this.#partial
  }

  /** The same as a source of uploads. */
  asSource(): TransferSource | null {
    return this.#partial?.source ?? null
  }

  /** A peer has connected, or the rate allows more. */
  fill(): void {
    this.#swarm?.fill()
  }

  poke(): void {
    this.#swarm?.poke()
  }

  /** Fetches what is missing; never rejects. */
  run(): Promise<void> {
    const stop = new AbortController()
    this.#stop = stop
    this.running = this.#run(stop.signal)
      .catch((error: unknown) => {
        if (!stop.signal.aborted) this.#broken(error)
      })
      .finally(() => {
        this.running = null
        this.#host.changed(this, true)
      })
    return this.running
  }

  /**
   * Stops a run and waits until its files are closed; the state is the caller's to set, in `settle`: after that it may
   * begin again.
   */
  async halt(settle: () => void = () => {}): Promise<void> {
    this.#halting++
    this.#stop?.abort()
    this.#swarm?.stop()
    try {
      await this.running
      settle()
    } finally {
      this.#halting--
    }
  }

  /**
   * A new attempt: everybody may be asked again, of whom that makes sense if it comes `byItself`; after a failure
   * (`anew`) also rated again.
   */
  renew(anew: boolean, byItself: boolean): void {
    for (const source of this.#sources.values()) if (!byItself || !source.final) source.renew(anew)
    if (anew) this.row.rated = null
  }

  /** After sleep, or on another network: whoever was busy or silent may be asked at once, whoever lied not. */
  wake(): void {
    for (const source of this.#sources.values()) source.wake()
    this.poke()
  }

  /** Deletes the partial file. */
  async discard(): Promise<void> {
    await unlink(join(folderOf(this.row), this.row.part)).catch(() => {})
  }

  /** Nothing more is asked for: what sources served in sessions that they ended themselves is rated. */
  settleUp(): void {
    for (const source of this.#sources.values()) {
      const outcome = source.takeServed()
      if (!outcome) continue
      this.#host.store.saveSource(this.row.id, source.row())
      this.#host.ended(this, outcome)
    }
  }

  /** Outcomes that a crash left unrated (JSON, see outcome-codec.ts). */
  dues(): string[] {
    return [...this.#sources.values()].flatMap(({ due }) => (due === null ? [] : [due]))
  }

  /** The outcome of a source is rated with `score`; null: it was not rated, nor will be. */
  rated(peer: string, score: number | null): void {
    const source = this.#sources.get(peer)
    if (!source) return
    source.due = null
    source.rated = score ?? source.rated
    this.#host.store.saveSource(this.row.id, source.row())
    const shown = peer === this.row.peer ? score : (this.row.rated ?? score)
    this.set({ due: null, ...(shown !== null && { rated: shown }) })
  }

  /** True once each time the download has come to its end, done or failed. */
  settled(): boolean {
    const { state } = this.row
    const ended = state === 'done' || state === 'failed'
    const news = ended && !this.#wasEnded
    this.#wasEnded = ended
    return news
  }

  /** Changes the row, keeps it, tells the list. */
  set(changes: Partial<TransferRow>): void {
    Object.assign(this.row, changes)
    this.#host.store.save(this.row)
    this.#host.changed(this, true)
  }

  #put(row: { peer: string; bytes: number; rated: number | null; due: string | null }): Source {
    const source = new Source(row, this.#numbers++, this.#host.clock.now())
    this.#sources.set(row.peer, source)
    return source
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { store, files, clock } = this.#host
    const { row } = this
    if (await wasMoved(row)) {
      await this.discard()
      return this.#done()
    }
    await makeFolder(row)
    const layer = store.layer(row.id)
    const map = new ChunkMap(row.size, store.chunks(row.id))
    this.#map = map
    const part = new PartFile(join(folderOf(this.row), row.part), map, files, (moved, segments) =>
      store.saveChunks(row.id, moved, segments),
    )
    const lack = await lackOfRoom(row, map, files)
    if (lack) return this.set({ state: 'paused', problem: lack })
    if (map.doubtful().length > 0) this.set({ state: 'verifying' })
    let end: SwarmEnd
    let swarm: Swarm | null = null
    try {
      await part.open(fromHex(row.root), layer, signal)
      signal.throwIfAborted()
      this.row.moved = map.bytes
      if (layer && map.whole) end = { kind: 'whole' }
      else {
        const stopLooking = monitorDownload({ row, map, part, files, clock, swarm: () => this.#swarm })
        try {
          swarm = this.#begin(map, part, layer, signal)
          swarm.poke()
          end = await swarm.ended
          await swarm.settled()
        } finally {
          this.#swarm = null
          stopLooking()
        }
      }
      // the receipts come back while the file is being closed; rated they are when the list shows how it ended
      try {
        if (end.kind === 'whole') await this.#finish(part)
        else await part.close()
        this.#after(end)
      } finally {
        await this.#rate(swarm)
      }
    } finally {
      this.#partial?.end()
      this.#partial = null
      this.#picker = null
      await part.close()
      this.row.moved = this.row.state === 'done' ? row.size : map.bytes
      this.meter.add(0, clock.now())
    }
  }

  #begin(map: ChunkMap, part: PartFile, layer: Uint8Array | null, signal: AbortSignal): Swarm {
    const { store, clock } = this.#host
    const { row } = this
    const kept = new Set<number>()
    const picker = new ChunkPicker({ count: map.count, has: (chunk) => map.has(chunk) || kept.has(chunk) }, () =>
      this.#host.random(),
    )
    picker.mode = this.#mode
    picker.prioritise(this.#urgent.from, this.#urgent.to)
    this.#picker = picker
    if (layer) this.#partial = new IncompleteFile(part.path, row.size, layer, map)
    const swarm = new Swarm(
      {
        row,
        host: this.#host,
        map,
        picker,
        layer,
        signal,
        sources: this.#sources,
        onLayer: (found) => {
          store.saveLayer(row.id, found)
          this.#partial = new IncompleteFile(part.path, row.size, found, map)
        },
        write: async (chunk, bytes, source) => {
          await part.write(chunk, [bytes])
          const now = clock.now()
          row.moved = map.bytes
          source.bytes += bytes.byteLength
          source.meter.add(bytes.byteLength, now)
          this.meter.add(bytes.byteLength, now)
          this.#partial?.added(chunk)
          this.#host.received(source.peer, bytes.byteLength)
          this.#host.changed(this, false)
        },
        save: (source) => store.saveSource(row.id, source.row()),
        // while every source lets us wait, the list says so
        changed: () => this.#host.changed(this, true),
      },
      kept,
    )
    this.#swarm = swarm
    this.set({ state: 'active', problem: null })
    return swarm
  }

  /** Hands over what is to be rated; the sources remember it until that is done. */
  async #rate(swarm: Swarm | null): Promise<void> {
    if (!swarm) return
    for (const outcome of await Promise.all(swarm.outcomes)) {
      const source = this.#sources.get(outcome.peer)
      if (source) {
        source.due = encodeOutcome(outcome)
        this.#host.store.saveSource(this.row.id, source.row())
      }
      this.#host.ended(this, outcome)
    }
    if (this.row.state === 'done' || this.row.state === 'failed') this.settleUp()
    for (const source of this.#sources.values())
      if (source.bytes > 0) this.#host.store.saveSource(this.row.id, source.row())
  }

  async #finish(part: PartFile): Promise<void> {
    this.set({ state: 'verifying' })
    const path = await part.finish(this.row.name, (intended, inode) => this.set({ path: intended, inode }))
    this.#done(path)
  }

  #done(path = this.row.path): void {
    this.set({ state: 'done', problem: null, path, moved: this.row.size, ended: this.#host.clock.now() })
    this.#host.store.clearChunks(this.row.id)
  }

  /** My disk failed, and maybe the database on it: then the row says so, and the next change records it. */
  #broken(error: unknown): void {
    try {
      this.set({ state: 'paused', problem: problems.diskProblem(error, this.row.folder) })
    } catch (worse) {
      this.row.problem = problems.diskProblem(worse, this.row.folder)
    }
  }

  #after(end: SwarmEnd): void {
    const means = endOf(end, [...this.#sources.values()], this.row.folder)
    if (means) this.set({ ...means, ...(means.state === 'failed' && { ended: this.#host.clock.now() }) })
  }
}

function keptMap(size: number, stored: ChunkSegment[]): ChunkMap {
  const map = new ChunkMap(size, stored)
  for (const chunk of map.doubtful()) map.lost(chunk)
  return map
}
