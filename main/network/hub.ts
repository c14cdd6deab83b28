import { messageOf } from '../base/errors.ts'
import type { Channel, ChannelHub } from '../protocol/channel.ts'
import type { PeerConnection } from './connection/peer-connection.ts'
import { PeerChannel } from './connection/peer-channel.ts'
import { type WireProtocol, wireName } from '../protocol/codec.ts'

/** Maximum openings of a protocol on one connection; a peer that exceeds it is disconnected. */
export const MAX_OPENINGS = 16

/** The channels of one protocol on all connections. */
export class Hub<M> implements ChannelHub<M> {
  readonly name: string
  readonly channels = new Map<string, Channel<M>>()
  readonly #protocol: WireProtocol<M>
  readonly #log: (line: string) => void
  readonly #listeners = new Set<(channel: Channel<M>) => void>()

  constructor(protocol: WireProtocol<M>, log: (line: string) => void) {
    this.name = wireName(protocol)
    this.#protocol = protocol
    this.#log = log
  }

  onOpen(listener: (channel: Channel<M>) => void): () => void {
    this.#listeners.add(listener)
    for (const channel of this.channels.values()) listener(channel)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** Opens the protocol on a connection, and again whenever the peer opens it first. */
  attach(connection: PeerConnection): void {
    let openings = 0
    const open = (): void => {
      if (connection.closed) return
      if (++openings > MAX_OPENINGS) return connection.reject(`${this.name}: opened too often`)
      const channel: Channel<M> = new PeerChannel<M>({
        connection,
        protocol: this.#protocol,
        log: this.#log,
        onOpen: (opened) => this.#opened(connection, opened),
        onClose: (ended) => {
          if (this.channels.get(ended.peer) === ended) this.channels.delete(ended.peer)
        },
      })
      if (channel.closed) openings--
    }
    connection.mux.pair({ protocol: this.name }, open)
    open()
  }

  #opened(connection: PeerConnection, channel: Channel<M>): void {
    this.channels.set(channel.peer, channel)
    for (const listener of [...this.#listeners]) {
      try {
        listener(channel)
      } catch (error) {
        this.#log(`${this.name}: ${messageOf(error)}`)
        return connection.close()
      }
    }
  }
}
