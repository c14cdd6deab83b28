import { messageOf } from '../../base/errors.ts'
import type { Download } from './download.ts'
import { decodeOutcome } from './outcome-codec.ts'
import type { TransferOutcome } from '../ports.ts'

/** Hands outcomes of downloads to the ratings, and their scores back; waits for all of them when the node closes. */
export class RatingTasks {
  readonly #rate: (outcome: TransferOutcome) => Promise<number | null>
  readonly #log: (line: string) => void
  readonly #tasks = new Set<Promise<void>>()

  constructor(rate: (outcome: TransferOutcome) => Promise<number | null>, log: (line: string) => void) {
    this.#rate = rate
    this.#log = log
  }

  /** `listed`: the download is still in the list when the score comes. */
  rate(download: Download, outcome: TransferOutcome, listed: () => boolean): void {
    const task = this.#rate(outcome).then(
      (score) => {
        if (listed()) download.rated(outcome.peer, score)
      },
      (error: unknown) => this.#log(`rating not written: ${messageOf(error)}`),
    )
    this.#tasks.add(task)
    void task.finally(() => this.#tasks.delete(task))
  }

  /** What a crash left unrated. */
  again(download: Download, due: string, listed: () => boolean): void {
    try {
      this.rate(download, decodeOutcome(due), listed)
    } catch (error) {
      this.#log(messageOf(error))
      download.rated(download.row.peer, null)
    }
  }

  async settled(): Promise<void> {
    await Promise.all(this.#tasks)
  }
}
