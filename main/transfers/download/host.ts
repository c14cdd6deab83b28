import type { Clock } from '../../base/clock.ts'
import type { ChunkHasher } from '../storage/chunk-hasher.ts'
import type { Download } from './download.ts'
import type { PeerLink } from '../peer-link.ts'
import type { FileSystem, ReceiptMaker, TransferOutcome, TransferStore } from '../ports.ts'

/** What a download needs from the room around it. */
export interface DownloadHost {
  store: TransferStore
  files: FileSystem
  receipts: ReceiptMaker
  clock: Clock
  /** Where chunks are put together and hashed, one for all downloads. */
  desk: ChunkHasher
  nonce(): string
  /** [0, 1): ties among the rarest chunks. */
  random(): number
  link(peer: string): PeerLink | undefined
  /** A receipt is due each time so many bytes have come. */
  receiptIntervalBytes: number
  /** Chunks that may be asked for just now, if the rate is limited; after it has grown call `fill` of the downloads. */
  allowed?(peer: string): number
  /** So many chunks were asked for. */
  asked?(peer: string, chunks: number): void
  /** The row changed; `state`: more than its progress. */
  changed(download: Download, state: boolean): void
  received(peer: string, bytes: number): void
  /** An attempt ended by the provider's doing: it is to be rated. */
  ended(download: Download, outcome: TransferOutcome): void
}
