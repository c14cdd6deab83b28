import type { Channel } from '../protocol/channel.ts'
import { DownloadSession, WINDOW, type SessionOptions } from './download/session.ts'
import { PeerUploads, type PeerUploadsOptions } from './upload/peer-uploads.ts'
import type { Refusal, TransferMessages } from '../protocol/transfer.ts'

/** Bytes that may still come for sessions that I ended: twice what can be on its way. */
const LATE_BYTES = 2 * WINDOW

/** One peer's channel: hands each message to the session it belongs to, mine (downloads) or the peer's (uploads). */
export class PeerLink {
  readonly channel: Channel<TransferMessages>
  /** Ends the connection to a peer that breaks the rules. */
  readonly reject: (reason: string) => void
  readonly #uploads: PeerUploads
  readonly #downloads = new Map<number, DownloadSession>()
  #nextId = 1
  #late = 0

  constructor(options: PeerUploadsOptions) {
    const { channel } = options
    this.channel = channel
    this.reject = options.reject
    this.#uploads = new PeerUploads(options)
    // both take long; handed back, so that a failure of ours ends this connection, not the process
    channel.on('open', (message) => this.#uploads.open(message))
    channel.on('request', (message) => this.#uploads.request(message))
    channel.on('cancel', (message) => this.#uploads.cancel(message))
    channel.on('finish', (message) => this.#uploads.finish(message))
    channel.on('partial', (message) => this.#uploads.partial(message))
    channel.on('drop', (message) => this.#uploads.drop(message))
    channel.on('partialSigned', (message) => this.#session(message.id)?.partialSigned(message))
    channel.on('accepted', (message) => this.#session(message.id)?.accepted(message))
    channel.on('queued', (message) => this.#session(message.id)?.queued(message))
    channel.on('have', (message) => this.#session(message.id)?.have(message))
    channel.on('bitfield', (message) => this.#session(message.id, message.bits.byteLength)?.bitfield(message))
    channel.on('layer', (message) => this.#session(message.id, message.hashes.byteLength)?.layer(message))
    channel.on('refused', (message) => this.#session(message.id)?.refused(message))
    channel.on('data', (message) => this.#session(message.id, message.bytes.byteLength)?.data(message))
    channel.on('finished', (message) => this.#session(message.id)?.finished(message))
    channel.onClose(() => {
      this.#uploads.closed()
      for (const session of [...this.#downloads.values()]) session.closed()
      this.#downloads.clear()
    })
  }

  /** Ends all uploads to this peer, and says why. */
  refuseUploads(reason: Refusal): void {
    this.#uploads.refuseAll(reason)
  }

  /** A new session for a content that this peer is asked for; the caller opens it. */
  session(options: Omit<SessionOptions, 'channel' | 'id'>): { id: number; session: DownloadSession } {
    const id = this.#nextId++
    const session = new DownloadSession({ ...options, channel: this.channel, id })
    this.#downloads.set(id, session)
    return { id, session }
  }

  /** Ends a session's claim on messages; what is still on its way is ignored. */
  forget(id: number): void {
    if (this.#downloads.delete(id)) this.#late = 0
  }

  #session(id: number, bytes = 0): DownloadSession | undefined {
    const session = this.#downloads.get(id)
    if (session) return session
    this.#late += bytes
    if (id >= this.#nextId || id === 0 || this.#late > LATE_BYTES) this.reject('data that nobody asked for')
    return undefined
  }
}
