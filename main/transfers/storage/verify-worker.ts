import { parentPort } from 'node:worker_threads'
import { chunkHash } from '../../domain/merkle.ts'

/** A chunk to hash. `bytes` (shared memory) are sent with the first job for a slot only. */
export interface VerifyJob {
  slot: number
  bytes?: Uint8Array
  /** Of the chunk; -1: forget the slot. */
  length: number
  /** The file has only this chunk: the hash is its root. */
  alone: boolean
}

/** The hash of the chunk in the slot. */
export interface VerifyResult {
  slot: number
  hash: Uint8Array
}

const slots = new Map<number, Uint8Array>()

parentPort?.on('message', (jobs: VerifyJob[]) => {
  const results = jobs.flatMap((job) => done(job))
  if (results.length > 0) parentPort?.postMessage(results)
})

function done({ slot, bytes: given, length, alone }: VerifyJob): VerifyResult[] {
  if (length < 0) {
    slots.delete(slot)
    return []
  }
  if (given) slots.set(slot, given)
  const bytes = slots.get(slot)
  if (!bytes) throw new Error(`slot ${slot} is unknown`)
  return [{ slot, hash: chunkHash(bytes.subarray(0, length), alone) }]
}

parentPort?.postMessage('ready')
