import { hex32, message, oneOf, restBytes, uintUpTo } from '../base/codec.ts'
import { MAX_FILE_BYTES } from '../domain/content.ts'
import { QUEUE_REASONS, type QueueReason } from '../domain/reasons.ts'

/**
 * Largest payload of one `data` message; all but the last of a chunk are multiples of the 16 KiB block, so that no
 * block spans two messages.
 */
export const DATA_BYTES = 256 * 1024
/** Maximum number of hashes in one `layer` message. */
export const LAYER_PART = 2048
/** Maximum number of chunks in one `request`. */
export const MAX_RANGE = 64
/** Longest queue that can be reported. */
export const MAX_QUEUE = 65_535
/** Largest receipt on the wire, in bytes. */
export const MAX_RECEIPT = 512

/**
 * Why a provider does not serve: by choice (refused), no capacity (busy), root not shared (not-shared), the file is
 * gone, changed or unreadable, the requester is excluded, or it is new and has used up its allowance.
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

/** Messages of `hyoban/transfer` 2. `id` is chosen by the requester, counts up and is never reused on a channel. */
export interface TransferMessages {
  /** Requester: opens a session. Its receipt carries `nonce`; `layer` is 1 to request the chunk hashes, else 0. */
  open: { id: number; root: string; nonce: string; logLength: number; layer: number }
  /**
   * Provider: serves it. `layer` messages follow until all chunk hashes are sent (if asked for), then `have` or
   * `bitfield`.
   */
  accepted: { id: number; size: number; logLength: number }
  /** Provider: 32 bytes for each chunk from number `from` on. */
  layer: { id: number; from: number; hashes: Uint8Array }
  /** Provider: does not serve it, or no longer does. */
  refused: { id: number; reason: Refusal }
  /** Requester: requests chunks `from` to `from + count - 1`. Requests are answered in order. */
  request: { id: number; from: number; count: number }
  /** Provider: bytes of the file at `offset`, in order, multiples of 16 KiB except for the last of a chunk. */
  data: { id: number; offset: number; bytes: Uint8Array }
  /** Requester: ends the session of this id. */
  cancel: { id: number }
  /** Requester: the session has ended; its receipt, signed by the requester. */
  finish: { id: number; receipt: Uint8Array }
  /** Provider: its signature for that receipt; empty if it does not sign. */
  finished: { id: number; signature: Uint8Array }
  /** Requester: a receipt for the bytes so far; the session continues. */
  partial: { id: number; receipt: Uint8Array }
  /** Provider: its signature for that receipt; empty if it does not sign. */
  partialSigned: { id: number; signature: Uint8Array }
  /** Provider: these chunks have become available; a message with all chunks means the whole file. */
  have: { id: number; from: number; count: number }
  /** Provider: the available chunks of an incomplete file: one bit per chunk, lowest first. */
  bitfield: { id: number; bits: Uint8Array }
  /** Requester: withdraws requests for these chunks; those in flight may still arrive. */
  drop: { id: number; from: number; count: number }
  /** Provider: queued for an upload slot; sent again when the position changes. `weight` in hundredths. */
  queued: { id: number; position: number; of: number; reason: QueueReason; weight: number }
}

const id = uintUpTo(0xffffffff)
const count = uintUpTo(Number.MAX_SAFE_INTEGER)
const size = uintUpTo(MAX_FILE_BYTES)
const queue = uintUpTo(MAX_QUEUE)
const chunk = uintUpTo(MAX_FILE_BYTES / 2 ** 20)

/** hyoban/transfer 2. Frozen: changing a message makes version 3. */
export const transferProtocol = {
  name: 'hyoban/transfer',
  version: 2,
  // the smallest data messages (16 KiB) at 100 MB/s are 6400 messages a second
  rate: { burst: 40_000, perSecond: 20_000 },
  messages: {
    open: {
      encoding: message<TransferMessages['open']>({
        id,
        root: hex32,
        nonce: hex32,
        logLength: count,
        layer: uintUpTo(1),
      }),
      maxBytes: 96,
    },
    accepted: { encoding: message<TransferMessages['accepted']>({ id, size, logLength: count }), maxBytes: 32 },
    layer: {
      encoding: message<TransferMessages['layer']>({ id, from: chunk, hashes: restBytes(LAYER_PART * 32) }),
      maxBytes: 32 + LAYER_PART * 32,
    },
    refused: { encoding: message<TransferMessages['refused']>({ id, reason: oneOf(REFUSALS) }), maxBytes: 16 },
    request: {
      encoding: message<TransferMessages['request']>({ id, from: chunk, count: uintUpTo(MAX_RANGE, 1) }),
      maxBytes: 32,
    },
    data: {
      encoding: message<TransferMessages['data']>({ id, offset: size, bytes: restBytes(DATA_BYTES) }),
      maxBytes: 32 + DATA_BYTES,
    },
    cancel: { encoding: message<TransferMessages['cancel']>({ id }), maxBytes: 16 },
    finish: {
      encoding: message<TransferMessages['finish']>({ id, receipt: restBytes(MAX_RECEIPT) }),
      maxBytes: 16 + MAX_RECEIPT,
    },
    finished: { encoding: message<TransferMessages['finished']>({ id, signature: restBytes(64) }), maxBytes: 96 },
    partial: {
      encoding: message<TransferMessages['partial']>({ id, receipt: restBytes(MAX_RECEIPT) }),
      maxBytes: 16 + MAX_RECEIPT,
    },
    partialSigned: {
      encoding: message<TransferMessages['partialSigned']>({ id, signature: restBytes(64) }),
      maxBytes: 96,
    },
    have: { encoding: message<TransferMessages['have']>({ id, from: chunk, count: chunk }), maxBytes: 32 },
    bitfield: {
      encoding: message<TransferMessages['bitfield']>({ id, bits: restBytes(MAX_FILE_BYTES / 2 ** 23) }),
      maxBytes: 16 + MAX_FILE_BYTES / 2 ** 23,
    },
    drop: { encoding: message<TransferMessages['drop']>({ id, from: chunk, count: chunk }), maxBytes: 32 },
    queued: {
      encoding: message<TransferMessages['queued']>({
        id,
        position: queue,
        of: queue,
        reason: oneOf(QUEUE_REASONS),
        weight: uintUpTo(10_000),
      }),
      maxBytes: 32,
    },
  },
} as const
