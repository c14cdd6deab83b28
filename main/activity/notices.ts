import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import type { Notice } from '../contract/activity.ts'

/** Events within this time of the first one become one notice, in ms. */
const GATHER_MS = 1500
/** Minimum time between two notices of a kind, in ms; events in between are reported together. */
const INTERVAL_MS = 15_000
/** Names listed in one notice. */
const MAX_NAMES = 3

/** One event worth a notice; `name` is that of the file, the search or the peer. */
export interface NoticeEvent {
  kind: Notice['kind']
  name: string
  /** How many things at once, such as results of a wish; 1 if left out. */
  count?: number
  code?: Notice['code']
}

/** Desktop notices: rate-limited by kind, with events that arrive together merged into one notice. */
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
    // After a notice of this kind the end of the interval is waited for.
    if (!this.#resting.has(kind)) this.#clock.after(GATHER_MS, () => this.#flush(kind))
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

  /** Every notice from now on, until `signal` aborts. */
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
