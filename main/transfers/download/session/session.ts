import { fromHex } from '../../../base/hex.ts'
import { HASH_BYTES, chunkCount, layerBytes, verifyLayer } from '../../../domain/merkle.ts'
import type { ReceiptOutcome, ReceivedSession } from '../../../domain/receipt.ts'
import { MAX_RANGE, type TransferMessages } from '../../../protocol/transfer.ts'
import type { ChunkBuffer } from '../../storage/chunk-hasher.ts'
import { ChunkAssembler } from './chunk-assembler.ts'
import { InterimReceipts } from './interim-receipts.ts'
import { LayerReceiver } from './layer-receiver.ts'
import { RequestQueue } from './request-queue.ts'
import type { SessionEnd, SessionOptions } from './session-types.ts'
import { STALL_MS, StallDetector } from './stall-detector.ts'

/**
 * Fetches one content from one provider over one channel. Validates every message: one that no honest provider sends
 * ends the session as abusive. Data arrives in the order of the requests and is copied once, into a chunk buffer; a
 * full buffer is hashed. Each chunk comes from this provider alone, so that a wrong hash proves its fault.
 */
export class DownloadSession {
  readonly ended: Promise<SessionEnd>
  /** Resolves with the provider's signature of the final receipt, or null if it sends none. */
  readonly signature: Promise<Uint8Array | null>
  readonly started: number
  readonly requests: RequestQueue
  /** Verified bytes of this session, including chunks that another source delivered earlier. */
  bytes = 0
  providerLogLength = 0
  /** True once the provider has announced which chunks it holds. */
  announcedChunks = false
  readonly #options: SessionOptions
  readonly #root: Uint8Array
  readonly #layer: LayerReceiver
  readonly #stall: StallDetector
  readonly #interim: InterimReceipts
  readonly #assembler: ChunkAssembler
  #end!: (end: SessionEnd) => void
  #signed!: (signature: Uint8Array | null) => void
  #cancelTimer = (): void => {}
  #over = false
  #accepted = false
  /** True while in the provider's queue, where silence is not its fault. */
  #waits = false
  /** True once it sent a wrong chunk; all later chunks are discarded. */
  #lied = false
  /** Number of received chunks being hashed. */
  #checking = 0

  constructor(options: SessionOptions) {
    const { request, consumer, receipts, clock } = options
    this.#options = options
    this.started = clock.now()
    this.#root = fromHex(request.root)
    const asksLayer = consumer.layer === null && (request.layer || layerBytes(request.size) === 0)
    this.#layer = new LayerReceiver(asksLayer, request.size, this.started)
    this.#stall = new StallDetector(this.started)
    this.#interim = new InterimReceipts(receipts.maker, receipts.intervalBytes)
    this.#assembler = new ChunkAssembler(consumer.hasher, request.size)
    this.requests = new RequestQueue(this.started)
    this.ended = new Promise((resolve) => (this.#end = resolve))
    this.signature = new Promise((resolve) => (this.#signed = resolve))
  }

  open(): void {
    const { root, nonce, requesterLogLength } = this.#options.request
    const layer = this.#layer.wanted ? 1 : 0
    this.#options.channel.send('open', { id: this.#options.id, root, nonce, logLength: requesterLogLength, layer })
    this.#watch()
  }

  get id(): number {
    return this.#options.id
  }

  /** True while it may request chunks. */
  get ready(): boolean {
    return this.#accepted && !this.#over && !this.#lied && this.#options.consumer.layer !== null
  }

  /** True if it is accepted and waits for chunk hashes from another source. */
  get waitsForLayer(): boolean {
    return this.#accepted && !this.#over && !this.#layer.wanted
  }

  /** True while the provider owes chunks. */
  get busy(): boolean {
    return this.requests.busy
  }

  /** The last interim receipt signed by both sides. */
  get interimReceipt(): InterimReceipts['signed'] {
    return this.#interim.signed
  }

  /** True while the chunk hashes are expected from this session: not while it is queued or late. */
  expectsLayer(now: number): boolean {
    return !this.#over && !this.#waits && this.#layer.isExpected(now)
  }

  /** Seconds until this provider delivers `chunk`, at its measured rate. */
  due(chunk: number): number {
    return this.requests.due(chunk, this.#stall.silence(this.#options.clock.now()))
  }

  /** The facts of this session for a receipt. */
  facts(outcome: ReceiptOutcome): ReceivedSession {
    const { channel, request, clock } = this.#options
    return {
      provider: channel.peer,
      root: request.root,
      nonce: request.nonce,
      bytes: this.bytes,
      started: this.started,
      ended: clock.now(),
      outcome,
      providerLogLength: this.providerLogLength,
      requesterLogLength: request.requesterLogLength,
    }
  }

  /** Ends the session; the caller notifies the provider. */
  stop(): void {
    this.#finish({ kind: 'stopped' })
  }

  /** Ends the session because the file is complete. */
  complete(): void {
    this.#finish({ kind: 'whole' })
  }

  /** The channel is closed. */
  closed(): void {
    this.#finish({ kind: 'left' })
    this.#signed(null)
  }

  accepted({ size, logLength }: TransferMessages['accepted']): void {
    if (this.#over) return
    const now = this.#options.clock.now()
    if (this.#accepted) return this.#finish({ kind: 'abusive' })
    if (size !== this.#options.request.size) {
      // The expected size came from a catalogue entry, which may be wrong: the provider is not rated.
      this.#options.channel.send('cancel', { id: this.#options.id })
      return this.#finish({ kind: 'refused', reason: 'changed' })
    }
    this.#accepted = true
    this.#waits = false
    this.providerLogLength = logLength
    this.#stall.restart(now)
    this.#layer.accepted(now)
    this.#options.consumer.queueChanged(this.#options.source, null)
    if (this.#layer.complete) this.#layerDone()
  }

  queued({ position, of, reason, weight }: TransferMessages['queued']): void {
    if (this.#over) return
    if (this.#accepted || position < 1 || of < position) return this.#finish({ kind: 'abusive' })
    this.#waits = true
    this.#stall.heard(this.#options.clock.now())
    this.#options.consumer.queueChanged(this.#options.source, { position, of, reason, weight: weight / 100 })
  }

  layer(message: TransferMessages['layer']): void {
    if (this.#over) return
    this.#stall.heard(this.#options.clock.now(), message.hashes.byteLength)
    if (!this.#accepted || !this.#layer.add(message)) return this.#finish({ kind: 'abusive' })
    if (this.#layer.complete) this.#layerDone()
  }

  have({ from, count }: TransferMessages['have']): void {
    if (this.#over) return
    this.#announced(this.#accepted && this.#options.consumer.picker.have(this.#options.source, from, count))
  }

  bitfield({ bits }: TransferMessages['bitfield']): void {
    if (this.#over) return
    this.#announced(this.#accepted && this.#options.consumer.picker.bitfield(this.#options.source, bits))
  }

  refused({ reason }: TransferMessages['refused']): void {
    this.#finish({ kind: 'refused', reason })
  }

  data({ offset, bytes }: TransferMessages['data']): void {
    if (this.#over) return
    const assembler = this.#assembler
    const chunk = assembler.empty ? this.requests.skipDroppedTo(offset) : this.requests.first
    if (chunk === undefined || !assembler.add(chunk, offset, bytes)) return this.#finish({ kind: 'abusive' })
    const now = this.#options.clock.now()
    this.#stall.heard(now, bytes.byteLength)
    this.requests.window.came(bytes.byteLength, now)
    const [length, buffer] = [assembler.length, assembler.takeComplete()]
    if (!buffer) return
    this.requests.shift()
    void this.#verify(chunk, buffer, length)
    this.fill()
  }

  finished({ signature }: TransferMessages['finished']): void {
    this.#signed(signature.byteLength === 64 ? signature.slice() : null)
  }

  /** `partialSigned` on the wire. */
  interimSigned({ signature }: TransferMessages['partialSigned']): void {
    this.#interim.answered(signature)
  }

  /** Cancels a requested chunk that another source delivered first. */
  drop(chunk: number): void {
    if (this.#over || !this.requests.drop(chunk)) return
    this.#options.channel.send('drop', { id: this.#options.id, from: chunk, count: 1 })
  }

  /** Requests more chunks, up to the request window. */
  fill(): void {
    if (!this.ready) return
    const { channel, id, consumer, source, clock } = this.#options
    const window = this.requests.window.chunks
    let room = Math.min(window - this.requests.wanted - this.#checking, consumer.room(source))
    // Few large requests instead of many small ones: at least a quarter of the window.
    if (room < window / 4 && this.busy) return
    while (room > 0) {
      const next = consumer.pick(source, Math.min(room, MAX_RANGE))
      if (!next) return
      const now = clock.now()
      if (!this.busy) this.#stall.restart(now)
      this.requests.add(next.from, next.count, now)
      room -= next.count
      channel.send('request', { id, ...next })
    }
  }

  #announced(possible: boolean): void {
    this.#stall.heard(this.#options.clock.now())
    if (!possible) return this.#finish({ kind: 'abusive' })
    this.announcedChunks = true
    this.fill()
    this.#options.consumer.updateStarvation()
  }

  #layerDone(): void {
    const { consumer, request } = this.#options
    if (!verifyLayer(this.#layer.bytes, request.size, this.#root)) return this.#finish({ kind: 'corrupt' })
    consumer.layerVerified(this.#layer.bytes)
    this.fill()
  }

  async #verify(chunk: number, buffer: ChunkBuffer, length: number): Promise<void> {
    const { consumer, request, source, clock } = this.#options
    const layer = consumer.layer as Uint8Array
    const alone = chunkCount(request.size) === 1
    this.#checking++
    const hash = await consumer.hasher.hash(buffer, length, alone)
    const expected = alone ? this.#root : layer.subarray(chunk * HASH_BYTES, (chunk + 1) * HASH_BYTES)
    const good = Buffer.compare(hash, expected) === 0
    this.#checking--
    if (!good || this.#lied) {
      this.#lied = true
      consumer.hasher.give(buffer)
      // A signature for earlier chunks may still be in transit behind other data.
      await this.#interim.settled(clock)
      return this.#finish({ kind: 'corrupt' })
    }
    // The receipt of an ended session has already been sent.
    if (!this.#over) this.bytes += length
    const kept = consumer.keep(source, chunk, buffer, length)
    this.#proposeInterim()
    await kept
    this.fill()
  }

  #proposeInterim(): void {
    if (this.#over || !this.#interim.due(this.bytes)) return
    const receipt = this.#options.receipts.maker.propose(this.facts('served'))
    this.#interim.proposed(receipt, this.bytes)
    this.#options.channel.send('partial', { id: this.#options.id, receipt })
  }

  get #owesNothing(): boolean {
    const hasLayer = !this.#layer.wanted || this.#options.consumer.layer !== null
    return this.#accepted && this.announcedChunks && !this.busy && hasLayer
  }

  /** Ends the session when the provider stalls. */
  #watch(): void {
    this.#cancelTimer = this.#options.clock.after(STALL_MS / 4, () => {
      const excused = this.#waits || this.#owesNothing
      const { arrivedBytes: arrived } = this.#options.channel
      const stall = this.#stall.check(this.#options.clock.now(), { excused, accepted: this.#accepted, arrived })
      if (stall) return this.#finish({ kind: stall })
      this.#watch()
    })
  }

  #finish(end: SessionEnd): void {
    if (this.#over) return
    this.#over = true
    this.#cancelTimer()
    this.#assembler.discard()
    this.#end(end)
  }
}
