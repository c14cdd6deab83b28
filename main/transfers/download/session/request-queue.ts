import { CHUNK_BYTES } from '../../../domain/merkle.ts'
import { RequestWindow } from './request-window.ts'

/** `dropped`: no longer wanted; it may still arrive. */
interface Requested {
  chunk: number
  dropped: boolean
}

/** Chunks requested from one provider, in the order in which it sends them, and when they are due. */
export class RequestQueue {
  readonly window: RequestWindow
  readonly #requested: Requested[] = []

  constructor(now: number) {
    this.window = new RequestWindow(now)
  }

  /** True while a wanted chunk is outstanding. */
  get busy(): boolean {
    return this.#requested.some(({ dropped }) => !dropped)
  }

  /** Number of outstanding chunks, including dropped ones. */
  get length(): number {
    return this.#requested.length
  }

  /** Number of outstanding chunks, without dropped ones. */
  get wanted(): number {
    return this.#requested.reduce((sum, { dropped }) => sum + (dropped ? 0 : 1), 0)
  }

  /** The chunk that arrives next. */
  get first(): number | undefined {
    return this.#requested[0]?.chunk
  }

  /** A chunk begins at `offset`: dropped ones before it were skipped. Returns the chunk that arrives next. */
  skipDroppedTo(offset: number): number | undefined {
    const requested = this.#requested
    while (requested[0]?.dropped && requested[0].chunk * CHUNK_BYTES !== offset) requested.shift()
    return this.first
  }

  add(from: number, count: number, now: number): void {
    this.window.asked(now, !this.busy)
    for (let i = 0; i < count; i++) this.#requested.push({ chunk: from + i, dropped: false })
  }

  /** The first chunk has arrived. */
  shift(): void {
    this.#requested.shift()
  }

  /** Marks a chunk as no longer wanted; false if it was not outstanding. */
  drop(chunk: number): boolean {
    const requested = this.#requested.find((one) => one.chunk === chunk && !one.dropped)
    if (requested) requested.dropped = true
    return requested !== undefined
  }

  /** Seconds until `chunk` arrives at the measured rate; `silence`: ms since the provider's last message. */
  due(chunk: number, silence: number): number {
    const place = this.#requested.findIndex((one) => one.chunk === chunk)
    if (place < 0) return 0
    return this.#secondsFor(place + 1) + Math.max(0, silence / 1000 - this.#secondsFor(1))
  }

  /** Seconds until one more chunk would arrive. */
  next(): number {
    return this.#secondsFor(this.#requested.length + 1) + this.window.delay / 1000
  }

  #secondsFor(chunks: number): number {
    const { rate } = this.window
    // A source that is not measured yet is assumed to be slow: one chunk per second.
    return (chunks * CHUNK_BYTES) / (rate > 0 ? rate : CHUNK_BYTES)
  }
}
