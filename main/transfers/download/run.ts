import { join } from 'node:path'
import { fromHex } from '../../base/hex.ts'
import type { TransferOutcome, TransferRow } from '../ports.ts'
import { ChunkMap } from '../storage/chunk-map.ts'
import { IncompleteFile } from '../storage/incomplete-file.ts'
import { PartFile } from '../storage/part-file.ts'
import type { PickMode } from './chunk-picker.ts'
import type { FinishedCopy } from './copies.ts'
import { diskTooSmall, monitorDownload } from './download-monitor.ts'
import { endOf } from './end.ts'
import { folderOf, makeFolder, wasMoved } from './folder.ts'
import type { DownloadHost } from './host.ts'
import { encodeOutcome } from './outcome-codec.ts'
import { Swarm, type SwarmDownload, type SwarmEnd } from './swarm.ts'

/** The order in which chunks are wanted: `urgent` ones (from..to-1) before all others. */
export interface ChunkOrder {
  mode: PickMode
  urgent: { from: number; to: number }
}

/** The download that a run belongs to. */
export interface RunDownload extends SwarmDownload {
  readonly order: ChunkOrder
  /** Changes the row, stores it and notifies the list. */
  set(changes: Partial<TransferRow>): void
  /** Has an outcome rated. */
  rate(outcome: TransferOutcome): void
  /** Rates what is left once the download has ended. */
  settleUp(): void
  /** Deletes the part file. */
  discard(): Promise<void>
  /** Makes the other files that are wanted of this content. */
  shareCopy(copy: FinishedCopy): Promise<void>
}

/**
 * One run of a download: opens and verifies the part file, lets the swarm fetch the missing chunks, then moves the file
 * to its place or sets the problem, and rates the sources.
 */
export class DownloadRun {
  /** Null until the part file is verified, and after the swarm has ended. */
  swarm: Swarm | null = null
  /** Verified chunks that uploads and previews may read; null before the swarm begins. */
  incomplete: IncompleteFile | null = null
  /** Null until it is loaded. */
  map: ChunkMap | null = null
  readonly #host: DownloadHost
  readonly #download: RunDownload
  readonly #stop = new AbortController()

  constructor(host: DownloadHost, download: RunDownload) {
    this.#host = host
    this.#download = download
  }

  get stopped(): boolean {
    return this.#stop.signal.aborted
  }

  stop(): void {
    this.#stop.abort()
    this.swarm?.stop()
  }

  /** Resolves when all files are closed. Throws errors of the disk. */
  async start(): Promise<void> {
    const { row } = this.#download
    if (await wasMoved(row)) {
      await this.#download.discard()
      this.#done(row.path)
      return this.#download.settleUp()
    }
    await makeFolder(row)
    const { transfers: store, files } = this.#host.storage
    const layer = store.layer(row.id)
    const map = (this.map = new ChunkMap(row.size, store.chunks(row.id)))
    const part = new PartFile(join(folderOf(row), row.part), map, files, (moved, segments) =>
      store.saveChunks(row.id, moved, segments),
    )
    const lack = await diskTooSmall(row, map, files)
    if (lack) return this.#download.set({ state: 'paused', problem: lack })
    if (map.doubtful().length > 0) this.#download.set({ state: 'verifying' })
    try {
      await this.#fetch(part, map, layer)
    } finally {
      this.incomplete = null
      await part.close()
      row.moved = row.state === 'done' ? row.size : map.bytes
      this.#download.meter.add(0, this.#host.clock.now())
    }
  }

  async #fetch(part: PartFile, map: ChunkMap, layer: Uint8Array | null): Promise<void> {
    const { row } = this.#download
    const { signal } = this.#stop
    await part.open(fromHex(row.root), layer, signal)
    signal.throwIfAborted()
    row.moved = map.bytes
    const swarm = layer && map.whole ? null : this.#begin(part, map, layer)
    const end: SwarmEnd = swarm ? await this.#runSwarm(swarm, part, map) : { kind: 'whole' }
    // The last receipts arrive while the file is being closed; they are rated after the list shows how it ended.
    try {
      if (end.kind === 'whole') await this.#finish(part)
      else await part.close()
      this.#settle(end)
    } finally {
      if (swarm) await this.#rate(swarm)
      else if (row.state === 'done') this.#download.settleUp()
    }
  }

  #begin(part: PartFile, map: ChunkMap, layer: Uint8Array | null): Swarm {
    const download = this.#download
    const incomplete = (this.incomplete = new IncompleteFile(part.path, map, layer))
    const swarm = new Swarm({ host: this.#host, download, map, part, incomplete, signal: this.#stop.signal })
    const { mode, urgent } = download.order
    swarm.picker.mode = mode
    swarm.picker.prioritise(urgent.from, urgent.to)
    this.swarm = swarm
    download.set({ state: 'active', problem: null })
    return swarm
  }

  async #runSwarm(swarm: Swarm, part: PartFile, map: ChunkMap): Promise<SwarmEnd> {
    const { storage, clock } = this.#host
    const { files } = storage
    const endMonitoring = monitorDownload({ row: this.#download.row, map, part, swarm, files, clock })
    try {
      swarm.connectSources()
      const end = await swarm.ended
      await swarm.settled()
      return end
    } finally {
      this.swarm = null
      endMonitoring()
    }
  }

  /** Has all outcomes rated; they stay stored until that is done. */
  async #rate(swarm: Swarm): Promise<void> {
    const download = this.#download
    const { row, sources } = download
    const { transfers: store } = this.#host.storage
    for (const outcome of await Promise.all(swarm.outcomes)) {
      const source = sources.get(outcome.peer)
      if (source) {
        source.due = encodeOutcome(outcome)
        store.saveSource(row.id, source.row())
      }
      download.rate(outcome)
    }
    if (row.state === 'done' || row.state === 'failed') download.settleUp()
    for (const source of sources) if (source.bytes > 0) store.saveSource(row.id, source.row())
  }

  async #finish(part: PartFile): Promise<void> {
    const download = this.#download
    download.set({ state: 'verifying' })
    this.#host.origins?.settle(download.row.root)
    const path = await part.finish(download.row.name, (path, inode) => download.set({ path, inode }))
    const layer = this.#host.storage.transfers.layer(download.row.id) ?? new Uint8Array(0)
    await download.shareCopy({ path, layer })
    this.#done(path)
  }

  #done(path: string): void {
    const { row } = this.#download
    this.#download.set({ state: 'done', problem: null, path, moved: row.size, ended: this.#host.clock.now() })
    this.#host.storage.transfers.clearChunks(row.id)
  }

  #settle(end: SwarmEnd): void {
    const { row, sources } = this.#download
    const means = endOf(end, [...sources], row.folder)
    if (means) this.#download.set({ ...means, ...(means.state === 'failed' && { ended: this.#host.clock.now() }) })
  }
}
