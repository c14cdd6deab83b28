import type { ReceiptOutcome, ReceivedSession, SentSession } from '../domain/receipt.ts'
import type { PeerBadge } from '../contract/trust.ts'
import type { Problem } from '../contract/base.ts'
import type { QueuePlace } from '../contract/views/transfer-views.ts'

/** A shared file that can be served: where it lies, its size and the hashes of its 1 MiB chunks (BEP 52 layer). */
export interface TransferSource {
  path: string
  size: number
  layer: Uint8Array
  /** A download in progress: only these chunks may be asked for. Left out: the whole file is there. */
  partial?: PartialSource
}

/** Which verified chunks of a file are there, and news of more. */
export interface PartialSource {
  has(chunk: number): boolean
  /** One bit a chunk, lowest bit first. */
  bits(): Uint8Array
  /** Hears of each further chunk; returns a function that stops it. */
  onHave(listener: (chunk: number) => void): () => void
}

/**
 * The library, as far as uploads need it: what lies behind a root, null if it is not shared (any more) with that peer.
 * May throw FILE_CHANGED or FOLDER_MISSING.
 */
export interface SourceBook {
  source(root: string, peer: string): TransferSource | null | Promise<TransferSource | null>
}

/** A file being read for an upload; node:fs FileHandle is one. */
export interface ReadHandle {
  stat(): Promise<{ size: number; mtimeMs: number }>
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ bytesRead: number }>
  close(): Promise<void>
}

/** A partial file being written; node:fs FileHandle is one. */
export interface PartHandle extends ReadHandle {
  writev(buffers: Uint8Array[], position: number): Promise<{ bytesWritten: number }>
  truncate(length: number): Promise<void>
  datasync(): Promise<void>
  sync(): Promise<void>
}

/** The file system below transfers; tests put a failing disk or a lying reader in its place. */
export interface FileSystem {
  openSource(path: string): Promise<ReadHandle>
  openPart(path: string, create: boolean): Promise<PartHandle>
  /** Bytes that may still be written to the folder's disk. */
  freeSpace(folder: string): Promise<number>
}

/** Makes and checks receipts; the ratings room is one. */
export interface ReceiptMaker {
  /** Length of my own rating log now. */
  logLength(): number
  /** A receipt with my signature as requester. */
  propose(facts: ReceivedSession): Uint8Array
  /** The receipt with both signatures, or null if the provider's is wrong. */
  complete(half: Uint8Array, signature: Uint8Array): Uint8Array | null
  /** My signature as provider, or null if the receipt is not what I sent. */
  countersign(half: Uint8Array, facts: SentSession): Uint8Array | null
}

/** What a download taught about its provider: one a transfer attempt that ended by the provider's doing. */
export interface TransferOutcome {
  transfer: string
  peer: string
  root: string
  reason: ReceiptOutcome | 'refused'
  started: number
  ended: number
  /** Encoded receipt, signed by both or by me alone; null where none is due (refused). */
  receipt: Uint8Array | null
}

/** A transfer as it is kept; `due` is an outcome (JSON) that has not been rated yet. */
export interface TransferRow {
  id: string
  direction: 'down' | 'up'
  root: string
  name: string
  size: number
  peer: string
  folder: string
  /** Name of the partial file in `folder`. */
  part: string
  /** Where the finished file is being put or lies; empty until it is whole. */
  path: string
  /** Inode of the file that is being moved to `path`; 0 before. */
  inode: number
  moved: number
  state: 'waiting' | 'active' | 'verifying' | 'paused' | 'done' | 'failed'
  problem: Problem | null
  started: number
  ended: number | null
  rated: number | null
  due: string | null
  /** Folder below `folder` that the file belongs into, parts divided by '/', made safe; empty: none. */
  target: string
}

/**
 * What is kept of one source of a download: verified bytes, my score for this attempt, and an outcome (JSON) that has
 * not been rated yet.
 */
export interface SourceRow {
  peer: string
  bytes: number
  rated: number | null
  due: string | null
}

/** 4096 chunks of one download: which are written, which are safe on the disk. */
export interface ChunkSegment {
  segment: number
  written: Uint8Array
  synced: Uint8Array
}

/** One peer that a download takes from, or could. */
export interface SourceView {
  peer: string
  /**
   * 'active': gives; 'queued': has put us into its queue; 'idle': connected, gives nothing now; 'offline'; 'dropped':
   * not asked any more, see problem.
   */
  state: 'active' | 'queued' | 'idle' | 'offline' | 'dropped'
  /** Why it gives nothing; null if there is nothing to say. */
  problem: Problem | null
  /** Verified bytes that it gave for this download, over all sessions. */
  bytes: number
  /** Bytes a second. */
  rate: number
  /** Chunks that it holds, as far as it said. */
  chunks: number
  /** Its queue, if we wait there. */
  queued: QueuePlace | null
}

/** Finds peers that hold a content and are not connected, by its root on the DHT; the network room is one. */
export interface SourceFinder {
  /**
   * Keys of peers that have come on a call: of `named`, which are said to have it, and of those that announced the
   * root; ends by itself or with `signal`.
   */
  find(root: string, signal: AbortSignal, named: readonly string[]): AsyncIterable<string>
  /** I hold this content, whole or in part. */
  announce(root: string): void
  withdraw(root: string): void
}

/** Where transfers are kept; the store room is one. */
export interface TransferStore {
  all(): TransferRow[]
  save(row: TransferRow): void
  remove(id: string): void
  chunks(id: string): ChunkSegment[]
  saveChunks(id: string, moved: number, segments: ChunkSegment[]): void
  layer(id: string): Uint8Array | null
  saveLayer(id: string, layer: Uint8Array): void
  sources(id: string): SourceRow[]
  saveSource(id: string, source: SourceRow): void
  removeSource(id: string, peer: string): void
  /** Forgets chunks and layer. */
  clearChunks(id: string): void
}

/** Who a peer is, for lists. */
export type BadgeOf = (peer: string) => PeerBadge
