import type { Clock } from '../../base/clock.ts'
import type { Random } from '../../base/random.ts'
import type { ExchangeTally } from '../exchange-tally.ts'
import type { PeerLink } from '../peer-link.ts'
import type { FileSystem, ReceiptMaker, TransferStore } from '../ports.ts'
import type { ChunkHasher } from '../storage/chunk-hasher.ts'
import type { DownLimit } from './down-limit.ts'

/** What all downloads share. */
export interface DownloadHost {
  store: TransferStore
  files: FileSystem
  receipts: ReceiptMaker
  /** A receipt is due each time this many bytes have arrived. */
  receiptIntervalBytes: number
  /** Connected peers with a transfer channel, by key. */
  links: ReadonlyMap<string, PeerLink>
  hasher: ChunkHasher
  limit: DownLimit
  tally: ExchangeTally
  clock: Clock
  random: Random
}
