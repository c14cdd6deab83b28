import type { Channel } from '../../protocol/channel.ts'
import type { Clock } from '../../base/clock.ts'
import { HyobanError } from '../../base/errors.ts'
import { CHUNK_BYTES } from '../../domain/merkle.ts'
import { reportExternalBytes } from '../../base/gc-pressure.ts'
import type { FileSystem, ReceiptMaker, SourceBook, TransferSource } from '../ports.ts'
import { UploadSession } from './session.ts'
import { DATA_BYTES, LAYER_PART, type Refusal, type TransferMessages } from '../../protocol/transfer.ts'
import { MAX_FILE_BYTES } from '../../domain/content.ts'

/** Sessions one peer may have open at a time, and all peers together. */
export const MAX_PER_PEER = 16
export const MAX_UPLOADS = 512
/** A session that moves nothing for so long, in ms, is dropped, and so are those of a peer that reads nothing. */
const IDLE_MS = 120_000
/** Bytes that may be on their way, or not written yet, when a receipt for a part is signed. */
export const UNSIGNED_BYTES = 32 * CHUNK_BYTES
const EMPTY = new Uint8Array(0)

/** What uploads tell the list of transfers. */
export interface UploadEvents {
  /** Why this peer is not served, null if it is; asked once a session. */
  refuses(peer: string, root: string): Refusal | null
  /** Why this peer is served no further; asked at each request. */
  stops(peer: string): Refusal | null
  /** Sessions open now, over all peers. */
  open(): number
  opened(peer: string, session: UploadSession): void
  /**
   * Null: there is a slot. Else it waits and `tell` hears its place; resolves when there is one, or the session is
   * over.
   */
  admit(
    peer: string,
    session: UploadSession,
    tell: (place: Omit<TransferMessages['queued'], 'id'>) => void,
  ): Promise<void> | null
  /** The slot is for others now. */
  turnOver(peer: string): boolean
  /** How many bytes to send at once, at most `most`, and when: null: now. */
  piece(peer: string, most: number): number
  pace(peer: string, bytes: number): Promise<void> | null
  accepted(peer: string, session: UploadSession): void
  sent(peer: string, session: UploadSession, bytes: number): void
  /**
   * `refusal`: why it was not served, or not to the end; null if the requester ended it. `served`: it has all it
   * wanted.
   */
  closed(peer: string, session: UploadSession, end: { refusal: Refusal | null; served: boolean }): void
}

export interface PeerUploadsOptions {
  channel: Channel<TransferMessages>
  sources: SourceBook
  files: FileSystem
  receipts: ReceiptMaker
  clock: Clock
  events: UploadEvents
  /** So many bytes, and what may be on its way, are sent without a receipt. */
  receiptIntervalBytes: number
  /** Ends the connection to a peer that breaks the rules. */
  reject(reason: string): void
}

/**
 * All uploads to one peer: one chunk is read while the one before is being sent, sessions take turns, the stream's pace
 * is kept.
 */
export class PeerUploads {
  readonly #o: PeerUploadsOptions
  readonly #sessions = new Map<number, UploadSession>()
  #lastId = -1
  #pumping = false
  /** Since when the peer has read nothing that was sent; null while it reads. */
  #stuck: number | null = null
  #buffers: [Uint8Array, Uint8Array] | null = null

  constructor(options: PeerUploadsOptions) {
    this.#o = options
    this.#watchIdle()
  }

  /** A message that no honest requester sends closes the channel. */
  async open(message: TransferMessages['open']): Promise<void> {
    const { channel, sources, files, clock, events, receipts } = this.#o
    if (message.id <= this.#lastId) return this.#o.reject('an id used twice')
    this.#lastId = message.id
    const session = new UploadSession(message, clock.now())
    if (this.#sessions.size >= MAX_PER_PEER || events.open() >= MAX_UPLOADS)
      return void channel.send('refused', { id: session.id, reason: 'busy' })
    this.#sessions.set(session.id, session)
    events.opened(channel.peer, session)
    const source = await find(sources, session.root, channel.peer)
    if (session.over) return
    if (typeof source === 'string') return this.#refuse(session, source)
    const no = events.refuses(channel.peer, session.root)
    if (no) return this.#refuse(session, no)
    const slot = events.admit(channel.peer, session, (place) => channel.send('queued', { id: session.id, ...place }))
    if (slot) await slot
    if (session.over) return
    const refusal = await session.open(source, files)
    if (session.over) return
    if (refusal) return this.#refuse(session, refusal)
    session.providerLogLength = receipts.logLength()
    events.accepted(channel.peer, session)
    channel.send('accepted', { id: session.id, size: source.size, logLength: session.providerLogLength })
    const layer = message.layer === 1 ? source.layer.byteLength : 0
    for (let from = 0; from * 32 < layer && !channel.closed; from += LAYER_PART) {
      const hashes = source.layer.subarray(from * 32, (from + LAYER_PART) * 32)
      if (!channel.send('layer', { id: session.id, from, hashes })) await channel.drained()
    }
    if (!session.over) session.tellHoldings(channel)
  }

  async request(message: TransferMessages['request']): Promise<void> {
    const session = this.#known(message.id)
    if (!session) return
    if (!session.ask(message)) return this.#o.reject('an impossible request')
    const stop = this.#o.events.stops(this.#o.channel.peer)
    if (stop) return this.#refuse(session, stop)
    // who does not sign for what it got gets no more
    if (session.sent - session.signed > this.#o.receiptIntervalBytes + UNSIGNED_BYTES)
      return this.#refuse(session, 'refused')
    session.moved = this.#o.clock.now()
    if (!this.#pumping) await this.#pump()
  }

  drop({ id, from, count }: TransferMessages['drop']): void {
    this.#known(id)?.drop(from, count)
  }

  cancel({ id }: TransferMessages['cancel']): void {
    const session = this.#known(id)
    if (session) this.#close(session, null, false)
  }

  partial({ id, receipt }: TransferMessages['partial']): void {
    const session = this.#known(id)
    if (!session) return
    const signature = this.#countersign(session, receipt, UNSIGNED_BYTES)
    if (signature) session.signed = session.sent
    this.#o.channel.send('partialSigned', { id, signature: signature ?? EMPTY })
    // what it got is signed for: a good moment to give the slot to somebody else
    if (session.sent >= this.#o.receiptIntervalBytes && this.#o.events.turnOver(this.#o.channel.peer))
      this.#refuse(session, 'busy')
  }

  #countersign(session: UploadSession, receipt: Uint8Array, slack: number): Uint8Array | null {
    return this.#o.receipts.countersign(receipt, {
      requester: this.#o.channel.peer,
      root: session.root,
      nonce: session.nonce,
      sent: session.sent,
      slack,
      started: session.started,
      providerLogLength: session.providerLogLength,
      requesterLogLength: session.requesterLogLength,
    })
  }

  finish({ id, receipt }: TransferMessages['finish']): void {
    const session = this.#known(id)
    if (!session) return
    // what was dropped may have been on its way
    const signature = this.#countersign(session, receipt, session.dropped ? UNSIGNED_BYTES : 2 * CHUNK_BYTES)
    this.#o.channel.send('finished', { id, signature: signature ?? EMPTY })
    this.#close(session, null, signature !== null && session.source !== null && !session.waiting)
  }

  /** Ends every session, and says why. */
  refuseAll(reason: Refusal): void {
    for (const session of [...this.#sessions.values()]) this.#refuse(session, reason)
  }

  /** The channel is gone. */
  closed(): void {
    for (const session of [...this.#sessions.values()]) this.#close(session, null, false)
  }

  /**
   * The session behind an id; ids never opened close the channel, those over are ignored: messages cross on the way.
   */
  #known(id: number): UploadSession | undefined {
    if (id > this.#lastId) this.#o.reject('an id never opened')
    return this.#sessions.get(id)
  }

  #refuse(session: UploadSession, reason: Refusal): void {
    this.#o.channel.send('refused', { id: session.id, reason })
    this.#close(session, reason, false)
  }

  #close(session: UploadSession, refusal: Refusal | null, served: boolean): void {
    if (!this.#sessions.delete(session.id)) return
    void session.close()
    this.#o.events.closed(this.#o.channel.peer, session, { refusal, served })
  }

  async #pump(): Promise<void> {
    this.#pumping = true
    this.#buffers ??= [Buffer.allocUnsafeSlow(CHUNK_BYTES), Buffer.allocUnsafeSlow(CHUNK_BYTES)]
    let current = this.#next(this.#buffers[0])
    let spare = this.#buffers[1]
    while (current) {
      const place = await current.reading
      const following = this.#next(spare)
      if (following) spare = current.buffer
      if (typeof place !== 'string') await this.#send(current.session, current.buffer, place)
      else if (!current.session.over) this.#refuse(current.session, place)
      current = following ?? this.#next(current.buffer)
    }
    this.#pumping = false
  }

  /** Begins to read the next chunk of the session whose turn it is. */
  #next(
    buffer: Uint8Array,
  ): { session: UploadSession; buffer: Uint8Array; reading: ReturnType<UploadSession['read']> } | null {
    for (const session of this.#sessions.values()) {
      if (!session.waiting) continue
      // to the back of the queue
      this.#sessions.delete(session.id)
      this.#sessions.set(session.id, session)
      return { session, buffer, reading: session.read(buffer) }
    }
    return null
  }

  async #send(session: UploadSession, buffer: Uint8Array, place: { offset: number; length: number }): Promise<void> {
    const { channel, events, clock } = this.#o
    let piece: number
    for (let at = 0; at < place.length && !session.over && !channel.closed; at += piece) {
      piece = events.piece(channel.peer, DATA_BYTES)
      const bytes = buffer.subarray(at, Math.min(at + piece, place.length))
      const turn = events.pace(channel.peer, bytes.byteLength)
      if (turn) await turn
      if (session.over || channel.closed) break
      // the message is encoded before `send` returns, so that the buffer can be used again
      const room = channel.send('data', { id: session.id, offset: place.offset + at, bytes })
      session.sent += bytes.byteLength
      reportExternalBytes(bytes.byteLength)
      if (room) continue
      this.#stuck = clock.now()
      await channel.drained()
      this.#stuck = null
    }
    session.moved = clock.now()
    events.sent(channel.peer, session, place.length)
  }

  #watchIdle(): void {
    const { channel, clock } = this.#o
    const cancel = clock.after(IDLE_MS / 4, () => {
      const now = clock.now()
      // who asks and does not read must not keep a slot from others
      const stuck = this.#stuck !== null && now - this.#stuck >= IDLE_MS
      for (const session of [...this.#sessions.values()])
        if (!session.queued && (stuck || (!session.waiting && now - session.moved >= IDLE_MS)))
          this.#refuse(session, 'busy')
      if (!channel.closed) this.#watchIdle()
    })
    channel.onClose(cancel)
  }
}

/** What lies behind a root, or why it cannot be served. */
async function find(sources: SourceBook, root: string, peer: string): Promise<TransferSource | Refusal> {
  try {
    const source = await sources.source(root, peer)
    return source && source.size <= MAX_FILE_BYTES ? source : 'not-shared'
  } catch (error) {
    const code = error instanceof HyobanError ? error.code : ''
    return code === 'FILE_CHANGED' ? 'changed' : code === 'FOLDER_MISSING' ? 'vanished' : 'unreadable'
  }
}
