import type { Clock } from '../base/clock.ts'
import type { Random } from '../base/random.ts'
import type { Priority } from '../contract/transfers.ts'
import type { DesktopPort } from '../node.ts'
import type { ChannelHub } from '../protocol/channel.ts'
import type { TransferMessages } from '../protocol/transfer.ts'
import type {
  BadgeOf,
  FileSystem,
  OriginRecorder,
  ReceiptMaker,
  SourceBook,
  SourceFinder,
  TransferOutcome,
  TransferRow,
  TransferStore,
} from './ports.ts'
import type { QueueEntry, QueueStore } from './queue/queue.ts'
import type { TransferSettings } from './queue/rules.ts'
import type { ServingTrust } from './upload/admission.ts'

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
  connections: { disconnect(peer: string, reason: string): void }
}

/** Peers known to hold a content; KnownHolders is one. */
interface ContentHolders {
  of(root: string): readonly string[]
}

/** Chooses the folder for a finished download; `from`: its sources, beginning with the one asked first. */
export interface DownloadFolders {
  folderFor(name: string, root: string, from: readonly string[]): string
}

/** Where contents come from, and where they go. */
export interface TransferContents {
  /** Files to upload. */
  sources: SourceBook
  /** Left out: contents have no restriction. */
  origins?: OriginRecorder
  /** Left out: sources are named by each download. */
  holders?: ContentHolders
  folders: DownloadFolders
}

/** Writes ratings of finished attempts. */
export interface OutcomeRatings {
  /** Returns the score, or null if the outcome is not rated. */
  onTransferEnded(outcome: TransferOutcome): Promise<number | null>
}

/** Trust in peers, and how it is earned. */
export interface TransferTrust extends ServingTrust {
  receipts: ReceiptMaker
  ratings: OutcomeRatings
  badge: BadgeOf
  /** Chooses the source to ask first, by index; -1: none may be asked. Left out: the first one. */
  providers?: { pick(peers: readonly string[]): number }
  /** Notices of peers that exclude this node; null: there is none. */
  exclusions?: { excludedBy(peer: string): { reason: string } | null }
}

/** What transfers need from the node. */
export interface TransfersOptions {
  store: TransferStorage
  network: TransferNetwork
  contents: TransferContents
  trust: TransferTrust
  /** Left out: no limits. */
  settings?: TransferSettings
  desktop?: Pick<DesktopPort, 'keepAwake'> | undefined
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
  /** The folder to use instead of the one that the settings choose; absolute. */
  to?: string | undefined
  /** Subfolder of the folder, names joined by '/'. */
  target?: string
  paused?: boolean | undefined
  priority?: Priority | undefined
}

/** A folder to download; its files keep their paths below a folder `name`. */
export interface FolderWish {
  name: string
  files: (Omit<DownloadWish, 'name'> & { path: string })[]
  /** The folder to use instead of the one that the settings choose; absolute. */
  to?: string | undefined
  paused?: boolean | undefined
  priority?: Priority | undefined
}
