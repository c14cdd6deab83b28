import { randomBytes } from 'node:crypto'
import type { Channel, ChannelHub } from '../base/channel.ts'
import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import { HyobanError } from '../base/errors.ts'
import type { Random } from '../base/random.ts'
import type { Problem } from '../contract/base.ts'
import type { Transfer } from '../contract/transfers.ts'
import { ChunkDesk } from './chunk-desk.ts'
import { Download, type DownloadHost } from './download.ts'
import { diskFiles } from './file-layer.ts'
import { MAX_SIZE, PART_BYTES, type Refusal, type TransferMessages } from './messages.ts'
import { decodeOutcome } from './outcome-codec.ts'
import { PeerLink } from './peer-link.ts'
import type { BadgeOf, FileLayer, ReceiptMaker, SourceBook, TransferOutcome, TransferRow, TransferStore } from './ports.ts'
import * as problems from './problems.ts'
import { safeFolder, safeName } from './safe-name.ts'
import { UploadList } from './upload-list.ts'

/** Downloads that move at a time, in all and from one peer; the others wait. */
const MAX_ACTIVE = 8
const MAX_ACTIVE_PER_PEER = 4
const TICK_MS = 1000

export interface TransfersOptions {
  hub: ChannelHub<TransferMessages>
  store: TransferStore
  sources: SourceBook
  receipts: ReceiptMaker
  /** Writes the rating of an attempt that ended; returns the score given, or null if none was. */
  rate(outcome: TransferOutcome): Promise<number | null>
  /** Who may be served; see Behaviour in node.ts. */
  behaviour: { serves(request: { peer: string; root: string; uploads: number; now: number }): boolean }
  /** Who is not served at all ('excluded') or not now ('newcomer', 'busy'), null: who is; asked again while an upload goes on. Left out: everybody is served. */
  policy?(peer: string): Refusal | null
  /** Peers that nobody here knows yet share half of the upload slots. */
  isNew?(peer: string): boolean
  /** Why a peer excludes me, as far as it said; null if it does not. */
  shutOutBy?(peer: string): string | null
  badge: BadgeOf
  /** Ends the connection to a peer; the overlay's own. */
  disconnect(peer: string, reason: string): void
  downloadFolder(): string
  clock: Clock
  random: Random
  log(line: string): void
  /** Another length of the parts that are signed for, for tests. */
  partBytes?: number
  /** Another file system, for tests. */
  files?: FileLayer
}

export interface TransferEvents extends Record<string, unknown> {
  /** The list changed; `state`: more than progress. */
  change: { state: boolean }
  downloadDone: { id: string; peer: string; name: string; size: number; path: string }
  downloadFailed: { id: string; peer: string; name: string; code: string }
  uploadDone: { peer: string; root: string; name: string; bytes: number }
  uploadRefused: { peer: string; root: string; reason: string }
  /** Bytes that moved between me and a peer, about once a second while they move. */
  exchanged: { peer: string; given: number; received: number }
}

/** All downloads and uploads of this node. Rows are kept in the store; those that were moving go on after a restart. */
export class Transfers {
  readonly events = new Emitter<TransferEvents>()
  readonly #o: TransfersOptions
  readonly #links = new Map<string, PeerLink>()
  readonly #downloads = new Map<string, Download>()
  readonly #uploads: UploadList
  readonly #host: DownloadHost
  readonly #desk = new ChunkDesk()
  #offOpen = (): void => {}
  #cancelTick = (): void => {}
  #closed = false
  #rating = new Set<Promise<void>>()
  /** Bytes exchanged and not told yet, by peer. */
  readonly #exchanged = new Map<string, { given: number; received: number }>()

  constructor(options: TransfersOptions) {
    this.#o = options
    const { store, receipts, clock, files = diskFiles } = options
    this.#host = {
      store, files, receipts, clock, desk: this.#desk,
      random: () => options.random.next(),
      // not from the seeded source: a nonce must not be guessed or repeated
      nonce: () => randomBytes(32).toString('hex'),
      partBytes: options.partBytes ?? PART_BYTES,
      link: (peer) => this.#links.get(peer),
      changed: (download, state) => this.#changed(download, state),
      received: (peer, bytes) => this.#exchange(peer, 0, bytes),
      ended: (download, outcome) => this.#rate(download, outcome),
    }
    const rows = store.all()
    for (const row of rows) if (row.direction === 'down') this.#downloads.set(row.id, new Download(row, this.#host))
    this.#uploads = new UploadList({ store, clock, rows: rows.filter((row) => row.direction === 'up'), behaviour: options.behaviour, policy: (peer) => options.policy?.(peer) ?? null, isNew: (peer) => options.isNew?.(peer) ?? false, events: this.events, given: (peer, bytes) => this.#exchange(peer, bytes, 0), newId: () => this.#newId() })
  }

  /** Goes on with what was moving when the node stopped, rates what was not rated yet, and serves whoever connects. */
  start(): void {
    for (const download of this.#downloads.values()) {
      const { row } = download
      for (const due of download.dues()) this.#rateAgain(download, due)
      const letInAgain = row.problem?.code === 'EXCLUDED' && row.problem.details.by === 'you' && !this.#excludes(row.peer)
      if (row.state === 'active' || row.state === 'verifying' || (row.state === 'paused' && letInAgain)) download.set({ state: 'waiting', problem: null })
    }
    this.#offOpen = this.#o.hub.onOpen((channel) => this.#opened(channel))
    this.#tick()
  }

  /** Stops everything in order; downloads that were moving go on at the next start. */
  async close(): Promise<void> {
    this.#closed = true
    this.#offOpen()
    this.#cancelTick()
    await Promise.all([...this.#downloads.values()].map((download) => download.halt()))
    await Promise.all(this.#rating)
    this.#uploads.close()
    await this.#desk.close()
    this.#tellExchanged()
  }

  /**
   * Asks `peer` for a content; returns the id of the line. What is being fetched already gets `peer` as a further source.
   * `target`: the folder below the download folder, parts divided by '/'. Throws BAD_INPUT for a size that nobody can serve. */
  download({ root, name, size, peer, target = '' }: { root: string; name: string; size: number; peer: string; target?: string }): string {
    if (!Number.isSafeInteger(size) || size < 0 || size > MAX_SIZE) throw new HyobanError('BAD_INPUT', `A file of ${size} bytes cannot be downloaded.`, 'The largest size is 1 TiB.', { size })
    if (this.#excludes(peer)) throw excludedError()
    for (const download of this.#downloads.values()) {
      const { row } = download
      if (row.root !== root || (row.state !== 'waiting' && row.state !== 'active' && row.state !== 'verifying')) continue
      download.addSource(peer)
      this.#schedule()
      return row.id
    }
    const id = this.#newId()
    const safe = safeName(name)
    const row: TransferRow = {
      id, direction: 'down', root, name: safe, size, peer, folder: this.#o.downloadFolder(), part: `${safe}.${id.slice(0, 8)}.part`,
      path: '', inode: 0, moved: 0, state: 'waiting', problem: null, started: this.#o.clock.now(), ended: null, rated: null, due: null, target: safeFolder(target),
    }
    const download = new Download(row, this.#host)
    this.#downloads.set(id, download)
    download.set({})
    this.#schedule()
    return id
  }

  async pause(id: string): Promise<void> {
    const download = this.#known(id)
    await download.halt()
    if (download.row.state === 'waiting' || download.row.state === 'active' || download.row.state === 'verifying') download.set({ state: 'paused', problem: null })
  }

  resume(id: string): void {
    const download = this.#known(id)
    if (download.row.state !== 'paused' && download.row.state !== 'failed') return
    if (this.#excludes(download.row.peer)) throw excludedError()
    this.#moveToFolder(download)
    // after a failure it is a new attempt, and may be rated anew
    download.renew(download.row.state === 'failed')
    download.set({ state: 'waiting', problem: null, ended: null })
    this.#schedule()
  }

  /** I exclude this peer from now on: nothing is fetched from it, nothing given to it. */
  exclude(peer: string): void {
    this.#links.get(peer)?.refuseUploads('excluded')
    this.#suspend(peer, problems.excludedByYou())
  }

  /** This peer excludes me, and said why. */
  shutOut(peer: string, reason: string): void {
    this.#suspend(peer, problems.excludedByPeer(reason))
  }

  /** I let this peer in again: what I wanted from it goes on. */
  readmit(peer: string): void {
    this.#goOn(peer, 'you')
  }

  #excludes(peer: string): boolean {
    return this.#o.policy?.(peer) === 'excluded'
  }

  #suspend(peer: string, problem: Problem): void {
    for (const download of this.#downloads.values()) {
      const { row } = download
      if (download.has(peer) && (row.peer !== peer || download.hasOther(peer))) {
        download.block(peer, problem)
        continue
      }
      if (row.peer !== peer || (row.state !== 'waiting' && row.state !== 'active' && row.state !== 'verifying')) continue
      void download.halt().then(() => {
        if (row.state === 'waiting' || row.state === 'active' || row.state === 'verifying') download.set({ state: 'paused', problem })
        // let in again while it came to rest
        if (problem.details.by === 'you' && !this.#excludes(peer)) this.readmit(peer)
      })
    }
  }

  /** Downloads that stood still because one of us excluded the other. */
  #goOn(peer: string, by: 'you' | 'peer'): void {
    for (const download of this.#downloads.values()) {
      const { row } = download
      download.unblock(peer)
      if (row.peer === peer && row.state === 'paused' && row.problem?.code === 'EXCLUDED' && row.problem.details.by === by) download.set({ state: 'waiting', problem: null })
    }
    this.#schedule()
  }

  async remove(id: string): Promise<void> {
    if (this.#uploads.remove(id)) return
    const download = this.#known(id)
    await download.halt()
    this.#downloads.delete(id)
    if (download.row.state !== 'done') await download.discard()
    this.#o.store.remove(id)
    this.events.emit('change', { state: true })
  }

  /** Everything, newest first. */
  list(): Transfer[] {
    const now = this.#o.clock.now()
    const badges = new Map<string, Transfer['peer']>()
    const view = (row: TransferRow, rate: number): Transfer => {
      let peer = badges.get(row.peer)
      if (!peer) badges.set(row.peer, (peer = this.#o.badge(row.peer)))
      const { id, direction, root, name, size, moved, state, problem, started, ended, rated } = row
      const path = state === 'done' ? row.path : ''
      return { id, direction, root, name, size, moved, state, problem, rate, peer, peerOnline: this.#links.has(row.peer), started, ended, path, rated, priority: 'normal', place: null, retryAt: null, attempts: 0, queued: null, group: null, folder: '', sources: 1 }
    }
    const list = this.#uploads.list().map(({ row, meter }) => view(row, row.state === 'active' && meter ? meter.read(now) : 0))
    for (const { row, meter } of this.#downloads.values()) list.push(view(row, row.state === 'active' ? meter.read(now) : 0))
    return list.sort((a, b) => b.started - a.started || (a.id < b.id ? -1 : 1))
  }

  /** True while a peer speaks the transfer protocol with us. */
  connected(peer: string): boolean {
    return this.#links.has(peer)
  }

  /** Bytes a second, for the status line. */
  rates(): { downloadRate: number; uploadRate: number } {
    const now = this.#o.clock.now()
    let downloadRate = 0
    for (const { row, meter } of this.#downloads.values()) if (row.state === 'active') downloadRate += meter.read(now)
    return { downloadRate, uploadRate: this.#uploads.rate(now) }
  }

  #opened(channel: Channel<TransferMessages>): void {
    const { sources, receipts, clock, files = diskFiles } = this.#o
    const link = new PeerLink({ channel, sources: this.#book(sources), files, receipts, clock, events: this.#uploads, partBytes: this.#o.partBytes ?? PART_BYTES, reject: (reason) => this.#o.disconnect(channel.peer, `transfer: ${reason}`) })
    this.#links.set(channel.peer, link)
    channel.onClose(() => {
      if (this.#links.get(channel.peer) === link) this.#links.delete(channel.peer)
      this.events.emit('change', { state: true })
    })
    this.events.emit('change', { state: true })
    for (const download of this.#downloads.values()) download.poke()
    // who talks to me does not exclude me (any more)
    this.#goOn(channel.peer, 'peer')
  }

  /** What I share, and what I have verified of what is still coming. */
  #book(shared: SourceBook): SourceBook {
    return {
      source: async (root) => {
        const whole = await shared.source(root)
        if (whole) return whole
        for (const download of this.#downloads.values()) {
          const partial = download.row.root === root ? download.asSource() : null
          if (partial) return partial
        }
        return null
      },
    }
  }

  #schedule(): void {
    if (this.#closed) return
    const active = new Map<string, number>()
    let total = 0
    for (const { running, row } of this.#downloads.values()) {
      if (!running) continue
      total++
      active.set(row.peer, (active.get(row.peer) ?? 0) + 1)
    }
    for (const download of this.#downloads.values()) {
      if (total >= MAX_ACTIVE) return
      const { peer } = download.row
      if (!download.willing || (active.get(peer) ?? 0) >= MAX_ACTIVE_PER_PEER) continue
      total++
      active.set(peer, (active.get(peer) ?? 0) + 1)
      void download.run().then(() => this.#schedule())
    }
  }

  /** Once a second: providers that were busy are asked again, speeds sink on the screen, waiting lines say why. */
  #tick(): void {
    for (const download of this.#downloads.values()) {
      const { row } = download
      if (row.state !== 'waiting' || download.running || download.online) continue
      const reason = this.#o.shutOutBy?.(row.peer) ?? null
      if (reason !== null) download.set({ state: 'paused', problem: problems.excludedByPeer(reason) })
      else if (!row.problem) download.lost()
    }
    this.#schedule()
    this.#tellExchanged()
    const { downloadRate, uploadRate } = this.rates()
    if (downloadRate + uploadRate > 0) this.events.emit('change', { state: false })
    this.#cancelTick = this.#o.clock.after(TICK_MS, () => this.#tick())
  }

  #exchange(peer: string, given: number, received: number): void {
    const sum = this.#exchanged.get(peer)
    if (!sum) return void this.#exchanged.set(peer, { given, received })
    sum.given += given
    sum.received += received
  }

  #tellExchanged(): void {
    for (const [peer, sum] of this.#exchanged) this.events.emit('exchanged', { peer, ...sum })
    this.#exchanged.clear()
  }

  #changed(download: Download, state: boolean): void {
    const { row } = download
    if (state && download.settled()) {
      if (row.state === 'done') this.events.emit('downloadDone', { id: row.id, peer: row.peer, name: row.name, size: row.size, path: row.path })
      if (row.state === 'failed') this.events.emit('downloadFailed', { id: row.id, peer: row.peer, name: row.name, code: row.problem?.code ?? 'INTERNAL' })
    }
    this.events.emit('change', { state })
  }

  #rate(download: Download, outcome: TransferOutcome): void {
    const task = this.#o.rate(outcome).then(
      (score) => {
        if (this.#downloads.get(download.row.id) === download) download.rated(outcome.peer, score)
      },
      (error: unknown) => this.#o.log(`rating not written: ${error instanceof Error ? error.message : String(error)}`),
    )
    this.#rating.add(task)
    void task.finally(() => this.#rating.delete(task))
  }

  #rateAgain(download: Download, due: string): void {
    try {
      this.#rate(download, decodeOutcome(due))
    } catch (error) {
      this.#o.log(error instanceof Error ? error.message : String(error))
      download.rated(download.row.peer, null)
    }
  }

  /** A download whose folder was the problem begins anew in the folder that the user has chosen since. */
  #moveToFolder(download: Download): void {
    const { row } = download
    const folder = this.#o.downloadFolder()
    const code = row.problem?.code
    if (folder === row.folder || (code !== 'FOLDER_MISSING' && code !== 'READ_ONLY' && code !== 'NO_SPACE')) return
    void download.discard()
    this.#o.store.clearChunks(row.id)
    download.set({ folder, moved: 0, path: '', inode: 0 })
  }

  #known(id: string): Download {
    const download = this.#downloads.get(id)
    if (!download) throw new HyobanError('NOT_FOUND', 'This transfer is not in the list any more.', '', { id })
    return download
  }

  #newId(): string {
    const word = (): string => this.#o.random.int(2 ** 32).toString(16).padStart(8, '0')
    for (;;) {
      const id = word() + word()
      if (!this.#downloads.has(id)) return id
    }
  }
}

function excludedError(): HyobanError {
  return new HyobanError('EXCLUDED', 'You exclude this peer.', 'Let it in again on its page, or download from another peer.', { by: 'you' })
}
