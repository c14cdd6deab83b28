import { messageOf } from '../../base/errors.ts'
import type { TransferOutcome } from '../ports.ts'
import type { OutcomeRatings } from '../transfers-options.ts'
import type { Download } from './download.ts'
import { decodeOutcome } from './outcome-codec.ts'

interface RatingTasksOptions {
  ratings: OutcomeRatings
  /** By id; scores of downloads removed meanwhile are dropped. */
  downloads: ReadonlyMap<string, Download>
  log(line: string): void
}

/** Has outcomes of downloads rated, and stores the scores in the downloads. */
export class RatingTasks {
  readonly #options: RatingTasksOptions
  readonly #tasks = new Set<Promise<void>>()

  constructor(options: RatingTasksOptions) {
    this.#options = options
  }

  rate(download: Download, outcome: TransferOutcome): void {
    const { ratings, downloads, log } = this.#options
    const task = ratings.onTransferEnded(outcome).then(
      (score) => {
        if (downloads.get(download.row.id) === download) download.rated(outcome.peer, score)
      },
      (error: unknown) => log(`rating not written: ${messageOf(error)}`),
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

  /** Resolves when all ratings are written. */
  async settled(): Promise<void> {
    await Promise.all(this.#tasks)
  }
}
