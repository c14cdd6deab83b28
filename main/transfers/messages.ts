import type { QueueReason } from '../contract/views/transfer-views.ts'

export { MAX_SIZE } from '../contract/link.ts'

/** Largest payload of one `data` message; all but the last of a chunk are multiples of the 16 KiB block, so that blocks never straddle messages. */
export const DATA_BYTES = 256 * 1024
/** Hashes in one `layer` message. */
export const LAYER_PART = 2048
/** Chunks that one `request` may ask for. */
export const MAX_RANGE = 64
/** Long transfers sign a receipt after their first chunk and then each time so many bytes have come: who never signs the end costs the provider little. */
export const PART_BYTES = 64 * 1024 * 1024
/** Bytes of a receipt on the wire. */
export const MAX_RECEIPT = 512

/**
 * Why a provider does not serve: it will not (refused), has no room now (busy), does not share this root (not-shared),
 * its file is gone, changed or cannot be read, it excludes the requester, or the requester is new and has had its share for now.
 */
export const REFUSALS = [
  'refused',
  'busy',
  'not-shared',
  'vanished',
  'changed',
  'unreadable',
  'excluded',
  'newcomer',
] as const
export type Refusal = (typeof REFUSALS)[number]

/** The messages of `hyoban/transfer` v2. `id` is chosen by the requester, counts up and is never used twice on a channel. */
export interface TransferMessages {
  /** Requester: asks for a content. `nonce` names this session in its receipt; `layer`: 1 to have the chunk hashes sent, 0 if they are known. */
  open: { id: number; root: string; nonce: string; logLength: number; layer: number }
  /** Provider: serves it. `layer` messages follow until all chunk hashes are there (if asked for), then `have` or `bitfield`. */
  accepted: { id: number; size: number; logLength: number }
  /** Provider: 32 bytes for each chunk from number `from` on. */
  layer: { id: number; from: number; hashes: Uint8Array }
  /** Provider: serves it not, or no longer. */
  refused: { id: number; reason: Refusal }
  /** Requester: send chunks from..from+count-1; requests are answered in order. */
  request: { id: number; from: number; count: number }
  /** Provider: bytes of the file at `offset`, in order, multiples of 16 KiB but for the last of a chunk. */
  data: { id: number; offset: number; bytes: Uint8Array }
  /** Requester: stop; nothing more is wanted for this id. */
  cancel: { id: number }
  /** Requester: the session is over; its receipt with my signature. */
  finish: { id: number; receipt: Uint8Array }
  /** Provider: my signature for that receipt; empty if I do not agree with it. */
  finished: { id: number; signature: Uint8Array }
  /** Requester: a receipt for what has come so far; the session goes on. */
  partial: { id: number; receipt: Uint8Array }
  /** Provider: my signature for that receipt; empty if I do not agree with it. */
  partialSigned: { id: number; signature: Uint8Array }
  /** Provider: these chunks are there from now on; all of them in one message: the whole file. */
  have: { id: number; from: number; count: number }
  /** Provider: what is there of a file that is not whole: a bit a chunk, lowest first. */
  bitfield: { id: number; bits: Uint8Array }
  /** Requester: these chunks are not wanted any more; those on their way may still come. */
  drop: { id: number; from: number; count: number }
  /** Provider: not yet accepted, but in the queue for a slot; said again when it changes. `weight` in hundredths. */
  queued: { id: number; position: number; of: number; reason: QueueReason; weight: number }
}

/** Longest queue that is told. */
export const MAX_QUEUE = 65_535
