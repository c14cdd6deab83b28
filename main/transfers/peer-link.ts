import type { Channel } from '../protocol/channel.ts'
import type { Refusal, TransferMessages } from '../protocol/transfer.ts'
import { MAX_WINDOW_BYTES } from './download/session/request-window.ts'
import { DownloadSession } from './download/session/session.ts'
import type { SessionOptions } from './download/session/session-types.ts'
import { PeerUploads, type PeerUploadsOptions } from './upload/peer-uploads.ts'

/** Bytes that may still arrive for sessions ended on this side: twice the request window. */
const LATE_BYTES = 2 * MAX_WINDOW_BYTES

/** The transfer channel to one peer: routes each message to its download or upload session. */
export class PeerLink {
  readonly channel: Channel<TransferMessages>
  /** Disconnects a peer that breaks the protocol. */
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
    // Promises are returned, so that a local failure ends this connection and not the process.
    channel.on('open', (message) => this.#uploads.open(message))
    channel.on('request', (message) => this.#uploads.request(message))
    channel.on('cancel', (message) => this.#uploads.cancel(message))
    channel.on('finish', (message) => this.#uploads.finish(message))
    channel.on('partial', (message) => this.#uploads.signInterim(message))
    channel.on('drop', (message) => this.#uploads.drop(message))
    channel.on('partialSigned', (message) => this.#session(message.id)?.interimSigned(message))
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

  /** Ends all uploads to this peer with the given reason. */
  refuseUploads(reason: Refusal): void {
    this.#uploads.refuseAll(reason)
  }

  /** Creates a download session with this peer; the caller opens it. */
  session(options: Omit<SessionOptions, 'channel' | 'id'>): DownloadSession {
    const session = new DownloadSession({ ...options, channel: this.channel, id: this.#nextId++ })
    this.#downloads.set(session.id, session)
    return session
  }

  /** Ignores messages for this session from now on. */
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
