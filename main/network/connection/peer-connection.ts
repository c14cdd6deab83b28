import type NoiseSecretStream from '@hyperswarm/secret-stream'
import Protomux from 'protomux'
import type { Clock } from '../../base/clock.ts'
import { toHex } from '../../base/hex.ts'
import type { Budget } from '../../domain/budgets.ts'
import { ConnectionBudget } from '../budget/connection-budget.ts'
import type { ArrivingFrames } from '../budget/frame-guard.ts'
import { FLUSH_MS } from '../patches/long-read.ts'
import { bypassRawStream } from '../patches/short-way.ts'

/** Bytes queued in one connection before `send` returns false. The library's own limit, 16 KiB, is below one chunk. */
const HIGH_WATER = 512 * 1024
/** A connection without data is considered dead after this many ms; both sides send a keep-alive every 5 s. */
export const SILENCE_MS = 20_000

/** Events of a connection. */
export interface ConnectionEvents {
  /** The peer broke the protocol; the connection is closed right after. */
  rejected(reason: string): void
  closed(): void
  /** The peer wants more than it may use. */
  limited(budget: Budget): void
  /** The connection is closed right after, though the peer has not broken the protocol. */
  dropped(reason: string): void
}

export interface PeerConnectionOptions {
  stream: NoiseSecretStream
  /** Frames of all connections, which share the memory for them. */
  arriving: ArrivingFrames
  clock: Clock
  events: ConnectionEvents
}

/** One encrypted connection to one peer, shared by all protocols: counts queued bytes, and ends once. */
export class PeerConnection {
  readonly peer: string
  readonly stream: NoiseSecretStream
  readonly mux: Protomux
  /** What its peer may use. */
  readonly budget: ConnectionBudget
  readonly #events: ConnectionEvents
  #closed = false
  #queued = 0
  #waiting: (() => void)[] = []

  constructor({ stream, arriving, clock, events }: PeerConnectionOptions) {
    this.peer = toHex(stream.remotePublicKey)
    this.stream = stream
    this.mux = Protomux.from(stream)
    this.#events = events
    // errors (reset, timeout, garbage) all end in 'close'; without a listener they would end the process
    stream.on('error', () => {})
    stream.on('close', () => this.#end())
    stream.on('drain', () => this.#drain())
    // packets in the middle of a message are reported up to FLUSH_MS late, see long-read.ts
    stream.setTimeout(SILENCE_MS + FLUSH_MS)
    bypassRawStream(stream, clock)
    this.budget = new ConnectionBudget({
      stream,
      mux: this.mux,
      arriving,
      clock,
      onLimited: (budget) => this.limited(budget),
      onExceeded: (reason) => this.reject(reason),
      onDropped: (reason) => this.#drop(reason),
    })
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Bytes that have arrived, of unfinished messages, too; acknowledgements and keep-alives are a few. */
  get arrivedBytes(): number {
    return (this.stream.rawStream as { bytesReceived?: number } | null)?.bytesReceived ?? 0
  }

  /** True when there is room to write. */
  get hasRoom(): boolean {
    return this.#queued < HIGH_WATER
  }

  /** Counts bytes written to the stream; `flushed`: it took them at once. Returns whether there is still room. */
  wrote(bytes: number, flushed: boolean): boolean {
    this.#queued = flushed ? 0 : this.#queued + bytes
    return this.hasRoom
  }

  /** Resolves when there is room to write, or when the connection ends. */
  room(): Promise<void> {
    if (this.#closed || this.hasRoom) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** Reports that the peer wants more than it may use. */
  limited(budget: Budget): void {
    this.#events.limited(budget)
  }

  /** Reports that the peer broke the protocol, then closes the connection. */
  reject(reason: string): void {
    if (this.#closed) return
    this.#events.rejected(reason)
    this.close()
  }

  close(): void {
    this.stream.destroy()
    this.#end()
  }

  #drop(reason: string): void {
    if (this.#closed) return
    this.#events.dropped(reason)
    this.close()
  }

  #drain(): void {
    this.#queued = 0
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  #end(): void {
    if (this.#closed) return
    this.#closed = true
    this.budget.end()
    this.#drain()
    this.#events.closed()
  }
}
