import type { ReceiptOutcome, ReceivedSession, SentSession } from '../domain/receipt.ts'
import type { PeerBadge } from '../contract/trust.ts'
import type { Problem } from '../contract/base.ts'
import type { QueuePlace } from '../contract/views/transfer-views.ts'

/** A file that can be served: its path, size, and the hashes of its 1 MiB chunks (a layer of the BEP 52 tree). */
export interface TransferSource {
  path: string
  size: number
  layer: Uint8Array
  /** Set for a download in progress: only these chunks may be requested. */
  incomplete?: IncompleteSource
}

/** The verified chunks of a download in progress. */
interface IncompleteSource {
  has(chunk: number): boolean
  /** One bit a chunk, lowest bit first. */
  bits(): Uint8Array
  /** Calls back for each chunk that is added; returns a function that stops it. */
  onHave(listener: (chunk: number) => void): () => void
}

/**
 * Looks up what uploads serve: the file with this root, or null if it is not shared with that peer. May throw
 * FILE_CHANGED or FOLDER_MISSING.
 */
export interface SourceBook {
  source(root: string, peer: string): TransferSource | null | Promise<TransferSource | null>
}

/** A file being read for an upload; FileHandle of node:fs is one. */
export interface ReadHandle {
  stat(): Promise<{ size: number; mtimeMs: number }>
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ bytesRead: number }>
  close(): Promise<void>
}

/** A part file being written; FileHandle of node:fs is one. */
export interface PartHandle extends ReadHandle {
  writev(buffers: Uint8Array[], position: number): Promise<{ bytesWritten: number }>
  truncate(length: number): Promise<void>
  datasync(): Promise<void>
  sync(): Promise<void>
}

/** The file system; tests replace it with a failing disk or a lying reader. */
export interface FileSystem {
  openSource(path: string): Promise<ReadHandle>
  openPart(path: string, create: boolean): Promise<PartHandle>
  /** Bytes free on the folder's disk. */
  freeSpace(folder: string): Promise<number>
}

/** Makes and checks receipts. */
export interface ReceiptMaker {
  /** Current length of my own rating log. */
  logLength(): number
  /** A receipt with my signature as requester. */
  propose(facts: ReceivedSession): Uint8Array
  /** The receipt with both signatures, or null if the provider's is wrong. */
  complete(half: Uint8Array, signature: Uint8Array): Uint8Array | null
  /** My signature as provider, or null if the receipt is not what I sent. */
  countersign(half: Uint8Array, facts: SentSession): Uint8Array | null
}

/** How a transfer attempt that the provider ended went; at most one an attempt. */
export interface TransferOutcome {
  transfer: string
  peer: string
  root: string
  reason: ReceiptOutcome | 'refused'
  started: number
  ended: number
  /** Encoded receipt, signed by both sides or by me alone; null for a refusal. */
  receipt: Uint8Array | null
}

/** A transfer as it is stored; `due` is an outcome (JSON) that has not been rated yet. */
export interface TransferRow {
  id: string
  direction: 'down' | 'up'
  root: string
  name: string
  size: number
  peer: string
  folder: string
  /** Name of the part file in `folder`. */
  part: string
  /** Path of the finished file, or where it is being moved; empty before. */
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
  /** Folder below `folder` that the file belongs into, safe names joined by '/'; empty: none. */
  target: string
}

/** A source as it is stored: verified bytes, my score for this attempt, and an outcome (JSON) not rated yet. */
export interface SourceRow {
  peer: string
  bytes: number
  rated: number | null
  due: string | null
}

/** A run of 4096 chunks of one download: bitmaps of those written, and of those flushed to the disk. */
export interface ChunkSegment {
  segment: number
  written: Uint8Array
  synced: Uint8Array
}

/** A source of a download as views show it. */
export interface SourceView {
  peer: string
  /** 'queued': we wait for its slot; 'idle': connected and sending nothing; 'dropped': not asked again, see problem. */
  state: 'active' | 'queued' | 'idle' | 'offline' | 'dropped'
  /** Why it sends nothing; null if there is nothing to say. */
  problem: Problem | null
  /** Verified bytes that it delivered for this download, over all sessions. */
  bytes: number
  /** Bytes a second. */
  rate: number
  /** Chunks that it has announced. */
  chunks: number
  /** Our place in its queue, if we wait there. */
  queued: QueuePlace | null
}

/** Finds peers that hold a content and are not connected, on the DHT. */
export interface SourceFinder {
  /** Connects to peers in `named`, said to have it, and to those that announced the root; yields their keys. */
  find(root: string, signal: AbortSignal, named: readonly string[]): AsyncIterable<string>
  /** Announces that I hold this content, complete or not. */
  announce(root: string): void
  withdraw(root: string): void
}

/** Storage of transfers. */
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
  /** Deletes chunks and layer. */
  clearChunks(id: string): void
}

/** Who a peer is, for lists. */
export type BadgeOf = (peer: string) => PeerBadge
