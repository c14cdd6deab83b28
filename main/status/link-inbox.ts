import { Emitter } from '../base/emitter.ts'

/** Maximum number of waiting links. */
const MAX_LINKS = 16

/** Queues links that the user opened in other programs until a page takes them, each once. */
export class LinkInbox<L> {
  readonly #events = new Emitter<{ came: null }>()
  #waiting: L[] = []

  add(link: L): void {
    this.#waiting.push(link)
    if (this.#waiting.length > MAX_LINKS) this.#waiting.shift()
    this.#events.emit('came', null)
  }

  /** Yields waiting links, then new ones, until `signal` aborts. */
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
