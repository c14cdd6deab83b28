import type { Clock } from '../../../base/clock.ts'
import { HyobanError } from '../../../base/errors.ts'
import { runInThread } from '../../../base/process/thread-job.ts'
import { workerUrl } from '../../../base/worker-url.ts'
import type { HealthPart } from '../../../contract/simulator.ts'
import type { NetworkCounts } from '../counts.ts'
import type { Estimates } from '../estimate.ts'
import type { ForecastPlan, ForecastRequest } from '../forecast.ts'
import type { EstimateJob } from './estimate-worker.ts'
import type { NetworkSource } from './network-source.ts'

/** What was read, when, and the estimates from it. */
export interface EstimatedNetwork {
  time: number
  counts: NetworkCounts
  found: Estimates
}

/** Estimates being computed for one or more callers. */
interface Work {
  result: Promise<EstimatedNetwork>
  stop: AbortController
  callers: number
  settled: boolean
}

/** Estimates the own network in threads, so that the node goes on. The latest estimates are kept. */
export class NetworkEstimator {
  readonly #source: NetworkSource
  readonly #clock: Clock
  /** By days and seed; one is kept. */
  readonly #works = new Map<string, Work>()

  constructor(source: NetworkSource, clock: Clock) {
    this.#source = source
    this.#clock = clock
  }

  /** The estimates that are kept, or new ones. They are given up once no caller waits any more. */
  async estimates(
    days: number,
    seed: number,
    { signal, fresh }: { signal: AbortSignal; fresh: boolean },
  ): Promise<EstimatedNetwork> {
    const key = `${days} ${seed}`
    const kept = this.#works.get(key)
    const work = kept && !(fresh && kept.settled) ? kept : this.#start(key, days, seed)
    work.callers++
    try {
      return await orAbort(work.result, signal)
    } finally {
      if (--work.callers === 0 && !work.settled) {
        work.stop.abort()
        if (this.#works.get(key) === work) this.#works.delete(key)
      }
    }
  }

  plan({ counts, found }: EstimatedNetwork, request: ForecastRequest, signal: AbortSignal): Promise<ForecastPlan> {
    return this.#compute({ kind: 'plan', counts, found, request }, signal)
  }

  async health(days: number, signal: AbortSignal): Promise<{ time: number; parts: HealthPart[] }> {
    const time = this.#clock.now()
    const parts = await this.#source.history({ now: time, days }, signal)
    return { time, parts: await this.#compute({ kind: 'health', parts }, signal) }
  }

  #start(key: string, days: number, seed: number): Work {
    for (const [old, { settled }] of this.#works) if (settled) this.#works.delete(old)
    const stop = new AbortController()
    const read = async (): Promise<EstimatedNetwork> => {
      const time = this.#clock.now()
      const counts = await this.#source.counts({ now: time, days }, stop.signal)
      const found: Estimates = await this.#compute({ kind: 'estimate', counts, seed }, stop.signal)
      return { time, counts, found }
    }
    const work: Work = { result: read(), stop, callers: 0, settled: false }
    work.result.then(
      () => (work.settled = true),
      () => this.#works.get(key) === work && this.#works.delete(key),
    )
    this.#works.set(key, work)
    return work
  }

  #compute<Reply>(job: EstimateJob, signal: AbortSignal): Promise<Reply> {
    const url = workerUrl('estimate-worker', import.meta.url)
    return runInThread<EstimateJob, Reply>(url, job, { clock: this.#clock, signal })
  }
}

/** The promise, or a rejection with CANCELLED as soon as the signal aborts. */
async function orAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(new HyobanError('CANCELLED', 'The estimates were cancelled.'))
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
