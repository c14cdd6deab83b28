import type { Clock } from '../base/clock.ts'
import type { Random } from '../base/random.ts'
import type { Priority } from '../contract/transfers.ts'
import type { ChannelHub } from '../protocol/channel.ts'
import type { TransferMessages } from '../protocol/transfer.ts'
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
import type { ServingPolicy } from './upload/admission.ts'
import type { UploadClaim } from './upload/weight.ts'

/** Where transfers are stored. */
interface TransferStorage {
  transfers: TransferStore
  /** Left out: the queue is not stored. */
  queue?: QueueStore
}

interface TransferNetwork {
  hub: ChannelHub<TransferMessages>
  /** Left out: only connected peers are used, and nothing is announced. */
  finder?: SourceFinder
  disconnect(peer: string, reason: string): void
}

/** Contents: mine, and what is known of others'. */
export interface TransferContents {
  sources: SourceBook
  /** Peers known to hold a content. */
  holders?(root: string): string[]
  /** The folder for a finished download of that name; `from`: its sources, the one first asked before the others. */
  downloadFolder(name: string, root: string, from: readonly string[]): string
}

/** Trust in peers, and how it is earned. */
export interface TransferTrust extends ServingPolicy {
  receipts: ReceiptMaker
  /** Writes the rating of an attempt; returns its score, or null if it is not rated. */
  rate(outcome: TransferOutcome): Promise<number | null>
  badge: BadgeOf
  /** Why a peer excludes me, as far as it said; null if it does not. */
  shutOutBy?(peer: string): string | null
  /** A peer's claim to my upload slots; left out: all are newcomers. */
  claim?(peer: string): UploadClaim
  /** Chooses the source to ask first; returns its index, or -1 if none may be asked. */
  pick?(peers: readonly string[]): number
}

export interface TransferSettings {
  /** What the user has set; left out: no limits. */
  rules?(): TransferRules
  /** Keeps the machine from sleeping while `on`. */
  keepAwake?(on: boolean): void
}

/** What transfers need from the node. */
export interface TransfersOptions {
  store: TransferStorage
  network: TransferNetwork
  contents: TransferContents
  trust: TransferTrust
  settings?: TransferSettings
  clock: Clock
  random: Random
  log(line: string): void
  /** Replacements for tests. */
  test?: { receiptIntervalBytes?: number; files?: FileSystem }
}

export interface TransferEvents extends Record<string, unknown> {
  /** The list changed; `state`: more than its progress. */
  change: { state: boolean; id?: string }
  /** A transfer has ended, or was rated after that. */
  ended: TransferRow
  downloadDone: { id: string; peer: string; name: string; size: number; path: string }
  downloadFailed: { id: string; peer: string; name: string; code: string }
  uploadDone: { peer: string; root: string; name: string; bytes: number }
  uploadRefused: { peer: string; root: string; reason: string }
  /** Bytes exchanged with a peer since the last event, about once a second. */
  exchanged: { peer: string; given: number; received: number }
}

/** A content to download. */
export interface DownloadWish extends Partial<Pick<QueueEntry, 'group' | 'groupName' | 'subfolder'>> {
  root: string
  name: string
  size: number
  /** The source to ask first; left out: chosen among all known ones. */
  peer?: string | undefined
  /** Further sources. */
  peers?: string[] | undefined
  /** Subfolder of the download folder, names joined by '/'. */
  target?: string
  paused?: boolean | undefined
  priority?: Priority | undefined
}

/** A folder to download; its files keep their paths below a folder `name`. */
export interface FolderWish {
  name: string
  files: (Omit<DownloadWish, 'name'> & { path: string })[]
  paused?: boolean | undefined
  priority?: Priority | undefined
}
