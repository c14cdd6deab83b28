import type { Clock } from './clock.ts'

/** The source of `live`: `subscribe` calls back on each change and returns a function that stops it. */
export interface LiveSource<T> {
  read: () => T
  subscribe: (changed: () => void) => () => void
  clock: Clock
  /** Minimum interval between values, in ms; the newest value always arrives. */
  intervalMs: number
}

/**
 * A stream of values: the current one at once, then the newest after each change, at most one every `intervalMs`. Slow
 * readers skip values instead of queueing them. Ends when `signal` aborts.
 */
export async function* live<T>(source: LiveSource<T>, signal?: AbortSignal): AsyncGenerator<T, void, void> {
  let dirty = false
  let wake: (() => void) | undefined
  const unsubscribe = source.subscribe(() => {
    dirty = true
    wake?.()
  })
  const aborted = (): void => wake?.()
  signal?.addEventListener('abort', aborted, { once: true })
  try {
    while (!signal?.aborted) {
      dirty = false
      yield source.read()
      if (signal?.aborted) return
      let cancelTimer = (): void => {}
      await new Promise<void>((resolve) => {
        wake = () => signal?.aborted && resolve()
        cancelTimer = source.clock.after(source.intervalMs, resolve)
      })
      cancelTimer()
      while (!dirty && !signal?.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      wake = undefined
    }
  } finally {
    unsubscribe()
    signal?.removeEventListener('abort', aborted)
  }
}
