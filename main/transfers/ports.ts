import type { ReceiptOutcome, ReceivedSession, SentSession } from '../domain/receipt.ts'
import type { PeerBadge } from '../contract/trust.ts'
import type { Problem } from '../contract/base.ts'
import type { QueuePlace } from '../contract/views/transfer-views.ts'

/** A file as it was looked up; what is opened later must be this one. */
export interface SourceFile {
  path: string
  /** The folder below which no part of the path may be a link; left out: only the file itself may not be one. */
  folder?: string
  /** Stamp (file-stamp.ts) of the content that was hashed; left out for a download in progress. */
  stamp?: string
  /** Left out: what is read is not compared. */
  proof?: SourceProof
}

/** What each chunk of a source must be. */
export interface SourceProof {
  size: number
  root: Uint8Array
  /** The hashes of its chunks; empty up to 1 MiB. */
  layer: Uint8Array
  /** Called when the disk returned something else. */
  damaged(): void
}

/** A file that can be served: its size, and the hashes of its 1 MiB chunks (a layer of the BEP 52 tree). */
export interface TransferSource extends SourceFile {
  size: number
  layer: Uint8Array
  /** Set for a download in progress: only these chunks may be requested. */
  incomplete?: IncompleteSource
}

/** The verified chunks of a download in progress. */
interface IncompleteSource {
  has(chunk: number): boolean
  /** One bit per chunk, lowest bit first. */
  bits(): Uint8Array
  /** Calls the listener for each new chunk; returns a function that unsubscribes it. */
  onHave(listener: (chunk: number) => void): () => void
}

/**
 * Looks up files for uploads, by root; null if the file is not shared with that peer. May throw FILE_CHANGED or
 * FOLDER_MISSING.
 */
export interface SourceBook {
  source(root: string, peer: string): TransferSource | null | Promise<TransferSource | null>
  /** False if the peer may not have this content, or no longer; left out: it may. */
  mayHave?(root: string, peer: string): boolean
}

/** Remembers where contents came from, which decides who may have them; ContentOrigins is one. */
export interface OriginRecorder {
  /** A content is requested from a peer; `bytes` have come from it so far. */
  came(content: { root: string; size: number }, peer: string, bytes: number): void
  /** The content is complete, and will be in its place. */
  settle(root: string): void
}

/** A file being read for an upload; FileHandle of node:fs is one. */
export interface ReadHandle {
  stat(): Promise<{ size: number; mtimeMs: number; ctimeMs?: number }>
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

/** The file system; tests replace it with failing or lying ones. */
export interface FileSystem {
  /** Throws FILE_CHANGED if it is no longer the file that was looked up, or a system error. */
  openSource(source: SourceFile): Promise<ReadHandle>
  openPart(path: string, create: boolean): Promise<PartHandle>
  /** Free bytes on the folder's disk; Infinity if that is unknown. */
  freeSpace(folder: string): Promise<number>
  /** The largest file that the folder's disk takes, in bytes; Infinity if that is unknown. */
  maxFileBytes(folder: string): Promise<number>
}

/** Makes and checks receipts. */
export interface ReceiptMaker {
  /** Current length of this node's rating log. */
  logLength(): number
  /** A receipt signed by this node as the requester. */
  propose(facts: ReceivedSession): Uint8Array
  /** The receipt with both signatures, or null if the provider's is wrong. */
  complete(half: Uint8Array, signature: Uint8Array): Uint8Array | null
  /**
   * This node's signature as the provider, or null if the receipt does not match what was sent. Empty: the receipt is
   * true, but covers too little to be signed.
   */
  countersign(half: Uint8Array, facts: SentSession): Uint8Array | null
}

/** Makes receipts; one is due each time `intervalBytes` have been transferred. */
export interface ReceiptTerms {
  maker: ReceiptMaker
  intervalBytes: number
}

/** How a transfer attempt went that the provider completed or failed; at most one per attempt. */
export interface TransferOutcome {
  transfer: string
  peer: string
  root: string
  reason: ReceiptOutcome | 'refused'
  started: number
  ended: number
  /** Encoded receipt, signed by both sides or by the requester alone; null for a refusal. */
  receipt: Uint8Array | null
}

/** A transfer as it is stored; `due` is an outcome (JSON) yet to be rated. */
export interface TransferRow {
  id: string
  direction: 'down' | 'up'
  root: string
  name: string
  /** The name that was announced, fit to be shown; left out if it is the same. */
  announced?: string
  size: number
  peer: string
  folder: string
  /** True if `folder` was named for this download alone; the settings do not change it then. */
  chosen?: boolean
  /** Name of the part file in `folder`. */
  part: string
  /** Path of the finished file, or the one that it is being moved to; empty before. */
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
  /** Subfolder of `folder` for the finished file, safe names joined by '/'; empty: none. */
  target: string
}

/** A source as it is stored: verified bytes, its score for this attempt, and an outcome (JSON) yet to be rated. */
export interface SourceRow {
  peer: string
  bytes: number
  rated: number | null
  due: string | null
}

/** A segment of 4096 chunks of one download: bitmaps of chunks written, and of those flushed to the disk. */
export interface ChunkSegment {
  segment: number
  written: Uint8Array
  synced: Uint8Array
}

/** A source of a download as views show it. */
export interface SourceView {
  peer: string
  /** 'queued': waiting for its slot; 'idle': connected, but not sending; 'dropped': not asked again, see `problem`. */
  state: 'active' | 'queued' | 'idle' | 'offline' | 'dropped'
  /** Why it sends nothing; null if unknown. */
  problem: Problem | null
  /** Verified bytes from it for this download, over all sessions. */
  bytes: number
  /** Bytes per second. */
  rate: number
  /** Chunks that it has announced. */
  chunks: number
  /** This node's place in its queue, if it waits there. */
  queued: QueuePlace | null
}

/** Finds peers on the DHT that hold a content and are not connected. */
export interface SourceFinder {
  /** Connects to the peers in `named` and to those that announced the root; yields their keys. */
  find(root: string, signal: AbortSignal, named: readonly string[]): AsyncIterable<string>
  /** Announces that this node holds the content, complete or not. */
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

/** Name and trust of a peer, for lists. */
export type BadgeOf = (peer: string) => PeerBadge
