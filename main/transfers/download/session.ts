import type { Channel } from '../../protocol/channel.ts'
import type { Clock } from '../../base/clock.ts'
import { fromHex } from '../../base/hex.ts'
import {
  BLOCK_BYTES,
  CHUNK_BYTES,
  HASH_BYTES,
  chunkCount,
  chunkRange,
  layerBytes,
  verifyLayer,
} from '../../domain/merkle.ts'
import type { QueuePlace } from '../../contract/views/transfer-views.ts'
import type { ChunkHasher, ChunkBuffer } from '../storage/chunk-hasher.ts'
import { RequestWindow } from './request-window.ts'
import { LAYER_PART, MAX_RANGE, type Refusal, type TransferMessages } from '../../protocol/transfer.ts'

/** The most bytes that one session has asked for and not received. */
export const WINDOW = 16 * CHUNK_BYTES
/** A provider that sends nothing for so long, in ms, has stalled. */
export const STALL_MS = 30_000
/** So has one that owes chunks and brings less than so many bytes in so many ms. */
const TRICKLE_MS = 60_000
const TRICKLE_BYTES = CHUNK_BYTES / 4
/**
 * The chunk hashes are asked from somebody else, too, after so many ms and what they take at so many bytes a second.
 */
const LAYER_MS = 5000
const LAYER_RATE = 256 * 1024
/** How long the provider may think about a receipt, in ms. */
export const RECEIPT_MS = 5000

/** How one session ended: whole, by the provider's doing, by leaving, or by my own doing. */
export type SessionEnd =
  { kind: 'whole' | 'stalled' | 'corrupt' | 'abusive' | 'left' | 'stopped' } | { kind: 'refused'; reason: Refusal }

/** The download behind a session: what to ask for, and where chunks go. */
export interface SessionFeed {
  readonly desk: ChunkHasher
  /** The chunk hashes, once they are verified. */
  readonly layer: Uint8Array | null
  /** Hears of the verified layer, if the session brought it; then the session begins to ask. */
  gotLayer(layer: Uint8Array): void
  /** What the provider says that it holds; false if that cannot be. */
  have(from: number, count: number): boolean
  bitfield(bits: Uint8Array): boolean
  /** It has said what it holds, or more of it. */
  told(): void
  /** The next chunks to ask for, at most `max` in a row. */
  next(max: number): { from: number; count: number } | null
  /** The room that all sessions together have left, in chunks. */
  room(): number
  /** Waits for the provider's queue, or for its answer (null). */
  queued(place: QueuePlace | null): void
  /** A verified chunk; the feed owns the slot from here on. Resolves when it is on the disk. */
  keep(chunk: number, slot: ChunkBuffer, length: number): Promise<void>
}

export interface SessionOptions {
  channel: Channel<TransferMessages>
  id: number
  root: string
  size: number
  nonce: string
  logLength: number
  feed: SessionFeed
  clock: Clock
  /** This provider is asked for the chunk hashes, if they are not known; small files have none. */
  layer: boolean
  /** After so many bytes a receipt for what has come is due. */
  receiptIntervalBytes: number
  /** My receipt for so many bytes of this session, signed by me. */
  propose(session: DownloadSession): Uint8Array
  /** The receipt with the provider's signature too; null if that is wrong. */
  complete(half: Uint8Array, signature: Uint8Array): Uint8Array | null
}

/** A chunk asked for; `dropped`: not wanted any more, it may come or not. */
interface Asked {
  chunk: number
  dropped: boolean
}

/**
 * One content asked from one peer over one channel: checks every message; each chunk comes from this peer alone, so a
 * wrong one proves its fault.
 */
export class DownloadSession {
  readonly ended: Promise<SessionEnd>
  /** Verified bytes of this session, also of chunks that another source brought first. */
  bytes = 0
  started: number
  providerLogLength = 0
  /** The provider's answer to my receipt: resolves with its signature, or null if it sends none. */
  signature: Promise<Uint8Array | null>
  /** The last receipt for a part that both sides signed, and the bytes it is about. */
  partial: Uint8Array | null = null
  partialBytes = 0
  /** It has said what it holds. */
  told = false
  readonly window: RequestWindow
  #half: { receipt: Uint8Array; bytes: number; answered: PromiseWithResolvers<void> } | null = null
  #nextPart: number
  #end!: (end: SessionEnd) => void
  #signed!: (signature: Uint8Array | null) => void
  #over = false
  readonly #o: SessionOptions
  readonly #root: Uint8Array
  #accepted = false
  #wantsLayer = false
  #layer: Uint8Array
  #layerFilled = 0
  #asked: Asked[] = []
  #slot: ChunkBuffer | null = null
  #filled = 0
  /** Received and being verified. */
  #checking = 0
  #heard: number
  #watched: number
  #slowSince: number
  /** When the chunk hashes were asked for, or could be sent. */
  #asksLayer: number
  #slowBytes = 0
  #cancelTimer = (): void => {}
  /** In the provider's queue: how long it takes is no fault. */
  #waits = false
  /** It sent a wrong chunk: what comes after that is not kept either. */
  #lied = false

  constructor(options: SessionOptions) {
    this.#o = options
    // the first one early: who lies after the first chunk has signed that it served
    this.#nextPart = Math.min(CHUNK_BYTES, options.receiptIntervalBytes)
    this.#root = fromHex(options.root)
    this.#layer = new Uint8Array(0)
    this.started = this.#heard = this.#watched = this.#slowSince = this.#asksLayer = options.clock.now()
    this.window = new RequestWindow(this.started)
    this.ended = new Promise((resolve) => (this.#end = resolve))
    this.signature = new Promise((resolve) => (this.#signed = resolve))
  }

  open(): void {
    const { channel, id, root, nonce, logLength, feed, size } = this.#o
    this.#wantsLayer = feed.layer === null && (this.#o.layer || layerBytes(size) === 0)
    if (this.#wantsLayer) this.#layer = new Uint8Array(layerBytes(size))
    channel.send('open', { id, root, nonce, logLength, layer: this.#wantsLayer ? 1 : 0 })
    this.#watch()
  }

  /** True once it may ask for chunks. */
  get ready(): boolean {
    return this.#accepted && !this.#over && !this.#lied && this.#o.feed.layer !== null
  }

  /** True if it was let in and waits for chunk hashes that somebody else is asked for. */
  get waitsForLayer(): boolean {
    return this.#accepted && !this.#over && !this.#wantsLayer
  }

  /**
   * True while it may be expected to bring the chunk hashes soon; one that lets us wait, or takes its time, is not
   * waited for.
   */
  bringsLayer(now: number): boolean {
    if (!this.#wantsLayer || this.#over || this.#waits) return false
    return Math.abs(now - this.#asksLayer) < LAYER_MS + (this.#layer.byteLength / LAYER_RATE) * 1000
  }

  /** True while the provider owes chunks. */
  get busy(): boolean {
    return this.#asked.some(({ dropped }) => !dropped)
  }

  /** Chunks asked for and not received. */
  get under(): number {
    return this.#asked.length
  }

  /** Seconds until this provider will have delivered `chunk`, by its pace so far. */
  due(chunk: number): number {
    const place = this.#asked.findIndex((one) => one.chunk === chunk)
    if (place < 0) return 0
    return this.#secondsFor(place + 1) + this.#silence()
  }

  /** Seconds until one more chunk would be here. */
  next(): number {
    return this.#secondsFor(this.#asked.length + 1) + this.window.delay / 1000
  }

  /** Ends the session from my side; the caller tells the provider. */
  stop(): void {
    this.#finish({ kind: 'stopped' })
  }

  /** All chunks are there, from whomever. */
  complete(): void {
    this.#finish({ kind: 'whole' })
  }

  closed(): void {
    this.#finish({ kind: 'left' })
    this.#signed(null)
  }

  accepted({ size, logLength }: TransferMessages['accepted']): void {
    if (this.#over) return
    this.#heard = this.#o.clock.now()
    if (this.#accepted) return this.#finish({ kind: 'abusive' })
    if (size !== this.#o.size) {
      // the size that I asked for came from some catalogue: whose fault it is cannot be told, so nobody is rated
      this.#o.channel.send('cancel', { id: this.#o.id })
      return this.#finish({ kind: 'refused', reason: 'changed' })
    }
    this.#accepted = true
    this.#waits = false
    this.providerLogLength = logLength
    this.#slowSince = this.#asksLayer = this.#heard
    this.#o.feed.queued(null)
    if (this.#wantsLayer && this.#layer.byteLength === 0) this.#layerDone()
  }

  queued({ position, of, reason, weight }: TransferMessages['queued']): void {
    if (this.#over) return
    if (this.#accepted || position < 1 || of < position) return this.#finish({ kind: 'abusive' })
    this.#waits = true
    this.#heard = this.#o.clock.now()
    this.#o.feed.queued({ position, of, reason, weight: weight / 100 })
  }

  layer({ from, hashes }: TransferMessages['layer']): void {
    if (this.#over) return
    this.#heard = this.#o.clock.now()
    this.#slowBytes += hashes.byteLength
    const missing = this.#layer.byteLength - this.#layerFilled
    const expected = Math.min(missing, LAYER_PART * HASH_BYTES)
    if (!this.#accepted || missing === 0 || from * HASH_BYTES !== this.#layerFilled || hashes.byteLength !== expected)
      return this.#finish({ kind: 'abusive' })
    this.#layer.set(hashes, this.#layerFilled)
    this.#layerFilled += hashes.byteLength
    if (this.#layerFilled === this.#layer.byteLength) this.#layerDone()
  }

  have({ from, count }: TransferMessages['have']): void {
    if (this.#over) return
    this.#heard = this.#o.clock.now()
    if (!this.#accepted || !this.#o.feed.have(from, count)) return this.#finish({ kind: 'abusive' })
    this.told = true
    this.fill()
    this.#o.feed.told()
  }

  bitfield({ bits }: TransferMessages['bitfield']): void {
    if (this.#over) return
    this.#heard = this.#o.clock.now()
    if (!this.#accepted || !this.#o.feed.bitfield(bits)) return this.#finish({ kind: 'abusive' })
    this.told = true
    this.fill()
    this.#o.feed.told()
  }

  refused({ reason }: TransferMessages['refused']): void {
    this.#finish({ kind: 'refused', reason })
  }

  data({ offset, bytes }: TransferMessages['data']): void {
    if (this.#over) return
    const { clock, feed, size } = this.#o
    if (!this.#slot)
      while (this.#asked[0]?.dropped && this.#asked[0].chunk * CHUNK_BYTES !== offset) this.#asked.shift()
    const asked = this.#asked[0]
    if (!asked) return this.#finish({ kind: 'abusive' })
    const range = chunkRange(asked.chunk, size)
    const left = range.length - this.#filled
    const fits =
      bytes.byteLength === left ||
      (bytes.byteLength > 0 && bytes.byteLength < left && bytes.byteLength % BLOCK_BYTES === 0)
    if (offset !== range.offset + this.#filled || !fits) return this.#finish({ kind: 'abusive' })
    const now = clock.now()
    this.#heard = now
    this.#slowBytes += bytes.byteLength
    this.window.came(bytes.byteLength, now)
    const slot = (this.#slot ??= feed.desk.take())
    feed.desk.put(slot, this.#filled, bytes)
    this.#filled += bytes.byteLength
    if (bytes.byteLength < left) return
    this.#slot = null
    this.#filled = 0
    this.#asked.shift()
    void this.#verify(asked.chunk, slot, range.length)
    this.fill()
  }

  finished({ signature }: TransferMessages['finished']): void {
    this.#signed(signature.byteLength === 64 ? signature.slice() : null)
  }

  partialSigned({ signature }: TransferMessages['partialSigned']): void {
    const half = this.#half
    this.#half = null
    const whole = half && signature.byteLength === 64 ? this.#o.complete(half.receipt, signature) : null
    if (half && whole) [this.partial, this.partialBytes] = [whole, half.bytes]
    half?.answered.resolve()
  }

  /** Another source brought this chunk first. */
  drop(chunk: number): void {
    const index = this.#asked.findIndex((one) => one.chunk === chunk && !one.dropped)
    const asked = this.#asked[index]
    if (!asked || this.#over) return
    asked.dropped = true
    this.#o.channel.send('drop', { id: this.#o.id, from: chunk, count: 1 })
  }

  /** Asks for more, as far as the window goes. */
  fill(): void {
    if (!this.ready) return
    const { channel, id, feed } = this.#o
    const under = this.#asked.reduce((sum, { dropped }) => sum + (dropped ? 0 : 1), this.#checking)
    const window = this.window.chunks
    let room = Math.min(window - under, feed.room())
    // fewer, larger requests: a quarter of the window at a time
    if (room < window / 4 && this.busy) return
    while (room > 0) {
      const next = feed.next(Math.min(room, MAX_RANGE))
      if (!next) return
      this.window.asked(this.#o.clock.now(), !this.busy)
      // so long it had nothing to bring
      if (!this.busy) [this.#slowSince, this.#slowBytes, this.#heard] = [this.#o.clock.now(), 0, this.#o.clock.now()]
      for (let i = 0; i < next.count; i++) this.#asked.push({ chunk: next.from + i, dropped: false })
      room -= next.count
      channel.send('request', { id, ...next })
    }
  }

  #secondsFor(chunks: number): number {
    const { rate } = this.window
    // a source that has shown nothing yet is taken for a slow one
    return (chunks * CHUNK_BYTES) / (rate > 0 ? rate : CHUNK_BYTES)
  }

  /** Seconds since it was heard of, beyond what one chunk takes. */
  #silence(): number {
    return Math.max(0, (this.#o.clock.now() - this.#heard) / 1000 - this.#secondsFor(1))
  }

  async #verify(chunk: number, slot: ChunkBuffer, length: number): Promise<void> {
    const { feed, size } = this.#o
    const layer = feed.layer as Uint8Array
    const alone = chunkCount(size) === 1
    this.#checking++
    const hash = await feed.desk.hash(slot, length, alone)
    const expected = alone ? this.#root : layer.subarray(chunk * HASH_BYTES, (chunk + 1) * HASH_BYTES)
    const good = Buffer.compare(hash, expected) === 0
    this.#checking--
    if (!good || this.#lied) {
      this.#lied = true
      feed.desk.give(slot)
      // what it was asked to sign before may be on its way, behind other bytes
      const answered = this.#half?.answered
      if (answered) this.#o.clock.after(RECEIPT_MS, answered.resolve)
      await answered?.promise
      return this.#finish({ kind: 'corrupt' })
    }
    // a session that was over by then has its receipt out already
    if (!this.#over) this.bytes += length
    const kept = feed.keep(chunk, slot, length)
    this.#signPart()
    await kept
    this.fill()
  }

  #signPart(): void {
    if (this.bytes < this.#nextPart || this.#over) return
    const { channel, id, receiptIntervalBytes } = this.#o
    this.#nextPart = this.bytes < receiptIntervalBytes ? receiptIntervalBytes : this.bytes + receiptIntervalBytes
    this.#half = { receipt: this.#o.propose(this), bytes: this.bytes, answered: Promise.withResolvers() }
    channel.send('partial', { id, receipt: this.#half.receipt })
  }

  #layerDone(): void {
    if (!verifyLayer(this.#layer, this.#o.size, this.#root)) return this.#finish({ kind: 'corrupt' })
    this.#o.feed.gotLayer(this.#layer)
    this.fill()
  }

  get #owesNothing(): boolean {
    return this.#accepted && this.told && !this.busy && (!this.#wantsLayer || this.#o.feed.layer !== null)
  }

  /** Looks now and then whether the provider still answers; what it does not owe is not its fault. */
  #watch(): void {
    this.#cancelTimer = this.#o.clock.after(STALL_MS / 4, () => {
      const now = this.#o.clock.now()
      const gap = now - this.#watched
      this.#watched = now
      // the clock was set, or the machine slept: that says nothing of the provider
      if (gap < 0 || gap > STALL_MS || this.#waits || this.#owesNothing)
        [this.#heard, this.#slowSince, this.#slowBytes] = [now, now, 0]
      if (now - this.#heard >= STALL_MS) return this.#finish({ kind: 'stalled' })
      if (now - this.#slowSince >= TRICKLE_MS) {
        if (this.#accepted && this.#slowBytes < TRICKLE_BYTES) return this.#finish({ kind: 'stalled' })
        this.#slowSince = now
        this.#slowBytes = 0
      }
      this.#watch()
    })
  }

  #finish(end: SessionEnd): void {
    if (this.#over) return
    this.#over = true
    this.#cancelTimer()
    if (this.#slot) this.#o.feed.desk.give(this.#slot)
    this.#slot = null
    this.#end(end)
  }
}
