import { randomBytes } from 'node:crypto'
import type { Channel } from '../protocol/channel.ts'
import type { ContentView } from '../domain/content-view.ts'
import { Emitter } from '../base/emitter.ts'
import { HyobanError, messageOf } from '../base/errors.ts'
import type { Priority, Transfer } from '../contract/transfers.ts'
import type { PieceMap, TransferQueue, TransferSourceView } from '../contract/views/transfer-views.ts'
import { ChunkHasher } from './storage/chunk-hasher.ts'
import { clean } from './clean.ts'
import { DownLimit } from './download/down-limit.ts'
import { ExchangeTally } from './exchange-tally.ts'
import { Download } from './download/download.ts'
import { deleteFile, moveToFolder } from './download/folder.ts'
import type { DownloadHost } from './download/host.ts'
import { diskFiles } from './storage/file-system.ts'
import { withIncomplete } from './upload/incomplete-sources.ts'
import { PeerLink } from './peer-link.ts'
import type { BadgeOf, TransferRow } from './ports.ts'
import { previewOf } from './views/preview.ts'
import * as problems from './problems.ts'
import { DownloadQueue, noStore } from './queue/queue.ts'
import { QueueRunner } from './queue/runner.ts'
import { RatingTasks } from './download/rating-tasks.ts'
import { CurrentLimits, DEFAULT_RULES, type TransferRules } from './queue/rules.ts'
import { readmitPeer, sayWhyTheyWait, suspendPeer } from './download/exclusion-policy.ts'
import type { DownloadWish, TransferEvents, TransfersOptions } from './transfers-options.ts'
import { safeFolder, safeName } from '../domain/safe-name.ts'
import { downloadLine, pieceMap, sourceLines, uploadLine } from './views/transfer-lines.ts'
import { UploadScheduler } from './upload/upload-scheduler.ts'
import { SourceDiscovery } from './download/source-discovery.ts'
import { UploadList } from './upload/list.ts'
import { queueView } from './queue/view.ts'
import type { TransferMessages } from '../protocol/transfer.ts'
import { RECEIPT_INTERVAL_BYTES } from './receipt-interval.ts'
import { MAX_FILE_BYTES } from '../domain/content.ts'

/** Other sources that a new download begins with. */
const MAX_SOURCES = 32
const TICK_MS = 1000

/** All downloads and uploads of this node. Rows are kept in the store; those that were moving go on after a restart. */
export class Transfers {
  readonly events = new Emitter<TransferEvents>()
  readonly #o: TransfersOptions
  readonly #links = new Map<string, PeerLink>()
  readonly #downloads = new Map<string, Download>()
  readonly #uploads: UploadList
  readonly #host: DownloadHost
  readonly #desk = new ChunkHasher()
  #offOpen = (): void => {}
  #cancelTick = (): void => {}
  readonly #queue: DownloadQueue
  readonly #runner: QueueRunner
  readonly #rating: RatingTasks
  readonly #seats: UploadScheduler
  readonly #scout: SourceDiscovery
  readonly #limits: CurrentLimits
  readonly #downLimit: DownLimit
  #awake = false
  readonly #tally = new ExchangeTally((sum) => this.events.emit('exchanged', sum))

  constructor(options: TransfersOptions) {
    this.#o = options
    const { store, receipts, clock, random, files = diskFiles } = options
    const rules = (): TransferRules => options.rules?.() ?? DEFAULT_RULES
    this.#limits = new CurrentLimits(rules, () => clock.now())
    this.#rating = new RatingTasks((outcome) => options.rate(outcome), options.log)
    this.#queue = new DownloadQueue(options.queue ?? noStore)
    this.#runner = new QueueRunner({
      queue: this.#queue,
      downloads: this.#downloads,
      rules,
      clock,
      random,
      retry: (download) => this.#again(download, true),
    })
    this.#downLimit = new DownLimit({
      clock,
      rate: () => this.#limits.get().down,
      peerRate: () => rules().transferLimits.peerDown,
      grown: () => this.#downloads.forEach((download) => download.fill()),
    })
    this.#scout = new SourceDiscovery({
      downloads: () => this.#downloads.values(),
      holders: options.holders?.bind(options),
      finder: options.finder,
      excludes: (peer) => this.#excludes(peer),
      clock,
    })
    this.#seats = new UploadScheduler({
      clock,
      random,
      rules: {
        slots: () => rules().transferSlots.uploads,
        rate: () => this.#limits.get().up,
        peerRate: () => rules().transferLimits.peerUp,
        friendsFirst: () => rules().friendsFirst,
        claim: (peer) => options.claim?.(peer) ?? { received: 0, u: null, newcomer: true, friend: false },
      },
    })
    this.#host = {
      store,
      files,
      receipts,
      clock,
      desk: this.#desk,
      random: () => options.random.next(),
      // not from the seeded source: a nonce must not be guessed or repeated
      nonce: () => randomBytes(32).toString('hex'),
      receiptIntervalBytes: options.receiptIntervalBytes ?? RECEIPT_INTERVAL_BYTES,
      link: (peer) => this.#links.get(peer),
      changed: (download, state) => this.#changed(download, state),
      allowed: (peer) => this.#downLimit.allowed(peer),
      asked: (peer, chunks) => this.#downLimit.asked(peer, chunks),
      received: (peer, bytes) => {
        this.#downLimit.came(peer, bytes)
        this.#tally.add(peer, 0, bytes)
      },
      ended: (download, outcome) =>
        this.#rating.rate(download, outcome, () => this.#downloads.get(download.row.id) === download),
    }
    const rows = store.all()
    for (const row of rows) if (row.direction === 'down') this.#downloads.set(row.id, new Download(row, this.#host))
    this.#uploads = new UploadList({
      store,
      clock,
      rows: rows.filter((row) => row.direction === 'up'),
      behaviour: options.behaviour,
      desk: this.#seats,
      policy: (peer) => options.policy?.(peer) ?? null,
      isNew: (peer) => options.isNew?.(peer) ?? false,
      events: this.events,
      given: (peer, bytes) => this.#tally.add(peer, bytes, 0),
      newId: () => this.#newId(),
    })
  }

  /** Goes on with what was moving when the node stopped, rates what was not rated yet, and serves whoever connects. */
  start(): void {
    for (const download of this.#downloads.values()) {
      const { row } = download
      for (const due of download.dues())
        this.#rating.again(download, due, () => this.#downloads.get(row.id) === download)
      const letInAgain =
        row.problem?.code === 'EXCLUDED' &&
        row.problem.details.by === 'you' &&
        !this.#excludes(String(row.problem.details.peer ?? row.peer))
      if (row.state === 'active' || row.state === 'verifying' || (row.state === 'paused' && letInAgain))
        download.set({ state: 'waiting', problem: null })
    }
    this.#offOpen = this.#o.hub.onOpen((channel) => this.#opened(channel))
    this.#tick()
  }

  /** Stops everything in order; downloads that were moving go on at the next start. */
  async close(): Promise<void> {
    this.#offOpen()
    this.#cancelTick()
    this.#runner.stop()
    for (const part of [this.#downLimit, this.#seats, this.#scout]) part.close()
    await Promise.all([...this.#downloads.values()].map((download) => download.halt()))
    await this.#rating.settled()
    this.#uploads.close()
    await this.#desk.close()
    this.#tally.tell()
    if (this.#awake) this.#o.keepAwake?.(false)
  }

  /**
   * Asks for a content; returns the id of the line. What is being fetched already gets the peers as further sources.
   * Without `peer` the
   * first to be asked is picked among all known. `target`: the folder below the download folder, parts divided by '/'.
   * Throws BAD_INPUT for
   * a size that nobody can serve, NOT_FOUND if nobody is known to have it, EXCLUDED.
   */
  download({ root, name, size, peer, peers = [], target = '', paused = false, ...manner }: DownloadWish): string {
    if (!Number.isSafeInteger(size) || size < 0 || size > MAX_FILE_BYTES)
      throw new HyobanError('BAD_INPUT', `A file of ${size} bytes cannot be downloaded.`, {
        hint: 'The largest size is 1 TiB.',
        details: { size },
      })
    if (peer !== undefined && this.#excludes(peer)) throw problems.excludedError(peer)
    const known = [...new Set([...peers, ...(peer === undefined ? (this.#o.holders?.(root) ?? []) : [])])].filter(
      (one) => !this.#excludes(one),
    )
    const first = peer ?? this.#pick(known)
    if (first === undefined)
      throw new HyobanError('NOT_FOUND', 'Nobody who is known has this file.', {
        hint: 'Search for it, and try again when somebody who has it is here.',
        details: { root },
      })
    const others = known.filter((one) => one !== first).slice(0, MAX_SOURCES)
    for (const download of this.#downloads.values()) {
      const { row } = download
      if (row.root !== root || !download.unfinished) continue
      for (const one of [first, ...others]) download.addSource(one)
      this.#runner.schedule()
      return row.id
    }
    const id = this.#newId()
    const safe = safeName(name)
    const row: TransferRow = {
      id,
      direction: 'down',
      root,
      name: safe,
      size,
      peer: first,
      folder: this.#o.downloadFolder(safe, root, [first, ...others]),
      part: `${safe}.${id.slice(0, 8)}.part`,
      path: '',
      inode: 0,
      moved: 0,
      state: paused ? 'paused' : 'waiting',
      problem: null,
      started: this.#o.clock.now(),
      ended: null,
      rated: null,
      due: null,
      target: safeFolder(target),
    }
    const download = new Download(row, this.#host)
    this.#queue.add({ id, ...clean(manner) })
    this.#downloads.set(id, download)
    download.set({})
    for (const one of others) download.addSource(one)
    this.#runner.schedule()
    return id
  }

  /**
   * A folder: its files keep their tree below a folder `name`. Files that nobody is known to have are left out. Returns
   * the group and the lines.
   */
  downloadGroup({
    name,
    files,
    ...manner
  }: {
    name: string
    files: (Omit<DownloadWish, 'name'> & { path: string })[]
    paused?: boolean | undefined
    priority?: Priority | undefined
  }): { group: string; ids: string[] } {
    const group = this.#newId()
    const top = safeName(name)
    const ids = this.#queue.together(() =>
      files.flatMap(({ path, ...file }) => {
        const parts = path.split('/').filter((part) => part !== '')
        const subfolder = safeFolder(parts.slice(0, -1).join('/'))
        try {
          return [
            this.download({
              ...file,
              ...clean(manner),
              name: parts.at(-1) ?? 'file',
              target: subfolder === '' ? top : `${top}/${subfolder}`,
              group,
              groupName: top,
              subfolder,
            }),
          ]
        } catch (error) {
          if (error instanceof HyobanError && (error.code === 'NOT_FOUND' || error.code === 'EXCLUDED')) return []
          throw error
        }
      }),
    )
    if (ids.length === 0)
      throw new HyobanError('NOT_FOUND', 'Nobody who is known has a file of this folder.', {
        hint: 'Try again when somebody who has it is here.',
      })
    return { group, ids }
  }

  async pause(id: string): Promise<void> {
    const download = this.#known(id)
    await download.halt(() => {
      if (!this.#downloads.has(id)) return
      const { retryAt } = this.#queue.of(id)
      if (retryAt !== null) this.#queue.change(id, { retryAt: null })
      if ((download.row.state === 'failed' && retryAt !== null) || download.unfinished)
        download.set({ state: 'paused', problem: null })
    })
  }

  resume(id: string): void {
    const download = this.#known(id)
    if (download.row.state !== 'paused' && download.row.state !== 'failed') return
    if (this.#excludes(download.row.peer) && !download.hasOther(download.row.peer))
      throw problems.excludedError(download.row.peer)
    this.#queue.change(id, { attempts: 0, retryAt: null })
    this.#again(download)
  }

  /** After sleep, or on another network: nothing waits for its time any more. */
  wake(): void {
    this.#runner.retryDue(true)
    for (const download of this.#downloads.values()) download.wake()
    this.#runner.schedule()
  }

  /** This peer is asked no more for this download; the one it was begun with stays. */
  removeSource(id: string, peer: string): void {
    this.#known(id).removeSource(peer)
  }

  setPriority(ids: readonly string[], priority: Priority): void {
    this.#queue.together(() => ids.forEach((id) => this.#downloads.has(id) && this.#queue.change(id, { priority })))
    this.#reordered()
  }

  /** Throws NOT_FOUND if the line to move beside is gone. */
  move(ids: readonly string[], where: 'before' | 'after' | 'first' | 'last', anchor?: string): void {
    if (where === 'before' || where === 'after') this.#known(anchor ?? '')
    this.#queue.move(ids, where, anchor)
    this.#reordered()
  }

  #reordered(): void {
    this.events.emit('change', { state: true })
    this.#runner.schedule()
  }

  #again(download: Download, byItself = false): void {
    moveToFolder(
      download,
      this.#o.downloadFolder(
        download.row.name,
        download.row.root,
        download.sources().map(({ peer }) => peer),
      ),
      this.#o.store,
    )
    // after a failure it is a new attempt, and may be rated anew
    download.renew(download.row.state === 'failed', byItself)
    download.set({ state: 'waiting', problem: null, ended: null })
    this.#runner.schedule()
  }

  /** I exclude this peer from now on: nothing is fetched from it, nothing given to it. */
  exclude(peer: string): void {
    this.#links.get(peer)?.refuseUploads('excluded')
    suspendPeer(
      this.#downloads.values(),
      peer,
      problems.excludedByYou(peer),
      () => this.#excludes(peer),
      () => this.readmit(peer),
    )
  }

  /** This peer excludes me, and said why. */
  shutOut(peer: string, reason: string): void {
    suspendPeer(
      this.#downloads.values(),
      peer,
      problems.excludedByPeer(reason),
      () => true,
      () => {},
    )
  }

  /** I let this peer in again: what I wanted from it goes on. */
  readmit(peer: string): void {
    readmitPeer(this.#downloads.values(), peer, 'you')
    this.#runner.schedule()
  }

  #excludes(peer: string): boolean {
    return this.#o.policy?.(peer) === 'excluded'
  }

  /**
   * Takes a line off the list; `withFile`: a finished file goes, too. Throws what the system says if that cannot be
   * deleted; the line stays then.
   */
  async remove(id: string, withFile = false): Promise<void> {
    if (this.#uploads.remove(id)) return
    const download = this.#known(id)
    const { row } = download
    // from here on nothing begins it again
    await download.halt(() => row.state !== 'done' && this.#downloads.delete(id))
    if (row.state === 'done' && withFile && row.path !== '') await deleteFile(row.path)
    download.settleUp()
    this.#downloads.delete(id)
    if (row.state !== 'done') await download.discard()
    this.#o.store.remove(id)
    this.#queue.remove(id)
    this.events.emit('change', { state: true })
  }

  /** Takes ended lines off the list; failed ones only if `failed`. Returns how many. */
  async clearFinished({
    direction,
    failed = false,
  }: {
    direction?: 'down' | 'up' | undefined
    failed?: boolean | undefined
  }): Promise<number> {
    const over = this.list().filter(
      (line) =>
        (direction === undefined || line.direction === direction) &&
        (line.state === 'done' ||
          (line.state === 'failed' && (failed || line.direction === 'up') && line.retryAt === null)),
    )
    for (const { id } of over) await this.remove(id)
    return over.length
  }

  /** Everything, newest first. */
  list(): Transfer[] {
    const now = this.#o.clock.now()
    const badges = new Map<string, Transfer['peer']>()
    const badge: BadgeOf = (key) => {
      const known = badges.get(key) ?? this.#o.badge(key)
      badges.set(key, known)
      return known
    }
    const online = (peer: string): boolean => this.#links.has(peer)
    const places = this.#runner.places()
    const list = this.#uploads
      .list()
      .map(({ row, meter }) =>
        uploadLine(row, row.state === 'active' && meter ? meter.read(now) : 0, badge(row.peer), online(row.peer)),
      )
    for (const [id, download] of this.#downloads)
      list.push(downloadLine(download, this.#queue.of(id), places.get(id) ?? null, now, badge, online))
    return list.sort((a, b) => b.started - a.started || (a.id < b.id ? -1 : 1))
  }

  /** One transfer closely; null if it is not in the list. */
  details(id: string): { transfer: Transfer; pieces: PieceMap | null; sources: TransferSourceView[] } | null {
    const transfer = this.list().find((line) => line.id === id)
    const download = this.#downloads.get(id)
    const { badge } = this.#o
    if (transfer && download)
      return {
        transfer,
        pieces: pieceMap(download),
        sources: sourceLines(download, badge, (peer) => this.#links.has(peer)),
      }
    if (!transfer) return null
    const { peer, peerOnline, moved, rate } = transfer
    return {
      transfer,
      pieces: null,
      sources: [
        {
          ...peer,
          online: peerOnline,
          state: transfer.state === 'active' ? 'active' : 'idle',
          problem: null,
          rate,
          bytes: moved,
          share: 1,
          queued: null,
        },
      ],
    }
  }

  /** A download to be looked at, also while it comes; null if there is none, or its bytes are not to be had. */
  preview(id: string): ContentView | null {
    return previewOf(() => this.#downloads.get(id), this.events)
  }

  /** True while a transfer with this peer moves or waits for its turn. */
  isBusyWith(peer: string): boolean {
    return this.list().some(
      (line) => line.peer.publicKey === peer && (line.state === 'active' || line.state === 'waiting'),
    )
  }

  /** The queue as a whole, both directions. */
  queueView(): TransferQueue {
    return queueView({
      lines: this.list(),
      slots: (this.#o.rules?.() ?? DEFAULT_RULES).transferSlots,
      limits: this.#limits.get(),
      awake: this.#awake,
      seats: this.#seats,
      badge: this.#o.badge,
    })
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
    const link = new PeerLink({
      channel,
      sources: withIncomplete(sources, this.#downloads),
      files,
      receipts,
      clock,
      events: this.#uploads,
      receiptIntervalBytes: this.#o.receiptIntervalBytes ?? RECEIPT_INTERVAL_BYTES,
      reject: (reason) => this.#o.disconnect(channel.peer, `transfer: ${reason}`),
    })
    this.#links.set(channel.peer, link)
    channel.onClose(() => {
      if (this.#links.get(channel.peer) === link) this.#links.delete(channel.peer)
      this.events.emit('change', { state: true })
    })
    this.events.emit('change', { state: true })
    for (const download of this.#downloads.values()) download.poke()
    // who talks to me does not exclude me (any more)
    readmitPeer(this.#downloads.values(), channel.peer, 'peer')
    this.#runner.schedule()
  }

  /** Once a second; a database that cannot be written to (a full disk) is no reason to end. */
  #tick(): void {
    this.#cancelTick = this.#o.clock.after(TICK_MS, () => this.#tick())
    try {
      this.#look()
    } catch (error) {
      this.#o.log(`transfers: ${messageOf(error)}`)
    }
  }

  /** Providers that were busy are asked again, speeds sink on the screen, waiting lines say why. */
  #look(): void {
    sayWhyTheyWait(
      this.#downloads.values(),
      (peer) => this.#o.shutOutBy?.(peer) ?? null,
      (peer) => this.#excludes(peer),
    )
    this.#runner.retryDue()
    this.#runner.schedule()
    this.#seats.look()
    this.#scout.look()
    this.#tally.tell()
    this.#stayAwake()
    const { downloadRate, uploadRate } = this.rates()
    if (downloadRate + uploadRate > 0) this.events.emit('change', { state: false })
  }

  /** The machine must not sleep while something moves, if the user wants that. */
  #stayAwake(): void {
    const { keepAwake } = this.#o.rules?.() ?? DEFAULT_RULES
    const awake =
      keepAwake && (this.#seats.slots.used > 0 || [...this.#downloads.values()].some(({ moving }) => moving))
    if (awake !== this.#awake) this.#o.keepAwake?.((this.#awake = awake))
  }

  #changed(download: Download, state: boolean): void {
    const { row } = download
    if (state && download.settled()) {
      if (row.state === 'done')
        this.events.emit('downloadDone', { id: row.id, peer: row.peer, name: row.name, size: row.size, path: row.path })
      const again = row.state === 'failed' && this.#runner.failed(download)
      this.events.emit('ended', row)
      this.#runner.schedule()
      if (row.state === 'failed' && !again)
        this.events.emit('downloadFailed', {
          id: row.id,
          peer: row.peer,
          name: row.name,
          code: row.problem?.code ?? 'INTERNAL',
        })
    }
    // again when its rating comes; a failure that is tried again is no end
    if (state && (row.state === 'done' || (row.state === 'failed' && this.#queue.of(row.id).retryAt === null)))
      this.events.emit('ended', row)
    this.events.emit('change', { state, id: row.id })
  }

  #pick(peers: string[]): string | undefined {
    const online = peers.filter((peer) => this.#links.has(peer))
    const list = online.length > 0 ? online : peers
    return list[Math.max(0, this.#o.pick?.(list) ?? 0)]
  }

  #known(id: string): Download {
    const download = this.#downloads.get(id)
    if (!download) throw new HyobanError('NOT_FOUND', 'This transfer is not in the list any more.', { details: { id } })
    return download
  }

  #newId(): string {
    const word = (): string =>
      this.#o.random
        .int(2 ** 32)
        .toString(16)
        .padStart(8, '0')
    for (;;) {
      const id = word() + word()
      if (!this.#downloads.has(id)) return id
    }
  }
}
