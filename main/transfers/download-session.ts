import type { Channel } from '../base/channel.ts'
import type { Clock } from '../base/clock.ts'
import { fromHex } from '../base/hex.ts'
import { BLOCK_BYTES, CHUNK_BYTES, HASH_BYTES, chunkRange, layerBytes, verifyLayer } from '../base/merkle.ts'
import type { ChunkMap } from './chunk-map.ts'
import { ChunkVerifier } from './chunk-verifier.ts'
import { LAYER_PART, MAX_RANGE, type Refusal, type TransferMessages } from './messages.ts'

/** Bytes asked for and not yet on the disk. */
export const WINDOW = 16 * CHUNK_BYTES
/** Room in the window before more is asked for: fewer, larger requests. */
const REFILL = 4 * CHUNK_BYTES
/** A provider that sends nothing for so long, in ms, has stalled. */
export const STALL_MS = 30_000

/** How one session ended: whole, by the provider's doing, by leaving, by my own doing or by my own disk. */
export type SessionEnd =
  | { kind: 'whole' | 'stalled' | 'corrupt' | 'abusive' | 'left' | 'stopped' }
  | { kind: 'refused'; reason: Refusal }
  | { kind: 'disk'; error: unknown }

export interface SessionOptions {
  channel: Channel<TransferMessages>
  id: number
  root: string
  size: number
  nonce: string
  logLength: number
  map: ChunkMap
  clock: Clock
  /** After so many bytes a receipt for what has come is due. */
  partBytes: number
  /** My receipt for so many bytes of this session, signed by me. */
  propose(session: DownloadSession): Uint8Array
  /** The receipt with the provider's signature too; null if that is wrong. */
  complete(half: Uint8Array, signature: Uint8Array): Uint8Array | null
  /** Hears of the verified layer once, before any chunk. */
  onLayer(layer: Uint8Array): void
  /** Writes a verified chunk; the session goes on asking while writes are under way, up to the window. */
  write(chunk: number, parts: Uint8Array[]): Promise<void>
}

/** One content asked from one peer over one channel: checks every message, verifies every chunk before it is written. */
export class DownloadSession {
  readonly ended: Promise<SessionEnd>
  /** Verified and written in this session. */
  bytes = 0
  started: number
  providerLogLength = 0
  /** The provider's answer to my receipt: resolves with its signature, or null if it sends none. */
  signature: Promise<Uint8Array | null>
  /** The last receipt for a part that both sides signed. */
  partial: Uint8Array | null = null
  #half: Uint8Array | null = null
  #nextPart: number
  #end!: (end: SessionEnd) => void
  #signed!: (signature: Uint8Array | null) => void
  #over = false
  readonly #o: SessionOptions
  readonly #root: Uint8Array
  #accepted = false
  #layer: Uint8Array
  #layerFilled = 0
  #verifier: ChunkVerifier | null = null
  /** Chunks asked for and not yet fully received, in order. */
  #asked: number[] = []
  #cursor = 0
  #offset = -1
  #parts: Uint8Array[] = []
  #writing = 0
  #heard: number
  #cancelTimer = (): void => {}

  constructor(options: SessionOptions) {
    this.#o = options
    this.#nextPart = options.partBytes
    this.#root = fromHex(options.root)
    this.#layer = new Uint8Array(layerBytes(options.size))
    this.started = this.#heard = options.clock.now()
    this.ended = new Promise((resolve) => (this.#end = resolve))
    this.signature = new Promise((resolve) => (this.#signed = resolve))
  }

  open(): void {
    const { channel, id, root, nonce, logLength } = this.#o
    channel.send('open', { id, root, nonce, logLength })
    this.#watch()
  }

  /** Ends the session from my side; the caller tells the provider. */
  stop(): void {
    this.#finish({ kind: 'stopped' })
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
    this.providerLogLength = logLength
    if (this.#layer.byteLength === 0) this.#layerDone()
  }

  layer({ from, hashes }: TransferMessages['layer']): void {
    if (this.#over) return
    this.#heard = this.#o.clock.now()
    const missing = this.#layer.byteLength - this.#layerFilled
    const expected = Math.min(missing, LAYER_PART * HASH_BYTES)
    if (!this.#accepted || missing === 0 || from * HASH_BYTES !== this.#layerFilled || hashes.byteLength !== expected) return this.#finish({ kind: 'abusive' })
    this.#layer.set(hashes, this.#layerFilled)
    this.#layerFilled += hashes.byteLength
    if (this.#layerFilled === this.#layer.byteLength) this.#layerDone()
  }

  refused({ reason }: TransferMessages['refused']): void {
    this.#finish({ kind: 'refused', reason })
  }

  data({ offset, bytes }: TransferMessages['data']): void {
    if (this.#over) return
    const chunk = this.#asked[0]
    if (chunk === undefined || !this.#verifier) return this.#finish({ kind: 'abusive' })
    const range = chunkRange(chunk, this.#o.size)
    if (this.#offset < 0) this.#offset = range.offset
    const left = range.offset + range.length - this.#offset
    const fits = bytes.byteLength === left || (bytes.byteLength > 0 && bytes.byteLength < left && bytes.byteLength % BLOCK_BYTES === 0)
    if (offset !== this.#offset || !fits) return this.#finish({ kind: 'abusive' })
    this.#heard = this.#o.clock.now()
    this.#verifier.add(bytes)
    this.#parts.push(bytes)
    this.#offset += bytes.byteLength
    if (bytes.byteLength < left) return
    if (!this.#verifier.finish(chunk)) return this.#finish({ kind: 'corrupt' })
    const parts = this.#parts
    this.#parts = []
    this.#offset = -1
    this.#asked.shift()
    void this.#write(chunk, parts, range.length)
  }

  finished({ signature }: TransferMessages['finished']): void {
    this.#signed(signature.byteLength === 64 ? signature.slice() : null)
  }

  partialSigned({ signature }: TransferMessages['partialSigned']): void {
    const half = this.#half
    this.#half = null
    if (half && signature.byteLength === 64) this.partial = this.#o.complete(half, signature) ?? this.partial
  }

  #signPart(): void {
    if (this.bytes < this.#nextPart || this.#over) return
    const { channel, id, partBytes } = this.#o
    this.#nextPart = this.bytes + partBytes
    this.#half = this.#o.propose(this)
    channel.send('partial', { id, receipt: this.#half })
  }

  #layerDone(): void {
    if (!verifyLayer(this.#layer, this.#o.size, this.#root)) return this.#finish({ kind: 'corrupt' })
    this.#verifier = new ChunkVerifier({ size: this.#o.size, root: this.#root, layer: this.#layer })
    this.#o.onLayer(this.#layer)
    if (this.#o.map.whole) return this.#finish({ kind: 'whole' })
    this.#fill()
  }

  async #write(chunk: number, parts: Uint8Array[], length: number): Promise<void> {
    this.#writing++
    try {
      await this.#o.write(chunk, parts)
    } catch (error) {
      this.#writing--
      return this.#finish({ kind: 'disk', error })
    }
    this.#writing--
    this.bytes += length
    if (this.#o.map.whole) return this.#finish({ kind: 'whole' })
    // before more is asked for: the provider waits for it
    this.#signPart()
    this.#fill()
  }

  #fill(): void {
    if (this.#over) return
    const { map, channel, id } = this.#o
    let room = WINDOW - (this.#asked.length + this.#writing) * CHUNK_BYTES
    if (room < REFILL && this.#asked.length > 0) return
    while (room >= CHUNK_BYTES) {
      const from = map.nextMissing(this.#cursor)
      if (from >= map.count) return
      let count = 1
      while (count < Math.min(MAX_RANGE, room / CHUNK_BYTES) && from + count < map.count && !map.has(from + count)) count++
      for (let i = 0; i < count; i++) this.#asked.push(from + i)
      this.#cursor = from + count
      room -= count * CHUNK_BYTES
      channel.send('request', { id, from, count })
    }
  }

  /** Looks now and then whether the provider still answers; time spent on my own disk is not its fault. */
  #watch(): void {
    this.#cancelTimer = this.#o.clock.after(STALL_MS / 4, () => {
      const now = this.#o.clock.now()
      if (this.#verifier && this.#asked.length === 0) this.#heard = now
      if (now - this.#heard >= STALL_MS) return this.#finish({ kind: 'stalled' })
      this.#watch()
    })
  }

  #finish(end: SessionEnd): void {
    if (this.#over) return
    this.#over = true
    this.#cancelTimer()
    this.#parts = []
    this.#end(end)
  }
}
