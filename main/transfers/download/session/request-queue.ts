import { CHUNK_BYTES } from '../../../domain/merkle.ts'
import { RequestWindow } from './request-window.ts'

/** `dropped`: not wanted any more; it may arrive or not. */
interface Requested {
  chunk: number
  dropped: boolean
}

/** Chunks requested from one provider, in the order in which it will send them, and when they are due. */
export class RequestQueue {
  readonly window: RequestWindow
  readonly #requested: Requested[] = []

  constructor(now: number) {
    this.window = new RequestWindow(now)
  }

  /** True while a chunk that is still wanted is outstanding. */
  get busy(): boolean {
    return this.#requested.some(({ dropped }) => !dropped)
  }

  /** Chunks outstanding, including dropped ones. */
  get length(): number {
    return this.#requested.length
  }

  /** Chunks outstanding that are still wanted. */
  get wanted(): number {
    return this.#requested.reduce((sum, { dropped }) => sum + (dropped ? 0 : 1), 0)
  }

  /** The chunk that arrives next. */
  get first(): number | undefined {
    return this.#requested[0]?.chunk
  }

  /** A chunk begins at `offset`: dropped ones before it will not come. Returns the chunk that arrives next. */
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

  /** True if the chunk was outstanding and wanted; it is not wanted any more. */
  drop(chunk: number): boolean {
    const requested = this.#requested.find((one) => one.chunk === chunk && !one.dropped)
    if (requested) requested.dropped = true
    return requested !== undefined
  }

  /** Seconds until `chunk` will be here, at the measured rate; `silence`: ms since the provider was last heard. */
  due(chunk: number, silence: number): number {
    const place = this.#requested.findIndex((one) => one.chunk === chunk)
    if (place < 0) return 0
    return this.#secondsFor(place + 1) + Math.max(0, silence / 1000 - this.#secondsFor(1))
  }

  /** Seconds until one more chunk would be here. */
  next(): number {
    return this.#secondsFor(this.#requested.length + 1) + this.window.delay / 1000
  }

  #secondsFor(chunks: number): number {
    const { rate } = this.window
    // an unmeasured source is assumed to be slow: one chunk a second
    return (chunks * CHUNK_BYTES) / (rate > 0 ? rate : CHUNK_BYTES)
  }
}
