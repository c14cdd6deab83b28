import type Hypercore from 'hypercore'
import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import { TokenBucket, type RateLimit } from '../base/token-bucket.ts'
import { type LogName, ownerOf } from '../domain/rating-log/log-name.ts'
import { BlocksMissing, BlockTooLarge, readBlocks } from './block-range.ts'
import type { Semaphore } from '../base/semaphore.ts'
import { limitBlocksOf } from '../network/patches/block-limit.ts'

/** Blocks handed over at once; the burst of a rate limit must not be smaller. */
const BATCH = 64
/** A log without data for this many ms frees its download slot; its request stays open. */
const SLOT_TIMEOUT_MS = 500
/** Failed attempts in a row before a log is reported as stalled. */
const MAX_FAILURES = 3
/** Pauses in ms after a peer stalled or the consumer failed; the last one repeats. A new peer or block ends a pause. */
const RETRY_DELAYS_MS = [1000, 5000, 20_000, 60_000]
/** A log that claims more than this many times the allowed length is not read at all. */
const MAX_OVERCLAIM = 10

interface FollowerLimits {
  maxBlocks: number
  maxBlockBytes: number
  /** Limit for blocks from others; blocks on this disk are read without limit. */
  rate: RateLimit
  /** Time limit for a block, in ms. */
  stallMs: number
}

/** Download slots shared by all followers. */
export interface DownloadSlots {
  regular: Semaphore
  /** For logs whose last request went unanswered, so that they do not delay others. */
  stalled: Semaphore
}

/** Receives blocks of a log from number `from` on. Awaited; if it throws, the same blocks come again. */
export type BlockConsumer = (log: LogName, from: number, blocks: Uint8Array[]) => void | Promise<void>

export interface FollowerOptions {
  core: Hypercore
  log: LogName
  /** The first block wanted. */
  from: number
  consumer: BlockConsumer
  limits: FollowerLimits
  slots: DownloadSlots
  clock: Clock
  /** A log of this node itself: nothing of it is ever deleted. */
  own: boolean
}

export interface FollowerEvents extends Record<string, unknown> {
  /** Blocks have been handed over. */
  read: null
  /** The connected owner did not send what it signed, several times in a row. Emitted once until blocks arrive. */
  stalled: null
  /** The log broke a limit and is not read any more. */
  refused: { reason: string; kind: 'oversized' | 'over-budget' }
  failed: unknown
}

/** Hands over the blocks of one growing log, each once and in order, while peers that have it come and go. */
export class LogFollower extends Emitter<FollowerEvents> {
  readonly #options: FollowerOptions
  readonly #done: Promise<void>
  readonly #pace: TokenBucket
  #next: number
  #stopped = false
  /** Blocks that were asked of others and not handed over yet; some may be on this disk. */
  #unread = { from: 0, to: 0 }
  #woken = false
  #wake = (): void => {}

  constructor(options: FollowerOptions) {
    super()
    this.#options = options
    this.#next = options.from
    this.#pace = new TokenBucket(options.limits.rate, options.clock)
    const wake = (): void => {
      this.#woken = true
      this.#wake()
    }
    options.core.on('append', wake)
    options.core.on('peer-add', wake)
    options.core.on('close', () => {
      this.#stopped = true
      wake()
    })
    this.#done = this.#run().catch((error: unknown) => this.emit('failed', error))
  }

  /** The next block to be handed over. */
  get next(): number {
    return this.#next
  }

  /**
   * Stops and closes the log's session. Blocks that arrived and were not handed over, which nobody counts, are deleted;
   * returns their greatest number of bytes.
   */
  async stop(): Promise<number> {
    const { core, own, limits } = this.#options
    this.#stopped = true
    this.#wake()
    const { from, to } = this.#unread
    const unread = own ? 0 : Math.max(0, to - from)
    if (unread > 0) await core.clear(from, to).catch(() => {})
    await core.close().catch(() => {})
    await this.#done
    return unread * limits.maxBlockBytes
  }

  async #run(): Promise<void> {
    const { core } = this.#options
    const { maxBlocks, maxBlockBytes } = this.#options.limits
    await core.ready()
    limitBlocksOf(core, maxBlockBytes, ({ sender, seq, bytes }) => {
      // anyone else may send a block that the owner never wrote
      if (sender === ownerOf(this.#options.log) && !this.#stopped)
        this.#refuse(`block ${seq} has ${bytes} bytes`, 'oversized')
    })
    let failures = 0
    let reported = false
    while (!this.#stopped) {
      this.#woken = false
      if (core.byteLength > core.length * maxBlockBytes)
        return this.#refuse(`${core.length} blocks of ${core.byteLength} bytes`, 'oversized')
      if (core.length > MAX_OVERCLAIM * maxBlocks)
        return this.#refuse(`claims to have ${core.length} blocks`, 'over-budget')
      const end = Math.min(core.length, maxBlocks, this.#next + BATCH)
      if (this.#next >= end) {
        if (this.#next >= maxBlocks && core.length > maxBlocks)
          return this.#refuse(`more than ${maxBlocks} blocks`, 'over-budget')
        await this.#sleep()
        continue
      }
      try {
        const wanted = (await core.has(this.#next, end)) ? 0 : end - this.#next
        if (!this.#pace.take(wanted)) {
          await this.#sleep(this.#pace.msUntil(wanted))
          continue
        }
        this.#unread = { from: this.#next, to: wanted > 0 ? end : this.#next }
        await this.#step(end, failures > 0)
        failures = 0
        reported = false
      } catch (error) {
        if (this.#stopped) return
        if (error instanceof BlockTooLarge) return this.#refuse(error.message, 'oversized')
        if (!(error instanceof BlocksMissing)) this.emit('failed', error)
        else if (error.got.length > 0) {
          failures = 0
          reported = false
        }
        if (++failures >= MAX_FAILURES && !reported && error instanceof BlocksMissing && this.#isOwnerConnected()) {
          reported = true
          this.emit('stalled', null)
        }
        await this.#sleep(RETRY_DELAYS_MS[Math.min(failures, RETRY_DELAYS_MS.length) - 1])
      }
    }
  }

  /** Reads and hands over blocks up to `end`; `stalled`: the last request went unanswered. */
  async #step(end: number, stalled: boolean): Promise<void> {
    const { core, slots, limits } = this.#options
    const from = this.#next
    let reading: Promise<Uint8Array[]> = Promise.resolve([])
    await (stalled ? slots.stalled : slots.regular).run(() => {
      reading = readBlocks(core, from, end, limits.maxBlockBytes, limits.stallMs)
      return this.#untilSlotTimeout(reading)
    })
    try {
      await this.#handOver(await reading)
    } catch (error) {
      // blocks before the gap are valid
      if (error instanceof BlocksMissing && error.got.length > 0) await this.#handOver(error.got)
      throw error
    }
  }

  async #handOver(blocks: Uint8Array[]): Promise<void> {
    if (this.#stopped) return
    const { log, consumer } = this.#options
    this.#unread.from = this.#next + blocks.length
    await consumer(log, this.#next, blocks)
    this.#next += blocks.length
    this.emit('read', null)
  }

  #refuse(reason: string, kind: FollowerEvents['refused']['kind']): void {
    this.emit('refused', { reason, kind })
  }

  /** Resolves when the blocks have arrived, or when the slot should be freed. */
  async #untilSlotTimeout(reading: Promise<unknown>): Promise<void> {
    let cancel = (): void => {}
    const enough = new Promise<void>((resolve) => (cancel = this.#options.clock.after(SLOT_TIMEOUT_MS, resolve)))
    await Promise.race([
      reading.then(
        () => {},
        () => {},
      ),
      enough,
    ])
    cancel()
  }

  #isOwnerConnected(): boolean {
    const { core, log } = this.#options
    return core.peers.some(({ remotePublicKey }) => remotePublicKey.toString('hex') === ownerOf(log))
  }

  /** Resolves when something happens to the log, or after `ms`. */
  async #sleep(ms?: number): Promise<void> {
    if (this.#woken || this.#stopped) return
    let cancel = (): void => {}
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      if (ms !== undefined) cancel = this.#options.clock.after(ms, resolve)
    })
    cancel()
  }
}
