// What a connection may make this node hold of a frame that has not arrived whole. The length comes first, so a frame
// that is too long is refused before memory is taken for it. A frame that has begun must make progress, and the frames
// that have begun on all connections share a budget: when it is used up, the longest one goes.
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import type { Clock } from '../../base/clock.ts'
import { arrivingFrame, dropFrame, onFrameBegun } from '../patches/frame-prefix.ts'

/** Longest frame of a peer that has no community in common yet: a hello or a credential, with room to spare. */
export const MAX_HELLO_FRAME = 8 * 1024
/**
 * Longest frame of an admitted peer. Ours end below 1 MiB (see mux-limits.ts), but protomux makes batches of 8 MiB and
 * one message more, which other versions may send.
 */
export const MAX_FRAME = 9 * 1024 * 1024
/** Bytes of frames that have begun, on all connections together. */
export const MAX_ARRIVING = 32 * 1024 * 1024
/** A frame must grow by MIN_PROGRESS bytes or end within this many ms: 550 bytes a second. */
export const PROGRESS_MS = 30_000
const MIN_PROGRESS = 16 * 1024

interface FrameGuardOptions {
  stream: NoiseSecretStream
  /** The frames of all connections. */
  arriving: ArrivingFrames
  clock: Clock
  /** The peer sends a frame that it may not send. */
  onRefused: (reason: string) => void
  /** The frame is too slow, or there is no memory for it; not a violation. */
  onDropped: (reason: string) => void
}

/** Watches the frames that arrive on one connection. */
export class FrameGuard {
  readonly #options: FrameGuardOptions
  #max = MAX_HELLO_FRAME
  #ended = false
  #cancelCheck: (() => void) | null = null
  /** Counts the frames that did not arrive at once. */
  #frames = 0

  constructor(options: FrameGuardOptions) {
    this.#options = options
    options.arriving.add(this)
    onFrameBegun(options.stream, (length) => this.#begun(length))
  }

  /** Bytes that the arriving frame takes; 0 between frames. */
  get held(): number {
    return this.#ended ? 0 : (arrivingFrame(this.#options.stream)?.length ?? 0)
  }

  /** Allows frames as long as an admitted peer may send them. */
  admit(): void {
    this.#max = MAX_FRAME
  }

  drop(reason: string): void {
    if (this.#ended) return
    this.#options.onDropped(reason)
    this.end()
  }

  /** To be called when the connection has ended. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#cancelCheck?.()
    this.#options.arriving.delete(this)
    dropFrame(this.#options.stream)
  }

  #begun(length: number): void {
    if (this.#ended) return
    this.#frames++
    if (length > MAX_FRAME) return this.#refuse(length)
    // messages that arrived before it may admit the peer, and are processed after this call
    if (length > this.#max) setImmediate(() => this.#checkLength())
    this.#watchProgress()
    this.#options.arriving.began(this)
  }

  #checkLength(): void {
    const frame = this.#ended ? null : arrivingFrame(this.#options.stream)
    if (frame && frame.length > this.#max) this.#refuse(frame.length)
  }

  #refuse(length: number): void {
    this.#options.onRefused(`a frame of ${length} bytes`)
    this.end()
  }

  #watchProgress(): void {
    if (this.#cancelCheck) return
    const [frames, before] = [this.#frames, arrivingFrame(this.#options.stream)?.received ?? 0]
    this.#cancelCheck = this.#options.clock.after(PROGRESS_MS, () => {
      this.#cancelCheck = null
      const frame = arrivingFrame(this.#options.stream)
      if (this.#ended || !frame) return
      if (frames === this.#frames && frame.received - before < MIN_PROGRESS) this.drop('its message makes no progress')
      else this.#watchProgress()
    })
  }
}

/** The frames that are arriving on all connections. */
export class ArrivingFrames {
  /** In the order in which their present frames began. */
  readonly #guards = new Set<FrameGuard>()

  add(guard: FrameGuard): void {
    this.#guards.add(guard)
  }

  delete(guard: FrameGuard): void {
    this.#guards.delete(guard)
  }

  /**
   * To be called when a frame begins: drops the longest ones, and of equal ones the oldest, until the rest is within
   * the budget. Frames of `data` (256 KiB) on all places together are.
   */
  began(guard: FrameGuard): void {
    this.#guards.delete(guard)
    this.#guards.add(guard)
    let sum = 0
    for (const { held } of this.#guards) sum += held
    if (sum <= MAX_ARRIVING) return
    for (const longest of [...this.#guards].sort((a, b) => b.held - a.held)) {
      if (sum <= MAX_ARRIVING) return
      sum -= longest.held
      longest.drop('there is no memory for its message')
    }
  }
}
