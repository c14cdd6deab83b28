import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import type { Notice } from '../contract/activity.ts'

/** What happens within this time of the first is one notice. */
const GATHER_MS = 1500
/** The least time between two notices of a kind: what comes meanwhile is told together. */
const APART_MS = 15_000
/** Names told at most. */
const MAX_NAMES = 3

/** One thing that happened; `name` of the file, the search or the peer. */
export interface Happening {
  kind: Notice['kind']
  name: string
  /** How many things at once (results of a wish); 1 if left out. */
  count?: number
  code?: Notice['code']
}

/** What a person wants to hear of who looks elsewhere: told at once, and together where many come. */
export class Notices {
  readonly #events = new Emitter<{ notice: Notice }>()
  readonly #clock: Clock
  readonly #gathered = new Map<Notice['kind'], Happening[]>()
  readonly #resting = new Set<Notice['kind']>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(happening: Happening): void {
    const { kind } = happening
    const gathered = this.#gathered.get(kind)
    if (gathered) return void gathered.push(happening)
    this.#gathered.set(kind, [happening])
    // while one of its kind has just been told, it waits for the end of the pause
    if (!this.#resting.has(kind)) this.#clock.after(GATHER_MS, () => this.#tell(kind))
  }

  #tell(kind: Notice['kind']): void {
    const all = this.#gathered.get(kind)
    this.#gathered.delete(kind)
    this.#resting.delete(kind)
    if (!all) return
    this.#resting.add(kind)
    this.#clock.after(APART_MS, () => this.#tell(kind))
    const codes = new Set(all.map(({ code }) => code ?? null))
    this.#events.emit('notice', {
      kind,
      count: all.reduce((sum, { count = 1 }) => sum + count, 0),
      names: [...new Set(all.map(({ name }) => name))].slice(0, MAX_NAMES),
      code: codes.size === 1 ? ([...codes][0] ?? null) : null,
    })
  }

  /** Each notice from now on, until `signal` aborts; those before are not told again. */
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
