import type { Clock } from '../../../base/clock.ts'
import type { QueuePlace } from '../../../contract/views/transfer-views.ts'
import type { Channel } from '../../../protocol/channel.ts'
import type { Refusal, TransferMessages } from '../../../protocol/transfer.ts'
import type { ReceiptMaker } from '../../ports.ts'
import type { ChunkBuffer, ChunkHasher } from '../../storage/chunk-hasher.ts'
import type { ChunkPicker } from '../chunk-picker.ts'

/** How a session ended: complete, by the provider's fault, by its leaving or refusing, or by my own decision. */
export type SessionEnd =
  { kind: 'whole' | 'stalled' | 'corrupt' | 'abusive' | 'left' | 'stopped' } | { kind: 'refused'; reason: Refusal }

/** What a session asks its provider for. */
interface SessionRequest {
  root: string
  size: number
  nonce: string
  /** Length of my rating log when the session begins. */
  requesterLogLength: number
  /** Ask this provider for the chunk hashes, unless they are known. Files of one chunk have none. */
  layer: boolean
}

/** The run that a session fetches chunks for; Swarm is one. `source` is the session's number in the picker. */
export interface ChunkConsumer {
  readonly picker: ChunkPicker
  readonly hasher: ChunkHasher
  /** The verified chunk hashes, once known. */
  readonly layer: Uint8Array | null
  layerVerified(layer: Uint8Array): void
  /** Chunks that this source may be asked for now. */
  room(source: number): number
  /** The next chunks to ask for, at most `max` in a row; null: none now. */
  pick(source: number, max: number): { from: number; count: number } | null
  /** Takes a verified chunk and its buffer; resolves when the chunk is on the disk. */
  keep(source: number, chunk: number, buffer: ChunkBuffer, length: number): Promise<void>
  /** The source announced chunks. */
  updateStarvation(): void
  /** Place in the provider's queue; null: served now. */
  queueChanged(source: number, place: QueuePlace | null): void
}

export interface SessionOptions {
  channel: Channel<TransferMessages>
  id: number
  request: SessionRequest
  source: number
  consumer: ChunkConsumer
  receipts: ReceiptMaker
  receiptIntervalBytes: number
  clock: Clock
}
