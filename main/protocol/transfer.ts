import { QUEUE_REASONS } from '../contract/views/transfer-views.ts'
import { hex32, message, oneOf, restBytes, uintUpTo } from '../base/codec.ts'
import {
  DATA_BYTES,
  LAYER_PART,
  MAX_QUEUE,
  MAX_RANGE,
  MAX_RECEIPT,
  MAX_SIZE,
  REFUSALS,
  type TransferMessages,
} from '../transfers/messages.ts'

const id = uintUpTo(0xffffffff)
const count = uintUpTo(Number.MAX_SAFE_INTEGER)
const size = uintUpTo(MAX_SIZE)
const queue = uintUpTo(MAX_QUEUE)
const chunk = uintUpTo(MAX_SIZE / 2 ** 20)

/** The wire protocol of transfers; frozen: changing a message makes version 3. */
export const transferWire = {
  name: 'hyoban/transfer',
  version: 2,
  // an honest sender of the smallest pieces (16 KiB) comes to 6400 a second at 100 MB/s
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
      encoding: message<TransferMessages['request']>({ id, from: chunk, count: uintUpTo(MAX_RANGE) }),
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
      encoding: message<TransferMessages['bitfield']>({ id, bits: restBytes(MAX_SIZE / 2 ** 23) }),
      maxBytes: 16 + MAX_SIZE / 2 ** 23,
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
