/**
 * A message channel to one peer; the network room makes them. M maps each message type to its shape. A message that the
 * schema refuses closes the connection before a listener is called.
 */
export interface Channel<M> {
  /** The identity of the other side: its Ed25519 public key, 64 hex digits, proven by the Noise handshake. */
  readonly peer: string
  readonly closed: boolean
  /**
   * Sends one message; false if the peer reads more slowly than we write: then await `drained()` before sending more.
   */
  send<K extends keyof M>(type: K, message: M[K]): boolean
  /** Sets the listener for messages of one type, replacing the former one. */
  on<K extends keyof M>(type: K, listener: (message: M[K]) => void): void
  /** Resolves when there is room to write again, or when the channel is closed (check `closed`). */
  drained(): Promise<void>
  /** Calls back once when the channel is closed, at once if it is closed already. */
  onClose(listener: () => void): void
  close(): void
}

/** The channels of one protocol: one for each connected peer that speaks it. */
export interface ChannelHub<M> {
  /** The open channels by peer key. */
  readonly channels: ReadonlyMap<string, Channel<M>>
  /** Calls back for each channel, those open now and new ones; returns a function that stops it. */
  onOpen(listener: (channel: Channel<M>) => void): () => void
}
