import { type Clock, systemClock } from '../../base/clock.ts'
import { type WorkerHandle, workerThread } from '../../base/worker-handle.ts'
import { WorkerHost } from '../../base/worker-host.ts'
import { workerUrl } from '../../base/worker-url.ts'
import { chunkHash } from '../../domain/merkle.ts'
import { BLOCK_CHUNKS, chunkMemory } from './chunk-memory.ts'
import type { VerifyJob } from './verify-worker.ts'

/** Free buffers kept allocated: one block of memory. */
const MAX_FREE = BLOCK_CHUNKS
/** Chunks hashed in this thread before the worker is started. */
const CHUNKS_BEFORE_WORKER = 8
/** Worker ends after this many ms without work. */
const IDLE_MS = 10_000
/** Chunks per batch while more are arriving; each message to the worker costs the network thread time. */
const BATCH_CHUNKS = 4
/** Maximum time that a chunk waits for its batch, in ms. */
const BATCH_MS = 25

/** A buffer for one chunk, in memory shared with the worker. */
export interface ChunkBuffer {
  readonly id: number
  readonly bytes: Buffer
  readonly block: Block
}

/** An allocation of several buffers, freed when none of them is in use. */
interface Block {
  used: number
}

/** A chunk waiting for its hash. */
interface Waiting {
  resolve(hash: Uint8Array): void
  slot: ChunkBuffer
  length: number
  alone: boolean
}

/** Starts the thread that hashes chunks; throws if none can be started. */
export const verifyThread = (): WorkerHandle =>
  workerThread(workerUrl('verify-worker', import.meta.url), {
    name: 'verify',
    resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 },
  })

/**
 * A pool of chunk buffers, and a worker that hashes them in place. Received bytes are copied once, into a reused
 * buffer, so that network buffers are freed at once (keeping them would cost more garbage collection than the copy).
 * Until the worker has started, or without one, chunks are hashed in this thread.
 */
export class ChunkHasher {
  #free: ChunkBuffer[] = []
  #made = 0
  #hashed = 0
  /** Ids of buffers that the worker has received. */
  #known = new Set<number>()
  /** Number of buffers in use. */
  #used = 0
  #waiting = 0
  /** Chunks not sent to the worker yet. */
  #batch: Waiting[] = []
  #cancelBatch: (() => void) | null = null
  readonly #clock: Clock
  readonly #host: WorkerHost<VerifyJob[], Uint8Array[]>

  constructor({ clock = systemClock, spawn = verifyThread }: { clock?: Clock; spawn?: () => WorkerHandle } = {}) {
    this.#clock = clock
    this.#host = new WorkerHost({
      spawn: () => {
        this.#known = new Set()
        this.#hashed = 0
        return spawn()
      },
      clock,
      idleMs: IDLE_MS,
    })
  }

  /** Takes a buffer of 1 MiB with arbitrary content; return it with `give`. */
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
    if (block.used > 0 || this.#free.length - BLOCK_CHUNKS < MAX_FREE) return
    for (const one of this.#free) if (one.block === block) this.#forget(one)
    this.#free = this.#free.filter((one) => one.block !== block)
  }

  #more(): void {
    const block: Block = { used: 0 }
    for (const bytes of chunkMemory()) this.#free.push({ id: this.#made++, bytes, block })
  }

  /**
   * Copies `bytes` into a buffer at `at`. Uses `fill`, because V8's `set` and `copy` go byte by byte between shared
   * memory and differently aligned memory (2.5 instead of 15 GB/s).
   */
  put(slot: ChunkBuffer, at: number, bytes: Uint8Array): void {
    slot.bytes.fill(bytes, at, at + bytes.byteLength)
  }

  /** Merkle hash (SHA-256, see `chunkHash`) of the first `length` bytes. Never rejects. */
  hash(slot: ChunkBuffer, length: number, alone: boolean): Promise<Uint8Array> {
    if (!this.#workerReady()) return Promise.resolve(chunkHash(slot.bytes.subarray(0, length), alone))
    return new Promise((resolve) => {
      this.#waiting++
      this.#batch.push({ resolve, slot, length, alone })
      // A buffer in use that does not wait is being filled; its chunk may follow soon.
      if (this.#batch.length >= BATCH_CHUNKS || this.#used <= this.#waiting) void this.#flush()
      else this.#cancelBatch ??= this.#clock.after(BATCH_MS, () => void this.#flush())
    })
  }

  /** Stops the worker; waiting chunks are hashed in this thread. */
  async close(): Promise<void> {
    const batch = this.#takeBatch()
    await this.#host.close()
    for (const chunk of batch) this.#done(chunk, hashHere(chunk))
  }

  /** True if the worker is ready; starts it, which may take half a second, once there are enough chunks. */
  #workerReady(): boolean {
    if (this.#host.ready) return true
    if (!this.#host.running && this.#hashed++ >= CHUNKS_BEFORE_WORKER) {
      try {
        this.#host.start()
      } catch {
        // No thread is available now; the next chunk tries again.
      }
    }
    return false
  }

  /** Sends the batch to the worker. If that dies, the batch is hashed here, and a later chunk restarts it. */
  async #flush(): Promise<void> {
    const chunks = this.#takeBatch()
    if (chunks.length === 0) return
    const hashes = await this.#host.request(chunks.map((chunk) => this.#jobOf(chunk))).catch(() => null)
    for (const [place, chunk] of chunks.entries()) this.#done(chunk, hashes?.[place] ?? hashHere(chunk))
  }

  #takeBatch(): Waiting[] {
    this.#cancelBatch?.()
    this.#cancelBatch = null
    return this.#batch.splice(0)
  }

  #jobOf({ slot, length, alone }: Waiting): VerifyJob {
    const job: VerifyJob = { slot: slot.id, length, alone }
    if (!this.#known.has(slot.id)) job.bytes = slot.bytes
    this.#known.add(slot.id)
    return job
  }

  #done({ resolve }: Waiting, hash: Uint8Array): void {
    this.#waiting--
    resolve(hash)
  }

  #forget(slot: ChunkBuffer): void {
    if (!this.#known.delete(slot.id) || !this.#host.running) return
    // A dead worker has forgotten all buffers.
    this.#host.request([{ slot: slot.id, length: -1, alone: false }]).catch(() => {})
  }
}

const hashHere = ({ slot, length, alone }: Waiting): Uint8Array => chunkHash(slot.bytes.subarray(0, length), alone)
