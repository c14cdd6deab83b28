import type { Clock } from '../../base/clock.ts'
import { HyobanError } from '../../base/errors.ts'
import { MAX_FILE_BYTES } from '../../domain/content.ts'
import { CHUNK_BYTES, HASH_BYTES } from '../../domain/merkle.ts'
import type { Channel } from '../../protocol/channel.ts'
import { LAYER_PART, type Refusal, type TransferMessages } from '../../protocol/transfer.ts'
import type { FileSystem, ReceiptTerms, SourceBook, TransferSource } from '../ports.ts'
import type { UploadAdmission } from './admission.ts'
import { ChunkSender, type SessionOwner } from './chunk-sender.ts'
import { inTime } from './disk-time.ts'
import type { UploadList } from './list.ts'
import { UploadSession } from './session.ts'
import type { UploadScheduler } from './upload-scheduler.ts'

/** Maximum number of open sessions per peer. */
export const MAX_PER_PEER = 16
/** Session without requests, or of a peer that reads nothing, is ended after this many ms. */
export const IDLE_MS = 120_000
/** Bytes that may be in transit, or not yet written by the requester, when an interim receipt is signed. */
export const UNSIGNED_BYTES = 32 * CHUNK_BYTES
/** Time limit for looking a file up, and for opening it, in ms; a requester waits 30 s in all. */
const LOOKUP_LIMIT_MS = 8000
const EMPTY = new Uint8Array(0)

/** What uploads to all peers share. */
export interface UploadHost {
  storage: { sources: SourceBook; files: FileSystem }
  /** One receipt interval, and the bytes in transit, are sent without a receipt. */
  receipts: ReceiptTerms
  admission: UploadAdmission
  scheduler: UploadScheduler
  list: UploadList
  clock: Clock
}

export interface PeerUploadsOptions {
  channel: Channel<TransferMessages>
  host: UploadHost
  /** Disconnects a peer that breaks the protocol. */
  reject(reason: string): void
}

/** All uploads to one peer: handles its messages, with one session per content. */
export class PeerUploads implements SessionOwner {
  readonly sessions = new Map<number, UploadSession>()
  readonly #channel: Channel<TransferMessages>
  readonly #host: UploadHost
  readonly #reject: (reason: string) => void
  readonly #sender: ChunkSender
  #lastId = -1

  constructor({ channel, host, reject }: PeerUploadsOptions) {
    this.#channel = channel
    this.#host = host
    this.#reject = reject
    const { scheduler, list, clock } = host
    this.#sender = new ChunkSender({ owner: this, channel, scheduler, list, clock })
    this.#watchIdle()
  }

  async open(message: TransferMessages['open']): Promise<void> {
    const { storage, receipts, admission, scheduler, list, clock } = this.#host
    const channel = this.#channel
    if (message.id <= this.#lastId) return this.#reject('an id used twice')
    this.#lastId = message.id
    const session = new UploadSession(message, clock.now())
    if (this.sessions.size >= MAX_PER_PEER || admission.full)
      return void channel.send('refused', { id: session.id, reason: 'busy' })
    this.sessions.set(session.id, session)
    admission.opened(channel.peer, session, () => this.refuse(session, 'busy'))
    const offered = await this.#find(session)
    if (session.over) return
    if (typeof offered === 'string') return this.refuse(session, offered)
    const refused = admission.refusal(channel.peer, session.root)
    if (refused) return this.refuse(session, refused)
    const slot = scheduler.admit(channel.peer, session, {
      announce: (place) => channel.send('queued', { id: session.id, ...place }),
      end: () => this.refuse(session, 'busy'),
    })
    if (slot) await slot
    if (session.over) return
    // Meanwhile the file, or who may have it, can have changed: only what is true now is served.
    const source = slot ? await this.#find(session) : offered
    if (session.over) return
    if (typeof source === 'string') return this.refuse(session, source)
    const refusal = await inTime(session.open(source, storage.files), { ms: LOOKUP_LIMIT_MS, clock })
    if (session.over) return
    if (refusal) return this.refuse(session, refusal)
    session.providerLogLength = receipts.maker.logLength()
    list.accepted(channel.peer, session)
    channel.send('accepted', { id: session.id, size: source.size, logLength: session.providerLogLength })
    if (message.layer === 1) await this.#sendLayer(session, source)
    if (!session.over) session.announceChunks(channel)
  }

  #find({ root }: UploadSession): Promise<TransferSource | Refusal> {
    const { storage, clock } = this.#host
    return inTime(find(storage.sources, root, this.#channel.peer), { ms: LOOKUP_LIMIT_MS, clock })
  }

  async request(message: TransferMessages['request']): Promise<void> {
    const session = this.#known(message.id)
    if (!session) return
    if (!session.ask(message)) return this.#reject('an impossible request')
    const stop = this.#host.admission.stopReason(this.#channel.peer)
    if (stop) return this.refuse(session, stop)
    // Another source may have shown meanwhile that the content is not for everybody.
    const { sources } = this.#host.storage
    if (sources.mayHave?.(session.root, this.#channel.peer) === false) return this.refuse(session, 'not-shared')
    // A requester that does not sign receipts gets no more data.
    if (session.sent - session.signed > this.#host.receipts.intervalBytes + UNSIGNED_BYTES)
      return this.refuse(session, 'refused')
    session.moved = this.#host.clock.now()
    await this.#sender.run()
  }

  drop({ id, from, count }: TransferMessages['drop']): void {
    this.#known(id)?.drop(from, count)
  }

  cancel({ id }: TransferMessages['cancel']): void {
    const session = this.#known(id)
    if (session) this.#close(session, null, false)
  }

  /** `partial` on the wire: signs an interim receipt. */
  signInterim({ id, receipt }: TransferMessages['partial']): void {
    const session = this.#known(id)
    if (!session) return
    const signature = this.#countersign(session, receipt, UNSIGNED_BYTES)
    if (signature) session.signed = session.sent
    this.#channel.send('partialSigned', { id, signature: signature ?? EMPTY })
    // All data is covered by receipts: a good moment to give the slot to another peer.
    const { receipts, scheduler } = this.#host
    if (session.sent >= receipts.intervalBytes && scheduler.slots.turnOver(this.#channel.peer))
      this.refuse(session, 'busy')
  }

  finish({ id, receipt }: TransferMessages['finish']): void {
    const session = this.#known(id)
    if (!session) return
    // Dropped chunks may have been sent, but are not counted by the requester.
    const signature = this.#countersign(session, receipt, session.dropped ? UNSIGNED_BYTES : 2 * CHUNK_BYTES)
    this.#channel.send('finished', { id, signature: signature ?? EMPTY })
    this.#close(session, null, signature !== null && session.source !== null && !session.waiting)
  }

  /** Ends a session and sends the reason to the requester. */
  refuse(session: UploadSession, reason: Refusal): void {
    this.#channel.send('refused', { id: session.id, reason })
    this.#close(session, reason, false)
  }

  refuseAll(reason: Refusal): void {
    for (const session of [...this.sessions.values()]) this.refuse(session, reason)
  }

  /** Call when the channel is closed. */
  closed(): void {
    for (const session of [...this.sessions.values()]) this.#close(session, null, false)
  }

  /** Undefined for an ended session, as messages may cross in transit; an id that was never opened is abuse. */
  #known(id: number): UploadSession | undefined {
    if (id > this.#lastId) this.#reject('an id never opened')
    return this.sessions.get(id)
  }

  #countersign(session: UploadSession, receipt: Uint8Array, slack: number): Uint8Array | null {
    const { source, root, nonce, sent, started, providerLogLength, requesterLogLength } = session
    if (!source) return null
    return this.#host.receipts.maker.countersign(receipt, {
      requester: this.#channel.peer,
      root,
      size: source.size,
      nonce,
      sent,
      slack,
      started,
      providerLogLength,
      requesterLogLength,
    })
  }

  async #sendLayer(session: UploadSession, { layer }: TransferSource): Promise<void> {
    const channel = this.#channel
    for (let from = 0; from * HASH_BYTES < layer.byteLength && !channel.closed; from += LAYER_PART) {
      const hashes = layer.subarray(from * HASH_BYTES, (from + LAYER_PART) * HASH_BYTES)
      if (!channel.send('layer', { id: session.id, from, hashes })) await channel.drained()
    }
  }

  #close(session: UploadSession, refusal: Refusal | null, served: boolean): void {
    if (!this.sessions.delete(session.id)) return
    void session.close()
    const { admission, scheduler, list } = this.#host
    admission.closed(session)
    scheduler.leave(this.#channel.peer, session)
    list.ended(this.#channel.peer, session, { refusal, served })
  }

  /** Frees the slots of peers that request nothing, or do not read. */
  #watchIdle(): void {
    const cancel = this.#host.clock.after(IDLE_MS / 4, () => {
      const now = this.#host.clock.now()
      const { stuckSince } = this.#sender
      const stuck = stuckSince !== null && now - stuckSince >= IDLE_MS
      for (const session of [...this.sessions.values()])
        if (!session.queued && (stuck || (!session.waiting && now - session.moved >= IDLE_MS)))
          this.refuse(session, 'busy')
      if (!this.#channel.closed) this.#watchIdle()
    })
    this.#channel.onClose(cancel)
  }
}

/** The source for a root, or why it cannot be served. */
async function find(sources: SourceBook, root: string, peer: string): Promise<TransferSource | Refusal> {
  try {
    const source = await sources.source(root, peer)
    return source && source.size <= MAX_FILE_BYTES ? source : 'not-shared'
  } catch (error) {
    const code = error instanceof HyobanError ? error.code : ''
    if (code === 'IN_USE') return 'busy'
    return code === 'FILE_CHANGED' ? 'changed' : code === 'FOLDER_MISSING' ? 'vanished' : 'unreadable'
  }
}
