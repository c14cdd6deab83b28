import type Hypercore from 'hypercore'
import type { Clock } from '../base/clock.ts'
import { BlocksMissing, BlockTooLarge, readBlocks } from './block-range.ts'
import type { Gate } from './gate.ts'

/** Blocks handed over at once. */
const BATCH = 64
const BLOCK_TIMEOUT_MS = 10_000
/** Pauses after a peer stalled or the consumer failed, in ms; the last one repeats. A new peer or block ends the pause. */
const RETRIES = [1000, 5000, 20_000, 60_000]

export interface FollowerOptions {
  core: Hypercore
  /** The first block wanted. */
  from: number
  maxBlocks: number
  maxBlockBytes: number
  gate: Gate
  clock: Clock
  onBlocks: (from: number, blocks: Uint8Array[]) => void | Promise<void>
  /** The log broke a rule and is read no further. */
  onRefused: (reason: string) => void
  onError: (error: unknown) => void
}

/** Hands over the blocks of one growing log, each once and in order, however the peers that hold it come and go. */
export class LogFollower {
  readonly #options: FollowerOptions
  readonly #done: Promise<void>
  #next: number
  #stopped = false
  #woken = false
  #wake = (): void => {}

  constructor(options: FollowerOptions) {
    this.#options = options
    this.#next = options.from
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
    while (!this.#stopped) {
      this.#woken = false
      const end = Math.min(core.length, maxBlocks, this.#next + BATCH)
      if (this.#next >= end) {
        if (this.#next >= maxBlocks && core.length > maxBlocks) return onRefused(`more than ${maxBlocks} blocks`)
        await this.#sleep()
        continue
      }
      try {
        await this.#step(end)
        failures = 0
      } catch (error) {
        if (this.#stopped) return
        if (error instanceof BlockTooLarge) return onRefused(error.message)
        if (!(error instanceof BlocksMissing)) this.#options.onError(error)
        await this.#sleep(RETRIES[Math.min(failures++, RETRIES.length - 1)])
      }
    }
  }

  async #step(end: number): Promise<void> {
    const { core, gate, maxBlockBytes, onBlocks } = this.#options
    const from = this.#next
    const blocks = await gate.run(() => readBlocks(core, from, end, maxBlockBytes, BLOCK_TIMEOUT_MS))
    if (this.#stopped) return
    await onBlocks(from, blocks)
    this.#next = end
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
