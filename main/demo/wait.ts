import type { Clock } from '../base/clock.ts'

/** Resolves after `ms` milliseconds of `clock`, or at once when `signal` aborts (check `signal.aborted` afterwards). */
export function wait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const done = (): void => {
      cancel()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const cancel = clock.after(ms, done)
    signal.addEventListener('abort', done, { once: true })
  })
}

/** The first value of a live stream, which is then ended; undefined if it ends without one. */
export async function first<T>(stream: AsyncGenerator<T, void, void>): Promise<T | undefined> {
  for await (const value of stream) return value
  return undefined
}
