import { serveJobs } from '../../base/worker-messages.ts'
import { chunkHash } from '../../domain/merkle.ts'

/** A chunk to hash. `bytes` (shared memory) are sent only with the first job for a slot. */
export interface VerifyJob {
  slot: number
  bytes?: Uint8Array
  /** Length of the chunk; -1: forget the slot, and return no hash. */
  length: number
  /** The file has only this chunk, whose hash is the root. */
  alone: boolean
}

const slots = new Map<number, Uint8Array>()

serveJobs<VerifyJob[], Uint8Array[]>((jobs) => ({ reply: jobs.flatMap(hashOf) }))

function hashOf({ slot, bytes: given, length, alone }: VerifyJob): Uint8Array[] {
  if (length < 0) {
    slots.delete(slot)
    return []
  }
  if (given) slots.set(slot, given)
  const bytes = slots.get(slot)
  if (!bytes) throw new Error(`slot ${slot} is unknown`)
  return [chunkHash(bytes.subarray(0, length), alone)]
}
