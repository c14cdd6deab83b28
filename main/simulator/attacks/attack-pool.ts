import { availableParallelism } from 'node:os'
import { systemClock } from '../../base/clock.ts'
import { HyobanError, messageOf } from '../../base/errors.ts'
import { workerThread } from '../../base/worker-handle.ts'
import { WorkerHost } from '../../base/worker-host.ts'
import { workerUrl } from '../../base/worker-url.ts'
import type { AttackSettings } from './attack.ts'

/** One run of the attack with this name. */
export interface AttackTask {
  attack: string
  settings: AttackSettings
}

export interface AttackPoolOptions {
  /** Number of threads; defaults to the number of cores. */
  workers?: number | undefined
  /** Called after each run with the share of all runs done, 0 to 1. */
  onProgress?: ((fraction: number) => void) | undefined
  signal?: AbortSignal | undefined
}

const startThread = () => workerThread(workerUrl('attack-worker', import.meta.url), { name: 'attack' })

/**
 * Runs all tasks and returns the results in task order. Rejects with HyobanError CANCELLED after an abort, INTERNAL if
 * a run fails or a thread dies.
 */
export async function runAttacks(
  tasks: readonly AttackTask[],
  { workers, onProgress, signal }: AttackPoolOptions = {},
): Promise<Record<string, number>[]> {
  const results: Record<string, number>[] = []
  let next = 0
  let done = 0
  const lane = async (host: WorkerHost<AttackTask, Record<string, number>>): Promise<void> => {
    while (next < tasks.length) {
      const index = next++
      results[index] = await host.request(tasks[index] as AttackTask, { signal })
      onProgress?.(++done / tasks.length)
    }
  }
  const count = Math.min(Math.max(1, workers ?? availableParallelism()), tasks.length)
  const hosts = Array.from(
    { length: count },
    () =>
      new WorkerHost<AttackTask, Record<string, number>>({
        spawn: startThread,
        clock: systemClock,
      }),
  )
  try {
    await Promise.all(hosts.map(lane))
    return results
  } catch (error) {
    if (signal?.aborted) throw new HyobanError('CANCELLED', 'The attacks were cancelled.')
    throw new HyobanError('INTERNAL', `An attack failed: ${messageOf(error)}`, { cause: error })
  } finally {
    await Promise.all(hosts.map((host) => host.close()))
  }
}
