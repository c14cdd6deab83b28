import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import type { Notice } from '../contract/activity.ts'

/** Events within this many ms of the first one are merged. */
const MERGE_MS = 1500
/** Minimum interval between notices of one kind, in ms; events in between are merged. */
const INTERVAL_MS = 15_000
/** Names listed in one notice. */
const MAX_NAMES = 3

/** An event worth a notice; `name` is that of the file, search or peer. */
export interface NoticeEvent {
  kind: Notice['kind']
  name: string
  /** Number of items, such as results of a wish; defaults to 1. */
  count?: number
  code?: Notice['code']
}

/** Desktop notices, rate-limited per kind; events close together are merged into one notice. */
export class Notices {
  readonly #events = new Emitter<{ notice: Notice }>()
  readonly #clock: Clock
  readonly #gathered = new Map<Notice['kind'], NoticeEvent[]>()
  readonly #resting = new Set<Notice['kind']>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(event: NoticeEvent): void {
    const { kind } = event
    const gathered = this.#gathered.get(kind)
    if (gathered) return void gathered.push(event)
    this.#gathered.set(kind, [event])
    // after a notice of this kind, the end of the interval flushes the next one
    if (!this.#resting.has(kind)) this.#clock.after(MERGE_MS, () => this.#flush(kind))
  }

  #flush(kind: Notice['kind']): void {
    const all = this.#gathered.get(kind)
    this.#gathered.delete(kind)
    this.#resting.delete(kind)
    if (!all) return
    this.#resting.add(kind)
    this.#clock.after(INTERVAL_MS, () => this.#flush(kind))
    const codes = new Set(all.map(({ code }) => code ?? null))
    this.#events.emit('notice', {
      kind,
      count: all.reduce((sum, { count = 1 }) => sum + count, 0),
      names: [...new Set(all.map(({ name }) => name))].slice(0, MAX_NAMES),
      code: codes.size === 1 ? ([...codes][0] ?? null) : null,
    })
  }

  /** Yields notices from now on until `signal` aborts. */
  async *stream(signal: AbortSignal): AsyncGenerator<Notice, void, void> {
    const waiting: Notice[] = []
    let wake = (): void => {}
    const off = this.#events.on('notice', (notice) => {
      waiting.push(notice)
      wake()
    })
    const stop = (): void => wake()
    signal.addEventListener('abort', stop, { once: true })
    try {
      while (!signal.aborted) {
        const next = waiting.shift()
        if (next) yield next
        else await new Promise<void>((resolve) => (wake = resolve))
      }
    } finally {
      off()
      signal.removeEventListener('abort', stop)
    }
  }
}
