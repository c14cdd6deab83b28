import type { Clock } from '../../base/clock.ts'
import { messageOf } from '../../base/errors.ts'
import type { SerialQueue } from '../../base/serial-queue.ts'
import type { RatingIngest } from './rating-ingest.ts'

/** Interval of judging ratings again that were dated in the future, in ms. */
const INTERVAL_MS = 60_000

interface DueRatingsOptions {
  ingest: Pick<RatingIngest, 'readDue'>
  /** Shared with whatever stores ratings. */
  queue: SerialQueue
  clock: Clock
  log(line: string): void
}

/** Judges ratings dated in the future again, at the start and once a minute: this clock may have been set meanwhile. */
export class DueRatings {
  readonly #options: DueRatingsOptions
  #cancel = (): void => {}

  constructor(options: DueRatingsOptions) {
    this.#options = options
  }

  /** Never rejects. */
  read(): Promise<void> {
    const { ingest, queue, clock, log } = this.#options
    this.#cancel = clock.after(INTERVAL_MS, () => void this.read())
    return queue
      .run(() => ingest.readDue())
      .catch((error: unknown) => log(`ratings dated in the future: ${messageOf(error)}`))
  }

  close(): void {
    this.#cancel()
  }
}
