import type { ChannelHub } from '../protocol/channel.ts'
import type { Clock } from '../base/clock.ts'
import type { Random } from '../base/random.ts'
import type { Priority } from '../contract/transfers.ts'
import type {
  BadgeOf,
  FileSystem,
  ReceiptMaker,
  SourceBook,
  SourceFinder,
  TransferOutcome,
  TransferRow,
  TransferStore,
} from './ports.ts'
import type { QueueEntry, QueueStore } from './queue/queue.ts'
import type { TransferRules } from './queue/rules.ts'
import type { Claim } from './upload/weight.ts'
import type { Refusal, TransferMessages } from '../protocol/transfer.ts'

/** What the room of transfers needs from the node. */
export interface TransfersOptions {
  hub: ChannelHub<TransferMessages>
  store: TransferStore
  sources: SourceBook
  receipts: ReceiptMaker
  /** Writes the rating of an attempt that ended; returns the score given, or null if none was. */
  rate(outcome: TransferOutcome): Promise<number | null>
  /** Who may be served; see Behaviour in node.ts. */
  behaviour: { serves(request: { peer: string; root: string; uploads: number; now: number }): boolean }
  /**
   * Who is not served at all ('excluded') or not now ('newcomer', 'busy'), null: who is; asked again while an upload
   * goes on. Left out: everybody is served.
   */
  policy?(peer: string): Refusal | null
  /** Peers that nobody here knows yet share half of the upload slots. */
  isNew?(peer: string): boolean
  /** Why a peer excludes me, as far as it said; null if it does not. */
  shutOutBy?(peer: string): string | null
  badge: BadgeOf
  /** Ends the connection to a peer; the overlay's own. */
  disconnect(peer: string, reason: string): void
  /** Where the finished download of that name belongs; `from`: its sources, the one first asked before the others. */
  downloadFolder(name: string, root: string, from: readonly string[]): string
  /** Where the queue is kept; left out: in memory only. */
  queue?: QueueStore
  /** What the user has set; left out: no limits. */
  rules?(): TransferRules
  /** What a peer can claim of my upload slots; left out: all are newcomers. */
  claim?(peer: string): Claim
  /** Peers that are known to have a content. */
  holders?(root: string): string[]
  /** Finds peers that are not connected and have a content, and tells others of mine; left out: nobody does. */
  finder?: SourceFinder
  /** Which of several sources is asked first: its place in the list, -1 if none may be. */
  pick?(peers: readonly string[]): number
  /** Keeps the machine from sleeping while it is true. */
  keepAwake?(on: boolean): void
  clock: Clock
  random: Random
  log(line: string): void
  /** Another length of the parts that are signed for, for tests. */
  receiptIntervalBytes?: number
  /** Another file system, for tests. */
  files?: FileSystem
}

export interface TransferEvents extends Record<string, unknown> {
  /** The list changed; `state`: more than progress. */
  change: { state: boolean; id?: string }
  /** A transfer has ended, or its end got a rating: as it is now. */
  ended: TransferRow
  downloadDone: { id: string; peer: string; name: string; size: number; path: string }
  downloadFailed: { id: string; peer: string; name: string; code: string }
  uploadDone: { peer: string; root: string; name: string; bytes: number }
  uploadRefused: { peer: string; root: string; reason: string }
  /** Bytes that moved between me and a peer, about once a second while they move. */
  exchanged: { peer: string; given: number; received: number }
}

/** A content that is wanted, from whom, and how. */
export interface DownloadWish extends Partial<Pick<QueueEntry, 'group' | 'groupName' | 'subfolder'>> {
  root: string
  name: string
  size: number
  peer?: string | undefined
  peers?: string[] | undefined
  target?: string
  paused?: boolean | undefined
  priority?: Priority | undefined
}
