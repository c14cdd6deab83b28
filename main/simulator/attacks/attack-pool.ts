import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { HyobanError, messageOf } from '../../base/errors.ts'
import type { AttackSettings } from './attack.ts'
import type { AttackOrder } from './attack-worker.ts'

/** A run to do. */
export interface AttackTask {
  attack: string
  settings: AttackSettings
}

export interface AttackPoolOptions {
  /** Threads; the machine's cores if left out. */
  workers?: number | undefined
  /** Called after each run with the share of all that are done. */
  onProgress?: ((fraction: number) => void) | undefined
  signal?: AbortSignal | undefined
}

/**
 * Does all runs on as many threads; the result of each is at its place, whatever the number of threads. Rejects with
 * HyobanError
 * CANCELLED after an abort, INTERNAL if a thread dies.
 */
export async function runAttacks(
  tasks: readonly AttackTask[],
  { workers, onProgress, signal }: AttackPoolOptions = {},
): Promise<Record<string, number>[]> {
  const results: Record<string, number>[] = []
  const threads: Worker[] = []
  let next = 0
  let done = 0
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const abort = (): void => reject(new HyobanError('CANCELLED', 'The attacks were cancelled.'))
  const feed = (thread: Worker): void => {
    const task = tasks[next]
    if (task) thread.postMessage({ id: next++, ...task } satisfies AttackOrder)
  }
  if (tasks.length === 0) return results
  if (signal?.aborted) abort()
  signal?.addEventListener('abort', abort, { once: true })
  for (let i = Math.min(Math.max(1, workers ?? availableParallelism()), tasks.length); i > 0; i--) {
    const thread = new Worker(new URL('./attack-worker.ts', import.meta.url), { name: 'attack' })
    threads.push(thread)
    thread.on('error', (error) => reject(new HyobanError('INTERNAL', `An attack failed: ${messageOf(error)}`)))
    // one that has been terminated ends, too: by then all is settled
    thread.on('exit', (code) => reject(new HyobanError('INTERNAL', `An attack's thread ended with code ${code}.`)))
    thread.on('message', ({ id, values }: { id: number; values: Record<string, number> }) => {
      results[id] = values
      done++
      onProgress?.(done / tasks.length)
      if (done === tasks.length) resolve()
      else feed(thread)
    })
    feed(thread)
  }
  try {
    await promise
    return results
  } finally {
    signal?.removeEventListener('abort', abort)
    await Promise.all(threads.map((thread) => thread.terminate()))
  }
}
