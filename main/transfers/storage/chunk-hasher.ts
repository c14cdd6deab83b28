import { systemClock } from '../../base/clock.ts'
import { workerThread } from '../../base/worker-handle.ts'
import { WorkerHost } from '../../base/worker-host.ts'
import { workerUrl } from '../../base/worker-url.ts'
import { chunkHash } from '../../domain/merkle.ts'
import { BLOCK_CHUNKS, chunkMemory } from './chunk-memory.ts'
import type { VerifyJob } from './verify-worker.ts'

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

/** A chunk to be hashed by the worker. */
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
  /** Buffers that the worker knows. */
  #known = new Set<number>()
  /** Buffers in use. */
  #used = 0
  #waiting = 0
  /** Jobs not handed to the worker yet. */
  #held: Waiting[] = []
  #hold: NodeJS.Timeout | null = null
  readonly #host = new WorkerHost<VerifyJob[], Uint8Array[]>({
    spawn: () => {
      this.#known = new Set()
      this.#hashed = 0
      return workerThread(workerUrl('verify-worker', import.meta.url), {
        name: 'verify',
        resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 },
      })
    },
    clock: systemClock,
    idleMs: IDLE_MS,
  })

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
    if (!this.#workerReady()) return Promise.resolve(chunkHash(slot.bytes.subarray(0, length), alone))
    return new Promise((resolve) => {
      this.#waiting++
      this.#held.push({ resolve, slot, length, alone })
      // a buffer in use that is not waiting is being filled: its chunk may follow soon
      if (this.#held.length >= TOGETHER || this.#used <= this.#waiting) void this.#flush()
      else this.#hold ??= setTimeout(() => void this.#flush(), HOLD_MS)
    })
  }

  /** Ends the worker; chunks that wait for it are hashed in this thread. */
  async close(): Promise<void> {
    const held = this.#takeHeld()
    await this.#host.close()
    for (const chunk of held) this.#done(chunk, hashHere(chunk))
  }

  /** True if the worker takes jobs; starts it, which can take half a second on a busy machine, once that pays off. */
  #workerReady(): boolean {
    if (this.#host.ready) return true
    if (!this.#host.running && this.#hashed++ >= BEFORE_THREAD) {
      try {
        this.#host.start()
      } catch {
        // no thread can be had now: the next chunk tries again
      }
    }
    return false
  }

  /** Hands the held chunks to the worker. If it dies they are hashed here, and a later chunk starts another one. */
  async #flush(): Promise<void> {
    const chunks = this.#takeHeld()
    if (chunks.length === 0) return
    const hashes = await this.#host.request(chunks.map((chunk) => this.#jobOf(chunk))).catch(() => null)
    for (const [place, chunk] of chunks.entries()) this.#done(chunk, hashes?.[place] ?? hashHere(chunk))
  }

  #takeHeld(): Waiting[] {
    if (this.#hold) clearTimeout(this.#hold)
    this.#hold = null
    return this.#held.splice(0)
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
    // a worker that dies has forgotten all buffers
    this.#host.request([{ slot: slot.id, length: -1, alone: false }]).catch(() => {})
  }
}

const hashHere = ({ slot, length, alone }: Waiting): Uint8Array => chunkHash(slot.bytes.subarray(0, length), alone)
