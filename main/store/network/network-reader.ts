import type { Clock } from '../../base/clock.ts'
import { runInThread } from '../../base/process/thread-job.ts'
import { workerUrl } from '../../base/worker-url.ts'
import type { NetworkCounts } from '../../simulator/mine/counts.ts'
import type { NetworkPart, NetworkSource, NetworkWindow } from '../../simulator/mine/live/network-source.ts'
import type { NetworkJob } from './network-worker.ts'

/** Counts the network from the database at `path` in a thread: a million ratings take seconds. */
export class NetworkReader implements NetworkSource {
  readonly #path: string
  readonly #clock: Clock

  constructor(path: string, clock: Clock) {
    this.#path = path
    this.#clock = clock
  }

  counts(window: NetworkWindow, signal: AbortSignal): Promise<NetworkCounts> {
    return this.#read('counts', window, signal)
  }

  history(window: NetworkWindow, signal: AbortSignal): Promise<NetworkPart[]> {
    return this.#read('history', window, signal)
  }

  #read<Reply>(what: NetworkJob['what'], window: NetworkWindow, signal: AbortSignal): Promise<Reply> {
    const url = workerUrl('network-worker', import.meta.url)
    return runInThread<NetworkJob, Reply>(url, { what, path: this.#path, ...window }, { clock: this.#clock, signal })
  }
}
