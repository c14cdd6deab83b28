import type Hypercore from 'hypercore'
import type { LogName } from '../domain/rating-log/log-name.ts'
import { storageError } from './storage.ts'

/** Largest block of a rating log; larger ones are neither written nor accepted. */
export const MAX_RATING_BYTES = 4096

/** The rating log of this node: append-only, signed with the identity key. */
export class OwnRatings {
  #core: Hypercore
  #name: LogName
  readonly #dir: string

  constructor(core: Hypercore, name: LogName, dir: string) {
    this.#core = core
    this.#name = name
    this.#dir = dir
  }

  get name(): LogName {
    return this.#name
  }

  /** Goes on in another log. */
  moveTo(core: Hypercore, name: LogName): void {
    this.#core = core
    this.#name = name
  }

  get length(): number {
    return this.#core.length
  }

  /**
   * Appends one block of at most 4 KiB and returns its number. Once it resolves, the block survives a killed process.
   * Throws RangeError if the block is too large, HyobanError NO_SPACE or CORRUPT if the disk fails.
   */
  async append(block: Uint8Array): Promise<number> {
    if (block.byteLength > MAX_RATING_BYTES)
      throw new RangeError(`a rating has at most ${MAX_RATING_BYTES} bytes, not ${block.byteLength}`)
    try {
      const { length } = await this.#core.append(Buffer.from(block))
      return length - 1
    } catch (error) {
      throw storageError(error, this.#dir)
    }
  }

  /** Blocks from number `from` up to, but not including, `to`; left out: to the current end. */
  async *read(from = 0, to = this.length): AsyncGenerator<{ seq: number; block: Uint8Array }, void, void> {
    for (let seq = from; seq < Math.min(to, this.length); seq++) {
      const block = await this.#core.get(seq, { wait: false })
      if (block) yield { seq, block }
    }
  }
}
