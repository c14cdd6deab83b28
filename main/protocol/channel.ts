/**
 * A message channel to one peer, as every room sees it. The overlay makes them; M maps each message type to its shape.
 * A message that the wire schema refuses closes the connection before any listener hears of it.
 */
export interface Channel<M> {
  /** The other side's identity: its Ed25519 public key, 64 hex digits, proven by the Noise handshake. */
  readonly peer: string
  readonly closed: boolean
  /**
   * Sends one message; returns false when the peer reads slower than we write: then await `drained()` before sending
   * more.
   */
  send<K extends keyof M>(type: K, message: M[K]): boolean
  /** Hears messages of one type; one listener a type, the latest wins. */
  on<K extends keyof M>(type: K, listener: (message: M[K]) => void): void
  /** Resolves when there is room to write again, or when the channel is closed (check `closed`). */
  drained(): Promise<void>
  /** Calls back once when the channel is closed, at once if it is closed already. */
  onClose(listener: () => void): void
  close(): void
}

/** All the channels of one protocol: one for each connected peer that speaks it. */
export interface ChannelHub<M> {
  /** The open channels by peer key. */
  readonly channels: ReadonlyMap<string, Channel<M>>
  /** Hears of each new channel, also of those open already; returns a function that stops it. */
  onOpen(listener: (channel: Channel<M>) => void): () => void
}
