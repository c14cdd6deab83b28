/**
 * Thrown by a listener when a message breaks the protocol in a way that its encoding does not show: the peer is
 * disconnected, as for an invalid message.
 */
export class ProtocolViolation extends Error {}

/**
 * A message channel to one peer, opened by the network room. M maps each message type to its shape. An invalid message
 * closes the connection before any listener is called.
 */
export interface Channel<M> {
  /** The identity of the other side: its Ed25519 public key, 64 hex digits, proven by the Noise handshake. */
  readonly peer: string
  readonly closed: boolean
  /** Bytes that have arrived on the connection, of all protocols and in unfinished messages, too. */
  readonly arrivedBytes: number
  /** Sends one message. False means backpressure: await `drained()` before sending more. */
  send<K extends keyof M>(type: K, message: M[K]): boolean
  /** Sets the listener for messages of one type, replacing the former one. */
  on<K extends keyof M>(type: K, listener: (message: M[K]) => void): void
  /** Resolves when there is room to write again or the channel is closed (check `closed`). */
  drained(): Promise<void>
  /** Calls back once when the channel closes, immediately if it is already closed. */
  onClose(listener: () => void): void
  close(): void
}

/** The channels of one protocol, one per connected peer that speaks it. */
export interface ChannelHub<M> {
  /** The open channels by peer key. */
  readonly channels: ReadonlyMap<string, Channel<M>>
  /** Calls back for every open channel and each new one; returns the unsubscriber. */
  onOpen(listener: (channel: Channel<M>) => void): () => void
}
