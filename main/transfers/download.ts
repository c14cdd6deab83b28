import { stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../base/clock.ts'
import { HyobanError, systemCode } from '../base/errors.ts'
import { fromHex } from '../base/hex.ts'
import { ChunkMap } from './chunk-map.ts'
import { STALL_MS, type DownloadSession, type SessionEnd } from './download-session.ts'
import type { PeerLink } from './peer-link.ts'
import { PartFile } from './part-file.ts'
import type { FileLayer, Outcome, ReceiptMaker, SourceView, TransferOutcome, TransferRow, TransferStore } from './ports.ts'
import * as problems from './problems.ts'
import { RateMeter } from './rate-meter.ts'

/** How long the provider may think about a receipt, in ms. */
const RECEIPT_MS = 5000
/** A busy provider is asked again after so many ms, and one that has given a newcomer its share. */
const BUSY_MS = 5000
const NEWCOMER_MS = 30_000
/** The record of written chunks is at most so old, in ms. */
const CHECKPOINT_MS = 250
/** Room left on the disk besides the file itself. */
const SPARE_BYTES = 1024 * 1024

/** What a download needs from the room around it. */
export interface DownloadHost {
  store: TransferStore
  files: FileLayer
  receipts: ReceiptMaker
  clock: Clock
  nonce(): string
  link(peer: string): PeerLink | undefined
  /** A receipt is due each time so many bytes have come. */
  partBytes: number
  /** The row changed; `state`: more than its progress. */
  changed(download: Download, state: boolean): void
  received(peer: string, bytes: number): void
  /** An attempt ended by the provider's doing: it is to be rated. */
  ended(download: Download, outcome: TransferOutcome): void
}

/** One download: its row, its partial file, and the session that feeds it. */
export class Download {
  row: TransferRow
  readonly meter: RateMeter
  /** A run is under way: it holds a slot, its files are open. */
  running: Promise<void> | null = null
  /** Not before this time (ms): the provider was busy. */
  notBefore = 0
  readonly #host: DownloadHost
  #stop: AbortController | null = null
  #session: DownloadSession | null = null
  readonly #others = new Set<string>()
  #wasEnded: boolean

  constructor(row: TransferRow, host: DownloadHost) {
    this.row = row
    this.#wasEnded = row.state === 'done' || row.state === 'failed'
    this.#host = host
    this.meter = new RateMeter(host.clock.now())
  }

  /** True if it wants to go on as soon as its peer is there and a slot is free. */
  get willing(): boolean {
    return this.running === null && this.row.state === 'waiting' && this.#host.clock.now() >= this.notBefore
  }

  /** Another peer that holds the content; it joins in the middle of a run, too. */
  addSource(peer: string): void {
    this.#others.add(peer)
  }

  /** This peer is asked no more. */
  removeSource(peer: string): void {
    this.#others.delete(peer)
  }

  /** Every peer that this download takes from or could, the one first asked before the others. */
  sources(): SourceView[] {
    const now = this.#host.clock.now()
    return [this.row.peer, ...this.#others].map((peer) => {
      const first = peer === this.row.peer
      const online = this.#host.link(peer) !== undefined
      return { peer, state: !online ? 'offline' : first && this.#session ? 'active' : 'idle', problem: null, bytes: first ? this.row.moved : 0, rate: first ? this.meter.read(now) : 0, chunks: 0, queued: null }
    })
  }

  /** Fetches what is missing; never rejects. */
  run(): Promise<void> {
    const stop = new AbortController()
    this.#stop = stop
    this.running = this.#run(stop.signal)
      .catch((error: unknown) => {
        if (!stop.signal.aborted) this.#set({ state: 'paused', problem: problems.diskProblem(error, this.row.folder) })
      })
      .finally(() => {
        this.running = null
        this.#host.changed(this, true)
      })
    return this.running
  }

  /** Stops a run and waits until its files are closed; the state is the caller's to set. */
  async halt(): Promise<void> {
    this.#stop?.abort()
    this.#session?.stop()
    await this.running
  }

  /** Deletes the partial file. */
  async discard(): Promise<void> {
    const { folder, part } = this.row
    await unlink(join(folder, part)).catch(() => {})
  }

  /** Says that it waits for its peer. */
  lost(): void {
    this.#set({ problem: problems.peerLeft() })
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
    this.#set(changes)
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { store, files, clock } = this.#host
    const { row } = this
    if (await this.#finishedBefore()) return
    await this.#checkFolder()
    const layer = store.layer(row.id)
    const map = new ChunkMap(row.size, store.chunks(row.id))
    const part = new PartFile(join(row.folder, row.part), map, files, (moved, segments) => store.saveChunks(row.id, moved, segments))
    const free = await files.freeSpace(row.folder)
    const needed = row.size - map.bytes
    // sparse chunks of a broken-off run count as missing: that is the safe side
    if (free < needed + (needed > 0 ? SPARE_BYTES : 0)) return this.#set({ state: 'paused', problem: problems.noSpace(row.folder, needed, free) })
    if (map.doubtful().length > 0) this.#set({ state: 'verifying' })
    try {
      await part.open(fromHex(row.root), layer, signal)
      signal.throwIfAborted()
      this.row.moved = map.bytes
      const checkpoint = this.#checkpoints(part)
      let fetched: Fetched
      try {
        fetched = layer && map.whole ? { end: { kind: 'whole' }, outcome: null } : await this.#fetch(map, part, layer, signal)
      } finally {
        checkpoint()
      }
      // the receipt comes back while the file is being closed; rated it is when the list shows how it ended
      try {
        if (fetched.end.kind === 'whole') await this.#finish(part)
        else await part.close()
        this.#after(fetched.end)
      } finally {
        await this.#rated(fetched.outcome)
      }
    } finally {
      await part.close()
      this.row.moved = this.row.state === 'done' ? row.size : map.bytes
      this.meter.add(0, clock.now())
    }
  }

  /** One session with the provider, from open to the receipt's way. */
  async #fetch(map: ChunkMap, part: PartFile, known: Uint8Array | null, signal: AbortSignal): Promise<Fetched> {
    const { store, clock, receipts } = this.#host
    const link = this.#host.link(this.row.peer)
    if (!link) return { end: { kind: 'left' }, outcome: null }
    const nonce = this.#host.nonce()
    const { row } = this
    const requesterLogLength = receipts.logLength()
    const facts = (of: DownloadSession, outcome: Outcome, ended: number) => ({
      provider: row.peer, root: row.root, nonce, bytes: of.bytes, started: of.started, ended, outcome, providerLogLength: of.providerLogLength, requesterLogLength,
    })
    const { id, session } = link.session({
      root: row.root, size: row.size, nonce, map, clock, logLength: requesterLogLength, partBytes: this.#host.partBytes,
      propose: (of) => receipts.propose(facts(of, 'served', clock.now())),
      complete: (half, signature) => receipts.complete(half, signature),
      onLayer: (layer) => {
        if (!known) store.saveLayer(row.id, layer)
        this.#set({ state: 'active', problem: null })
      },
      write: async (chunk, parts) => {
        await part.write(chunk, parts)
        const bytes = map.bytes - this.row.moved
        this.row.moved = map.bytes
        this.meter.add(bytes, clock.now())
        this.#host.received(row.peer, bytes)
        this.#host.changed(this, false)
      },
    })
    this.#session = session
    this.#set({ state: 'active', problem: null })
    session.open()
    const end = await session.ended
    this.#session = null
    const ended = clock.now()
    const about = { transfer: row.id, peer: row.peer, root: row.root, started: session.started, ended }
    const outcome = outcomeOf(end)
    // a crash may have come between the rating and the end of the file: one attempt is rated once
    const again = row.rated !== null || row.due !== null
    if (!outcome) {
      if (end.kind !== 'refused') link.channel.send('cancel', { id })
      link.forget(id)
      const refused = end.kind === 'refused' && end.reason === 'refused'
      return { end, outcome: refused && !again ? Promise.resolve({ ...about, reason: 'refused', receipt: null }) : null }
    }
    const half = receipts.propose(facts(session, outcome, ended))
    // what both signed for a part proves the transfer, even if the provider does not sign the end
    const sure = session.partial ?? half
    // a crash from here on still leaves a rating, with my signature alone
    if (!again) this.#set({ due: encodeOutcome({ ...about, reason: outcome, receipt: sure }) })
    if (end.kind === 'corrupt' || end.kind === 'abusive') {
      link.reject(end.kind === 'corrupt' ? 'data that is not the file' : 'a transfer against the rules')
      link.forget(id)
      return { end, outcome: again ? null : Promise.resolve({ ...about, reason: outcome, receipt: sure }) }
    }
    link.channel.send('finish', { id, receipt: half })
    const answered = this.#answer(session, signal).then((signature): TransferOutcome => {
      link.forget(id)
      return { ...about, reason: outcome, receipt: (signature && receipts.complete(half, signature)) ?? session.partial ?? half }
    })
    return { end, outcome: again ? null : answered }
  }

  #answer(session: DownloadSession, signal: AbortSignal): Promise<Uint8Array | null> {
    return new Promise((resolve) => {
      const cancel = this.#host.clock.after(RECEIPT_MS, () => resolve(null))
      signal.addEventListener('abort', () => resolve(null), { once: true })
      void session.signature.then((signature) => {
        cancel()
        resolve(signature)
      })
    })
  }

  /** Hands over what is to be rated; the row remembers it until that is done. */
  async #rated(coming: Promise<TransferOutcome> | null): Promise<void> {
    if (!coming) return
    const outcome = await coming
    this.#set({ due: encodeOutcome(outcome) })
    this.#host.ended(this, outcome)
  }

  async #finish(part: PartFile): Promise<void> {
    const { store, clock } = this.#host
    this.#set({ state: 'verifying' })
    const path = await part.finish(this.row.name, (intended, inode) => this.#set({ path: intended, inode }))
    this.#set({ state: 'done', problem: null, path, moved: this.row.size, ended: clock.now() })
    store.clearChunks(this.row.id)
  }

  /** A crash between the move and its record: the file with the inode that we meant to move is there already. */
  async #finishedBefore(): Promise<boolean> {
    const { row } = this
    if (row.path === '' || row.inode === 0) return false
    const there = await stat(row.path).catch(() => null)
    if (there?.ino !== row.inode || there.size !== row.size) return false
    await this.discard()
    this.#set({ state: 'done', problem: null, moved: row.size, ended: this.#host.clock.now() })
    this.#host.store.clearChunks(row.id)
    return true
  }

  async #checkFolder(): Promise<void> {
    const there = await stat(this.row.folder)
    if (!there.isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' })
  }

  #after(end: SessionEnd): void {
    const { clock } = this.#host
    switch (end.kind) {
      case 'stopped':
      case 'whole':
        return
      case 'left':
        return this.#set({ state: 'waiting', problem: problems.peerLeft() })
      case 'stalled':
        return this.#set({ state: 'failed', problem: problems.stalled(STALL_MS / 1000), ended: clock.now() })
      case 'corrupt':
        return this.#set({ state: 'failed', problem: problems.corrupt(), ended: clock.now() })
      case 'abusive':
        return this.#set({ state: 'failed', problem: problems.abusive(), ended: clock.now() })
      case 'disk':
        return this.#set({ state: 'paused', problem: problems.diskProblem(end.error, this.row.folder) })
      case 'refused': {
        const problem = problems.refused(end.reason)
        // neither is a fault of the file or of the line: it goes on by itself
        if (end.reason === 'excluded') return this.#set({ state: 'paused', problem })
        if (end.reason === 'newcomer') {
          this.notBefore = clock.now() + NEWCOMER_MS
          return this.#set({ state: 'waiting', problem })
        }
        if (problem) return this.#set({ state: 'failed', problem, ended: clock.now() })
        this.notBefore = clock.now() + BUSY_MS
        return this.#set({ state: 'waiting', problem: null })
      }
    }
  }

  #checkpoints(part: PartFile): () => void {
    let cancel = (): void => {}
    const tick = (): void => {
      part.checkpoint()
      cancel = this.#host.clock.after(CHECKPOINT_MS, tick)
    }
    tick()
    return () => cancel()
  }

  #set(changes: Partial<TransferRow>): void {
    Object.assign(this.row, changes)
    this.#host.store.save(this.row)
    this.#host.changed(this, true)
  }
}

/** A session's end, and the outcome to be rated (once the provider has answered), if the end says anything of the provider. */
interface Fetched {
  end: SessionEnd
  outcome: Promise<TransferOutcome> | null
}

/** What a session's end says of the provider; null if it says nothing. */
function outcomeOf(end: SessionEnd): Outcome | null {
  switch (end.kind) {
    case 'whole':
      return 'served'
    case 'stalled':
    case 'corrupt':
    case 'abusive':
      return end.kind
    default:
      return null
  }
}

/** An outcome as the row keeps it. */
export function encodeOutcome({ receipt, ...rest }: TransferOutcome): string {
  return JSON.stringify({ ...rest, receipt: receipt && Buffer.from(receipt).toString('base64') })
}

/** Throws HyobanError CORRUPT on anything that `encodeOutcome` did not make. */
export function decodeOutcome(text: string): TransferOutcome {
  try {
    const value = JSON.parse(text) as Omit<TransferOutcome, 'receipt'> & { receipt: string | null }
    return { ...value, receipt: value.receipt === null ? null : Buffer.from(value.receipt, 'base64') }
  } catch (error) {
    throw new HyobanError('CORRUPT', 'The record of a transfer is damaged.', '', { code: systemCode(error) ?? '' }, error)
  }
}
