import { Worker } from 'node:worker_threads'
import { chunkHash } from '../../domain/merkle.ts'
import { workerUrl } from '../../base/worker-url.ts'
import { BLOCK_CHUNKS, chunkMemory } from './chunk-memory.ts'
import type { VerifyJob, VerifyResult } from './verify-worker.ts'

/** Free buffers that stay allocated: one block of memory. */
const KEEP = BLOCK_CHUNKS
/** Chunks hashed in this thread before starting a worker pays off. */
const BEFORE_THREAD = 8
/** Worker ends after this many ms without work. */
const IDLE_MS = 10_000
/** Chunks handed to the worker at once while more are arriving: each wake-up costs the network thread a processor. */
const TOGETHER = 4
/** Longest time that a chunk waits for others, in ms. */
const HOLD_MS = 25

/** A buffer for one chunk in memory that is shared with the worker. */
export interface ChunkBuffer {
  readonly id: number
  readonly bytes: Buffer
  readonly block: Block
}

/** Buffers that share one allocation, which is freed when none of them is in use. */
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
 * A pool of chunk buffers, and a worker that hashes them in place. Arriving bytes are copied once, into a reused
 * buffer, so that network buffers are freed at once (keeping them would cost the garbage collector more than the copy).
 * Without a worker, or until it has started, chunks are hashed in this thread.
 */
export class ChunkHasher {
  #free: ChunkBuffer[] = []
  #made = 0
  #hashed = 0
  #worker: Worker | null = null
  /** The worker has started, which can take half a second on a busy machine. */
  #ready = false
  /** Buffers that the worker knows. */
  #known = new Set<number>()
  /** Buffers in use. */
  #used = 0
  readonly #waiting = new Map<number, Waiting>()
  /** Jobs not handed to the worker yet. */
  #held: VerifyJob[] = []
  #hold: NodeJS.Timeout | null = null
  #idle: NodeJS.Timeout | null = null

  /** A buffer of 1 MiB with arbitrary content; give it back with `give`. */
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
   * Copies `bytes` into a buffer at `at`. Uses `fill`, as V8's `set` and `copy` go byte by byte in shared memory that
   * is aligned differently (2.5 GB/s instead of 15).
   */
  put(slot: ChunkBuffer, at: number, bytes: Uint8Array): void {
    slot.bytes.fill(bytes, at, at + bytes.byteLength)
  }

  /** Merkle hash (SHA-256, see `chunkHash`) of the first `length` bytes. Never rejects. */
  hash(slot: ChunkBuffer, length: number, alone: boolean): Promise<Uint8Array> {
    const worker = this.#worker || this.#hashed++ >= BEFORE_THREAD ? this.#thread() : null
    if (!worker || !this.#ready) return Promise.resolve(chunkHash(slot.bytes.subarray(0, length), alone))
    return new Promise((resolve) => {
      this.#waiting.set(slot.id, { resolve, slot, length, alone })
      this.#send(slot, length, alone)
    })
  }

  /** Ends the worker. */
  async close(): Promise<void> {
    const worker = this.#worker
    this.#end()
    this.#hashHere()
    await worker?.terminate()
  }

  #send(slot: ChunkBuffer, length: number, alone: boolean): void {
    const job: VerifyJob = { slot: slot.id, length, alone }
    if (!this.#known.has(slot.id)) job.bytes = slot.bytes
    this.#known.add(slot.id)
    this.#held.push(job)
    // a buffer in use that is not waiting is being filled: its chunk may follow soon
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
      // however it ends, waiting chunks are hashed here, and the next one starts a new worker
      worker.on('error', () => this.#workerEnded(worker))
      worker.on('exit', () => this.#workerEnded(worker))
      this.#known = new Set()
      this.#worker = worker
    } catch {
      return null
    }
    return this.#worker
  }

  #workerEnded(worker: Worker): void {
    if (this.#worker !== worker) return
    this.#end()
    this.#hashHere()
  }

  /** Hashes all waiting chunks in this thread. */
  #hashHere(): void {
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
