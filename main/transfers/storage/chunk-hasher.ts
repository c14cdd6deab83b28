import { Worker } from 'node:worker_threads'
import { chunkHash } from '../../domain/merkle.ts'
import { workerUrl } from '../../base/worker-url.ts'
import { BLOCK_CHUNKS, chunkMemory } from './chunk-memory.ts'
import type { VerifyJob, VerifyResult } from './verify-worker.ts'

/** Slots that stay allocated while they are free: one block of memory. */
const KEEP = BLOCK_CHUNKS
/** Chunks hashed here before a thread is worth its start. */
const BEFORE_THREAD = 8
/** A thread that has had nothing to do for so long, in ms, ends. */
const IDLE_MS = 10_000
/**
 * So many chunks go to the thread at once while more are on their way: each time that it wakes it takes a processor
 * from the wire.
 */
const TOGETHER = 4
/** They wait for each other for so many ms at most. */
const HOLD_MS = 25

/** Room for one chunk in memory that the hashing thread sees too. */
export interface ChunkBuffer {
  readonly id: number
  readonly bytes: Buffer
  readonly block: Block
}

/** Slots that share their memory: it is given back when none of them is in use. */
interface Block {
  used: number
}

interface Waiting {
  resolve(hash: Uint8Array): void
  slot: ChunkBuffer
  length: number
  alone: boolean
}

/**
 * Where chunks are put together and hashed. Bytes are copied once, into a slot that is used again and again: what came
 * from the
 * wire is free at once (long-lived buffers cost the collector more than the copy), and a thread of its own hashes the
 * slot in place.
 */
export class ChunkHasher {
  #free: ChunkBuffer[] = []
  #made = 0
  #hashed = 0
  #worker: Worker | null = null
  /** The thread runs; until then its start (half a second on a busy machine) holds up nothing. */
  #ready = false
  /** Slots whose memory the thread has. */
  #known = new Set<number>()
  /** Slots in use. */
  #used = 0
  readonly #waiting = new Map<number, Waiting>()
  /** Jobs that wait for more of them. */
  #held: VerifyJob[] = []
  #hold: NodeJS.Timeout | null = null
  #idle: NodeJS.Timeout | null = null

  /** A slot of 1 MiB; its old content is still in it. */
  take(): ChunkBuffer {
    if (this.#free.length === 0) this.#more()
    const slot = this.#free.pop() as ChunkBuffer
    slot.block.used++
    this.#used++
    return slot
  }

  give(slot: ChunkBuffer): void {
    const { block } = slot
    block.used--
    this.#used--
    this.#free.push(slot)
    if (block.used > 0 || this.#free.length - BLOCK_CHUNKS < KEEP) return
    for (const one of this.#free) if (one.block === block) this.#forget(one)
    this.#free = this.#free.filter((one) => one.block !== block)
  }

  #more(): void {
    const block: Block = { used: 0 }
    for (const bytes of chunkMemory()) this.#free.push({ id: this.#made++, bytes, block })
  }

  /**
   * Copies `bytes` to place `at` of a slot. Into shared memory `set` and `copy` go byte by byte if the two are not
   * aligned alike (2.5 GB/s); `fill` does not (15).
   */
  put(slot: ChunkBuffer, at: number, bytes: Uint8Array): void {
    slot.bytes.fill(bytes, at, at + bytes.byteLength)
  }

  /**
   * SHA-256 Merkle hash of the first `length` bytes (base/merkle.ts, chunkHash). Never rejects: without a thread it is
   * done here.
   */
  hash(slot: ChunkBuffer, length: number, alone: boolean): Promise<Uint8Array> {
    const worker = this.#worker || this.#hashed++ >= BEFORE_THREAD ? this.#thread() : null
    if (!worker || !this.#ready) return Promise.resolve(chunkHash(slot.bytes.subarray(0, length), alone))
    return new Promise((resolve) => {
      this.#waiting.set(slot.id, { resolve, slot, length, alone })
      this.#send(slot, length, alone)
    })
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    const worker = this.#worker
    this.#end()
    this.#here()
    await worker?.terminate()
  }

  #send(slot: ChunkBuffer, length: number, alone: boolean): void {
    const job: VerifyJob = { slot: slot.id, length, alone }
    if (!this.#known.has(slot.id)) job.bytes = slot.bytes
    this.#known.add(slot.id)
    this.#held.push(job)
    // a slot that is in use and does not wait is being filled: its chunk may come soon
    if (this.#held.length >= TOGETHER || this.#used <= this.#waiting.size) this.#flush()
    else this.#hold ??= setTimeout(() => this.#flush(), HOLD_MS)
  }

  #flush(): void {
    if (this.#hold) clearTimeout(this.#hold)
    this.#hold = null
    const jobs = this.#held
    this.#held = []
    if (jobs.length > 0) this.#worker?.postMessage(jobs)
  }

  #thread(): Worker | null {
    if (this.#idle) clearTimeout(this.#idle)
    this.#idle = null
    if (this.#worker) return this.#worker
    try {
      const worker = new Worker(workerUrl('verify-worker', import.meta.url), {
        name: 'verify',
        resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 },
      })
      worker.unref()
      worker.on('message', (results: VerifyResult[] | 'ready') => {
        if (this.#worker !== worker) return
        if (results === 'ready') this.#ready = true
        else for (const { slot, hash } of results) this.#done(slot, hash)
      })
      // whatever ends it: what waits is hashed here, and the next chunk tries again
      worker.on('error', () => this.#lost(worker))
      worker.on('exit', () => this.#lost(worker))
      this.#known = new Set()
      this.#worker = worker
    } catch {
      return null
    }
    return this.#worker
  }

  #lost(worker: Worker): void {
    if (this.#worker !== worker) return
    this.#end()
    this.#here()
  }

  /** Hashes all that waits in this thread. */
  #here(): void {
    for (const [id, { slot, length, alone }] of [...this.#waiting])
      this.#done(id, chunkHash(slot.bytes.subarray(0, length), alone))
  }

  #done(id: number, hash: Uint8Array): void {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    waiting?.resolve(hash)
    if (this.#waiting.size > 0 || !this.#worker) return
    this.#idle ??= setTimeout(() => void this.close(), IDLE_MS).unref()
  }

  #end(): void {
    if (this.#idle) clearTimeout(this.#idle)
    if (this.#hold) clearTimeout(this.#hold)
    this.#idle = this.#hold = null
    this.#held = []
    this.#worker = null
    this.#ready = false
    this.#known = new Set()
    this.#hashed = 0
  }

  #forget(slot: ChunkBuffer): void {
    if (this.#known.delete(slot.id))
      this.#worker?.postMessage([{ slot: slot.id, length: -1, alone: false }] satisfies VerifyJob[])
  }
}
