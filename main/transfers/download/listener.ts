import type { TransferOutcome } from '../ports.ts'
import type { FinishedCopy } from './copies.ts'
import type { Download } from './download.ts'

/** Receives changes of downloads. */
export interface DownloadListener {
  /** The row changed; `state`: more than its progress. */
  changed(download: Download, state: boolean): void
  /** The outcome of an attempt is to be rated. */
  rate(download: Download, outcome: TransferOutcome): void
  /** The file is in its place: other downloads of the same content may be made from it. */
  finished(download: Download, copy: FinishedCopy): Promise<void>
}
