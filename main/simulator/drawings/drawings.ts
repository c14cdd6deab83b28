import type { Clock } from '../../base/clock.ts'
import { HyobanError } from '../../base/errors.ts'
import { workerThread } from '../../base/worker-handle.ts'
import { WorkerHost, WorkerLost } from '../../base/worker-host.ts'
import { workerUrl } from '../../base/worker-url.ts'
import type { MechanismDealings, OverlayTrace } from '../../contract/views/drawing-views.ts'
import type { DealingsJob, DrawingJob, QueryJob } from './drawing-job.ts'

const IDLE_MS = 60_000

/** Observes runs for their drawings, in a thread that ends when nobody has looked for a minute. */
export class Drawings {
  readonly #thread: WorkerHost<DrawingJob, unknown>

  constructor(clock: Clock) {
    this.#thread = new WorkerHost({
      spawn: () => workerThread(workerUrl('drawing-worker', import.meta.url), { name: 'drawing' }),
      clock,
      idleMs: IDLE_MS,
    })
  }

  /** Throws HyobanError BAD_INPUT for settings that cannot be, CANCELLED when `signal` aborts. */
  query(job: QueryJob, signal?: AbortSignal): Promise<OverlayTrace> {
    return this.#ask(job, signal) as Promise<OverlayTrace>
  }

  /** Throws as `query` does. */
  dealings(job: DealingsJob, signal?: AbortSignal): Promise<MechanismDealings> {
    return this.#ask(job, signal) as Promise<MechanismDealings>
  }

  async #ask(job: DrawingJob, signal: AbortSignal | undefined): Promise<unknown> {
    try {
      return await this.#thread.request(job, { signal })
    } catch (error) {
      if (!(error instanceof WorkerLost)) throw error
      throw new HyobanError('INTERNAL', 'The run could not be drawn.', { hint: 'Try again.', cause: error })
    }
  }

  close(): Promise<void> {
    return this.#thread.close()
  }
}
