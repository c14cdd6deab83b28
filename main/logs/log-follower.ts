import type Hypercore from 'hypercore'
import type { Clock } from '../base/clock.ts'
import { TokenBucket, type RateLimit } from '../base/token-bucket.ts'
import { BlocksMissing, BlockTooLarge, readBlocks } from './block-range.ts'
import type { Semaphore } from '../base/semaphore.ts'

/** Blocks handed over at once; no rate may allow fewer in a burst. */
const BATCH = 64
/** A log that sends nothing for so long, in ms, lets others go ahead while it is waited for. */
const PATIENCE_MS = 500
/** Attempts in vain, one after the other, before a log is said to stall. */
const ATTEMPTS = 3
/**
 * Pauses after a peer stalled or the consumer failed, in ms; the last one repeats. A new peer or block ends the pause.
 */
const RETRIES = [1000, 5000, 20_000, 60_000]
/** A log that claims to be so many times as long as may be is not worth reading. */
const ABSURD = 10

export interface FollowerOptions {
  core: Hypercore
  /** The first block wanted. */
  from: number
  maxBlocks: number
  maxBlockBytes: number
  /**
   * Blocks that may come from others, at once and in the long run; what lies on this disk is read as fast as it goes.
   */
  rate: RateLimit
  gate: Semaphore
  /**
   * Where logs wait that did not send what they were asked for the last time, so that they keep nobody else waiting.
   */
  lateGate: Semaphore
  clock: Clock
  onBlocks: (from: number, blocks: Uint8Array[]) => void | Promise<void>
  /** How long a block is waited for, in ms. */
  stallMs: number
  /** Whose log it is, 64 hex digits: only its owner can be said to stall. */
  owner: string
  onStalled: () => void
  /** Blocks have been handed over. */
  onRead: () => void
  /** The log broke a rule and is read no further. */
  onRefused: (reason: string, kind: 'oversized' | 'over-budget') => void
  onError: (error: unknown) => void
}

/** Hands over the blocks of one growing log, each once and in order, however the peers that hold it come and go. */
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
    let said = false
    while (!this.#stopped) {
      this.#woken = false
      if (core.length > ABSURD * maxBlocks) return onRefused(`claims to have ${core.length} blocks`, 'over-budget')
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
        said = false
      } catch (error) {
        if (this.#stopped) return
        if (error instanceof BlockTooLarge) return onRefused(error.message, 'oversized')
        if (!(error instanceof BlocksMissing)) this.#options.onError(error)
        else if (error.got.length > 0) {
          failures = 0
          said = false
        }
        if (++failures >= ATTEMPTS && !said && error instanceof BlocksMissing && this.#ownerIsHere()) {
          said = true
          this.#options.onStalled()
        }
        await this.#sleep(RETRIES[Math.min(failures, RETRIES.length) - 1])
      }
    }
  }

  async #step(end: number, late: boolean): Promise<void> {
    const { core, gate, lateGate, maxBlockBytes, stallMs } = this.#options
    const from = this.#next
    let reading: Promise<Uint8Array[]> = Promise.resolve([])
    await (late ? lateGate : gate).run(() => {
      reading = readBlocks(core, from, end, maxBlockBytes, stallMs)
      return this.#patiently(reading)
    })
    try {
      await this.#handOver(await reading)
    } catch (error) {
      // what came before the gap is good
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

  /** Until the blocks are there, or others should not be kept waiting for them. */
  async #patiently(reading: Promise<unknown>): Promise<void> {
    let cancel = (): void => {}
    const enough = new Promise<void>((resolve) => (cancel = this.#options.clock.after(PATIENCE_MS, resolve)))
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

  /** Until something happens to the log, or `ms` are over. */
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
