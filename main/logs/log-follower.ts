import type Hypercore from 'hypercore'
import type { Clock } from '../base/clock.ts'
import { TokenBucket, type RateLimit } from '../base/token-bucket.ts'
import { BlocksMissing, BlockTooLarge, readBlocks } from './block-range.ts'
import type { Semaphore } from '../base/semaphore.ts'

/** Blocks handed over at once; no rate may allow fewer in a burst. */
const BATCH = 64
/** A log that sends nothing for this many ms frees its download slot while it is waited for. */
const SLOT_TIMEOUT_MS = 500
/** Failed attempts in a row before a log is reported as stalled. */
const MAX_FAILURES = 3
/**
 * Pauses after a peer stalled or the consumer failed, in ms; the last one repeats. A new peer or block ends the pause.
 */
const RETRY_DELAYS_MS = [1000, 5000, 20_000, 60_000]
/** A log that claims more than this many times the allowed length is not read at all. */
const MAX_OVERCLAIM = 10

export interface FollowerOptions {
  core: Hypercore
  /** The first block wanted. */
  from: number
  maxBlocks: number
  maxBlockBytes: number
  /** Limit for blocks from others; blocks on this disk are read without limit. */
  rate: RateLimit
  /** Slots for downloads. */
  downloads: Semaphore
  /** Slots for logs whose last request went unanswered, so that they do not delay others. */
  stalledDownloads: Semaphore
  clock: Clock
  onBlocks: (from: number, blocks: Uint8Array[]) => void | Promise<void>
  /** Time limit for a block, in ms. */
  stallMs: number
  /** Key of the owner, 64 hex digits: only its owner can be reported as stalled. */
  owner: string
  onStalled: () => void
  /** Called after blocks have been handed over. */
  onRead: () => void
  /** The log broke a rule and is not read any more. */
  onRefused: (reason: string, kind: 'oversized' | 'over-budget') => void
  onError: (error: unknown) => void
}

/** Hands over the blocks of one growing log, each once and in order, while peers that have it come and go. */
export class LogFollower {
  readonly #options: FollowerOptions
  readonly #done: Promise<void>
  readonly #pace: TokenBucket
  #next: number
  #stopped = false
  #woken = false
  #wake = (): void => {}

  constructor(options: FollowerOptions) {
    this.#options = options
    this.#next = options.from
    this.#pace = new TokenBucket(options.rate, options.clock)
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
    this.#done = this.#run().catch(options.onError)
  }

  /** The next block to be handed over. */
  get next(): number {
    return this.#next
  }

  /** Stops and closes the log's session. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#wake()
    await this.#options.core.close().catch(() => {})
    await this.#done
  }

  async #run(): Promise<void> {
    const { core, maxBlocks, onRefused } = this.#options
    await core.ready()
    let failures = 0
    let reported = false
    while (!this.#stopped) {
      this.#woken = false
      if (core.length > MAX_OVERCLAIM * maxBlocks)
        return onRefused(`claims to have ${core.length} blocks`, 'over-budget')
      const end = Math.min(core.length, maxBlocks, this.#next + BATCH)
      if (this.#next >= end) {
        if (this.#next >= maxBlocks && core.length > maxBlocks)
          return onRefused(`more than ${maxBlocks} blocks`, 'over-budget')
        await this.#sleep()
        continue
      }
      try {
        const wanted = (await core.has(this.#next, end)) ? 0 : end - this.#next
        if (!this.#pace.take(wanted)) {
          await this.#sleep(this.#pace.msUntil(wanted))
          continue
        }
        await this.#step(end, failures > 0)
        failures = 0
        reported = false
      } catch (error) {
        if (this.#stopped) return
        if (error instanceof BlockTooLarge) return onRefused(error.message, 'oversized')
        if (!(error instanceof BlocksMissing)) this.#options.onError(error)
        else if (error.got.length > 0) {
          failures = 0
          reported = false
        }
        if (++failures >= MAX_FAILURES && !reported && error instanceof BlocksMissing && this.#ownerIsHere()) {
          reported = true
          this.#options.onStalled()
        }
        await this.#sleep(RETRY_DELAYS_MS[Math.min(failures, RETRY_DELAYS_MS.length) - 1])
      }
    }
  }

  async #step(end: number, late: boolean): Promise<void> {
    const { core, downloads, stalledDownloads, maxBlockBytes, stallMs } = this.#options
    const from = this.#next
    let reading: Promise<Uint8Array[]> = Promise.resolve([])
    await (late ? stalledDownloads : downloads).run(() => {
      reading = readBlocks(core, from, end, maxBlockBytes, stallMs)
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
    await this.#options.onBlocks(this.#next, blocks)
    this.#next += blocks.length
    this.#options.onRead()
  }

  /** Resolves when the blocks are there, or when the slot should be freed. */
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

  #ownerIsHere(): boolean {
    const { core, owner } = this.#options
    return core.peers.some(({ remotePublicKey }) => remotePublicKey.toString('hex') === owner)
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
