import type { Clock } from '../../base/clock.ts'
import type { Random } from '../../base/random.ts'
import type { ExchangeTally } from '../exchange-tally.ts'
import type { PeerLink } from '../peer-link.ts'
import type { FileSystem, OriginRecorder, ReceiptTerms, TransferStore } from '../ports.ts'
import type { ChunkHasher } from '../storage/chunk-hasher.ts'
import type { DownLimit } from './down-limit.ts'

/** What all downloads share. */
export interface DownloadHost {
  storage: { transfers: TransferStore; files: FileSystem; hasher: ChunkHasher }
  network: {
    /** Connected peers with a transfer channel, by key. */
    links: ReadonlyMap<string, PeerLink>
    limit: DownLimit
    tally: ExchangeTally
  }
  receipts: ReceiptTerms
  origins: OriginRecorder | undefined
  clock: Clock
  random: Random
}
