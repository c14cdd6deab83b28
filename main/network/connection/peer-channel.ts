import { messageOf } from '../../base/errors.ts'
import { type Channel, ProtocolViolation } from '../../protocol/channel.ts'
import type { ProtomuxChannel, ProtomuxMessage } from 'protomux'
import { type Codec, uintUpTo } from '../../base/codec.ts'
import type { TokenBucket } from '../../base/token-bucket.ts'
import type { PeerConnection } from './peer-connection.ts'
import { CreditIn, CreditOut } from './flow-control.ts'
import { Refused, strict, type WireProtocol, wireName } from '../../protocol/codec.ts'

const creditCodec = uintUpTo(Number.MAX_SAFE_INTEGER)

type Listeners<M> = { [K in keyof M]?: (message: M[K]) => unknown }
type Senders<M> = { [K in keyof M]: ProtomuxMessage<M[K] | Refused> }

export interface PeerChannelOptions<M> {
  connection: PeerConnection
  protocol: WireProtocol<M>
  log: (line: string) => void
  onOpen: (channel: Channel<M>) => void
  onClose: (channel: Channel<M>) => void
}

/**
 * One protocol on a connection. Opens itself; `onOpen` is called once the peer has opened it too. If a listener
 * returns a promise, the message counts as processed when it settles; the sender is held back by unprocessed bytes, see
 * flow-control.ts.
 */
export class PeerChannel<M> implements Channel<M> {
  readonly peer: string
  readonly #options: PeerChannelOptions<M>
  readonly #mux: ProtomuxChannel | null
  readonly #senders = {} as Senders<M>
  readonly #listeners: Listeners<M> = {}
  readonly #closeListeners: (() => void)[] = []
  readonly #bucket: TokenBucket | null
  readonly #out = new CreditOut()
  readonly #in = new CreditIn((bytes) => this.#grant?.send(bytes))
  readonly #grant: ProtomuxMessage<number | Refused> | null = null
  #closed = false
  /** Payload bytes of the last message encoded or decoded. */
  #size = 0

  constructor(options: PeerChannelOptions<M>) {
    const { connection, protocol } = options
    this.peer = connection.peer
    this.#options = options
    this.#bucket = protocol.rate ? connection.budget.messages(wireName(protocol), protocol.rate) : null
    this.#mux = connection.mux.createChannel({
      protocol: wireName(protocol),
      onopen: () => options.onOpen(this),
      onclose: () => this.#end(),
    })
    if (!this.#mux) {
      this.#closed = true
      return
    }
    this.#grant = this.#mux.addMessage<number | Refused>({
      encoding: strict(creditCodec, 9),
      onmessage: (bytes) => this.#credited(bytes),
    })
    for (const type of Object.keys(protocol.messages) as (keyof M & string)[]) this.#addMessage(this.#mux, type)
    this.#mux.open()
  }

  get closed(): boolean {
    return this.#closed || this.#options.connection.closed
  }

  get arrivedBytes(): number {
    return this.#options.connection.arrivedBytes
  }

  send<K extends keyof M>(type: K, message: M[K]): boolean {
    if (this.closed) return false
    const { connection } = this.#options
    const flushed = this.#senders[type].send(message)
    this.#out.sent(this.#size)
    return connection.wrote(this.#size, flushed) && this.#out.hasRoom
  }

  on<K extends keyof M>(type: K, listener: (message: M[K]) => void): void {
    this.#listeners[type] = listener
  }

  async drained(): Promise<void> {
    const { connection } = this.#options
    while (!this.closed && !(connection.hasRoom && this.#out.hasRoom)) {
      await connection.room()
      await this.#out.room()
    }
  }

  onClose(listener: () => void): void {
    if (this.closed) listener()
    else this.#closeListeners.push(listener)
  }

  close(): void {
    if (!this.#closed) this.#mux?.close()
  }

  #addMessage<K extends keyof M & string>(mux: ProtomuxChannel, type: K): void {
    const { encoding, maxBytes } = this.#options.protocol.messages[type]
    const checked = strict(encoding, maxBytes)
    const measured: Codec<M[K] | Refused> = {
      ...checked,
      preencode: (state, message) => {
        const before = state.end
        checked.preencode(state, message)
        this.#size = state.end - before
      },
      decode: (state) => {
        this.#size = state.end - state.start
        return checked.decode(state)
      },
    }
    this.#senders[type] = mux.addMessage({ encoding: measured, onmessage: (message) => this.#receive(type, message) })
  }

  #receive<K extends keyof M & string>(type: K, message: M[K] | Refused): void {
    const { connection, protocol, log } = this.#options
    if (this.closed) return
    if (message instanceof Refused) return connection.reject(`${protocol.name} ${type}: ${message.reason}`)
    if (this.#bucket && !this.#bucket.take()) {
      connection.limited('messages')
      return connection.reject(`${protocol.name}: too many messages`)
    }
    const size = this.#size
    if (!this.#in.received(size)) return connection.reject(`${protocol.name}: sends more than it may`)
    const failed = (error: unknown): void => {
      if (error instanceof ProtocolViolation) return connection.reject(`${protocol.name} ${type}: ${error.message}`)
      // an error of a listener must not pass through protomux, where it would end the process
      log(`${protocol.name} ${type}: ${messageOf(error)}`)
      connection.close()
    }
    try {
      const work = this.#listeners[type]?.(message)
      if (isPromise(work)) work.then(() => this.#taken(size), failed)
      else this.#taken(size)
    } catch (error) {
      failed(error)
    }
  }

  #taken(bytes: number): void {
    if (!this.closed) this.#in.taken(bytes)
  }

  #credited(bytes: number | Refused): void {
    if (this.closed) return
    if (bytes instanceof Refused || !this.#out.credited(bytes))
      this.#options.connection.reject(`${this.#options.protocol.name}: false credit`)
  }

  #end(): void {
    if (this.#closed) return
    this.#closed = true
    this.#out.end()
    this.#options.onClose(this)
    for (const listener of this.#closeListeners.splice(0)) listener()
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function'
}
