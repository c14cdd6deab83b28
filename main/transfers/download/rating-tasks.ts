import type { Clock } from '../../base/clock.ts'
import { messageOf } from '../../base/errors.ts'
import type { TransferOutcome } from '../ports.ts'
import type { OutcomeRatings } from '../transfers-options.ts'
import type { Download } from './download.ts'
import { decodeOutcome } from './outcome-codec.ts'

/** Pauses in ms after a rating could not be written (full disk); the last one repeats. */
const RETRY_DELAYS_MS = [5000, 15_000, 60_000]

interface RatingTasksOptions {
  ratings: OutcomeRatings
  /** By id; scores of downloads removed meanwhile are dropped. */
  downloads: ReadonlyMap<string, Download>
  clock: Clock
  log(line: string): void
}

/** Has outcomes of downloads rated, and stores the scores in the downloads. */
export class RatingTasks {
  readonly #options: RatingTasksOptions
  readonly #tasks = new Set<Promise<void>>()
  /** Ends the pause before another attempt. */
  readonly #waiting = new Set<() => void>()
  #closed = false

  constructor(options: RatingTasksOptions) {
    this.#options = options
  }

  rate(download: Download, outcome: TransferOutcome): void {
    this.#attempt(download, outcome, 0)
  }

  #attempt(download: Download, outcome: TransferOutcome, failures: number): void {
    const { ratings, downloads, clock, log } = this.#options
    const task = ratings.onTransferEnded(outcome).then(
      (score) => {
        if (downloads.get(download.row.id) === download) download.rated(outcome.peer, score)
      },
      (error: unknown) => {
        if (failures === 0) log(`a rating is not written yet: ${messageOf(error)}`)
        if (this.#closed) return
        const delay = RETRY_DELAYS_MS[Math.min(failures, RETRY_DELAYS_MS.length - 1)] as number
        const cancel = clock.after(delay, () => {
          this.#waiting.delete(cancel)
          this.#attempt(download, outcome, failures + 1)
        })
        this.#waiting.add(cancel)
      },
    )
    this.#tasks.add(task)
    void task.finally(() => this.#tasks.delete(task))
  }

  /** Rates an outcome left unrated by a crash (JSON). */
  rateStored(download: Download, due: string): void {
    try {
      this.rate(download, decodeOutcome(due))
    } catch (error) {
      this.#options.log(messageOf(error))
      download.rated(download.row.peer, null)
    }
  }

  /** Resolves when all ratings are written that can be; the others are stored, and are rated at the next start. */
  async close(): Promise<void> {
    this.#closed = true
    for (const cancel of this.#waiting) cancel()
    await Promise.all(this.#tasks)
  }
}
