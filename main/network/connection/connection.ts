import type NoiseSecretStream from '@hyperswarm/secret-stream'
import Protomux from 'protomux'
import type { Clock } from '../../base/clock.ts'
import { toHex } from '../../base/hex.ts'
import { SHOW_MS } from '../patches/long-read.ts'
import { takeShortWay } from '../patches/short-way.ts'

/**
 * Bytes that may wait in one connection before `send` says stop. The library's own mark of 16 KiB would stop after
 * every chunk.
 */
const HIGH_WATER = 512 * 1024
/** A peer that says nothing for so long is gone; both sides send a keep-alive every 5 s. */
export const SILENCE_MS = 20_000

/** What a connection reports. */
export interface ConnectionEvents {
  /** The peer broke the protocol; the connection is closed right after. */
  rejected(reason: string): void
  closed(): void
}

/** One encrypted connection to one peer, shared by all protocols: how much waits to be written, and how it ends. */
export class Connection {
  readonly peer: string
  readonly stream: NoiseSecretStream
  readonly mux: Protomux
  readonly #events: ConnectionEvents
  #closed = false
  #queued = 0
  #waiting: (() => void)[] = []

  constructor(stream: NoiseSecretStream, clock: Clock, events: ConnectionEvents) {
    this.peer = toHex(stream.remotePublicKey)
    this.stream = stream
    this.mux = Protomux.from(stream)
    this.#events = events
    // Errors (reset, timeout, garbage) all end in 'close'; without a listener they would end the process.
    stream.on('error', () => {})
    stream.on('close', () => this.#end())
    stream.on('drain', () => this.#drain())
    // what comes in the middle of a message is heard of so much later
    stream.setTimeout(SILENCE_MS + SHOW_MS)
    takeShortWay(stream, clock)
  }

  get closed(): boolean {
    return this.#closed
  }

  /** True when there is room to write. */
  get hasRoom(): boolean {
    return this.#queued < HIGH_WATER
  }

  /** Counts bytes handed to the stream; `flushed` when the stream took them at once. */
  wrote(bytes: number, flushed: boolean): boolean {
    this.#queued = flushed ? 0 : this.#queued + bytes
    return this.hasRoom
  }

  /** Resolves when there is room to write, or when the connection ends. */
  room(): Promise<void> {
    if (this.#closed || this.hasRoom) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** The peer broke the protocol: says so, then ends the connection. */
  reject(reason: string): void {
    if (this.#closed) return
    this.#events.rejected(reason)
    this.close()
  }

  close(): void {
    this.stream.destroy()
    this.#end()
  }

  #drain(): void {
    this.#queued = 0
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  #end(): void {
    if (this.#closed) return
    this.#closed = true
    this.#drain()
    this.#events.closed()
  }
}
