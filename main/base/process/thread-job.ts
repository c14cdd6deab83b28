import type { Clock } from '../clock.ts'
import { HyobanError } from '../errors.ts'
import { workerThread } from '../worker-handle.ts'
import { WorkerHost, WorkerLost } from '../worker-host.ts'

/**
 * Runs one job in a thread of its own, which ends with it. An abort ends the thread at once. Rejects with the error of
 * the job, or HyobanError: CANCELLED after an abort, INTERNAL if the thread died.
 */
export async function runInThread<Job, Reply>(
  url: URL,
  job: Job,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<Reply> {
  const host = new WorkerHost<Job, Reply>({ spawn: () => workerThread(url), clock })
  try {
    return await host.request(job, { signal })
  } catch (error) {
    if (!(error instanceof WorkerLost)) throw error
    const message = `A thread that was computing has ended (${error.reason}).`
    throw new HyobanError('INTERNAL', message, { hint: 'Try again, with less to compute.', cause: error })
  } finally {
    await host.close()
  }
}
