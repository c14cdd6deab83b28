import type { Clock } from '../base/clock.ts'

/** Resolves after `ms` on `clock`, or as soon as `signal` aborts; check `signal.aborted` afterwards. */
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

/** Takes the first value of a live stream and ends it; undefined if there is none. */
export async function first<T>(stream: AsyncGenerator<T, void, void>): Promise<T | undefined> {
  for await (const value of stream) return value
  return undefined
}
