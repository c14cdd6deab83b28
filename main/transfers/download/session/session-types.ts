import type { Clock } from '../../../base/clock.ts'
import type { QueuePlace } from '../../../contract/views/transfer-views.ts'
import type { Channel } from '../../../protocol/channel.ts'
import type { Refusal, TransferMessages } from '../../../protocol/transfer.ts'
import type { ReceiptTerms } from '../../ports.ts'
import type { ChunkBuffer, ChunkHasher } from '../../storage/chunk-hasher.ts'
import type { ChunkPicker } from '../chunk-picker.ts'

/** How a session ended: complete, by a fault of the provider, too slow, as it left or refused, or stopped locally. */
export type SessionEnd =
  | { kind: 'whole' | 'stalled' | 'slow' | 'corrupt' | 'abusive' | 'left' | 'stopped' }
  | { kind: 'refused'; reason: Refusal }

/** What a session requests from its provider. */
interface SessionRequest {
  root: string
  size: number
  nonce: string
  /** Length of the requester's rating log when the session begins. */
  requesterLogLength: number
  /** Request the chunk hashes from this provider, unless they are known. Files of one chunk have none. */
  layer: boolean
}

/** The run that a session fetches chunks for; Swarm is one. `source` is the session's number in the picker. */
export interface ChunkConsumer {
  readonly picker: ChunkPicker
  readonly hasher: ChunkHasher
  /** The verified chunk hashes, once known. */
  readonly layer: Uint8Array | null
  layerVerified(layer: Uint8Array): void
  /** Number of chunks that may be requested from this source now. */
  room(source: number): number
  /** The next consecutive chunks to request, at most `max`; null: none now. */
  pick(source: number, max: number): { from: number; count: number } | null
  /** Takes over a verified chunk and its buffer; resolves when the chunk is written. */
  keep(source: number, chunk: number, buffer: ChunkBuffer, length: number): Promise<void>
  /** Call when the source announced chunks. */
  updateStarvation(): void
  /** The place in the provider's queue changed; null: served now. */
  queueChanged(source: number, place: QueuePlace | null): void
}

export interface SessionOptions {
  channel: Channel<TransferMessages>
  id: number
  request: SessionRequest
  source: number
  consumer: ChunkConsumer
  receipts: ReceiptTerms
  clock: Clock
}
