import { Emitter } from './emitter.ts'

/** The most links that wait for somebody to look at them. */
const MOST = 16

/** Links that the user opened outside, until a page takes them: each is handed out once. */
export class LinkInbox<L> {
  readonly #events = new Emitter<{ came: null }>()
  #waiting: L[] = []

  add(link: L): void {
    this.#waiting.push(link)
    if (this.#waiting.length > MOST) this.#waiting.shift()
    this.#events.emit('came', null)
  }

  /** What waits, then whatever comes, until `signal` aborts. */
  async *take(signal: AbortSignal): AsyncGenerator<L, void, void> {
    let wake = (): void => {}
    const off = this.#events.on('came', () => wake())
    const stop = (): void => wake()
    signal.addEventListener('abort', stop, { once: true })
    try {
      while (!signal.aborted) {
        const link = this.#waiting.shift()
        if (link !== undefined) yield link
        else await new Promise<void>((resolve) => (wake = resolve))
      }
    } finally {
      off()
      signal.removeEventListener('abort', stop)
    }
  }
}
