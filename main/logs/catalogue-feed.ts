import type Hypercore from 'hypercore'
import { HyobanError, messageOf } from '../base/errors.ts'
import { BlocksMissing, BlockTooLarge, readBlocks } from './block-range.ts'
import { type CatalogueChange, decodeEntry, isCataloguePath, MAX_PATH_BYTES } from '../domain/catalogue-entry.ts'
import { decodeBeeBlock } from '../network/patches/bee-block.ts'
import { MAX_BLOCK_BYTES } from './storage.ts'

const WINDOW = 64
const BLOCK_TIMEOUT_MS = 15_000

export interface FeedOptions {
  core: Hypercore
  /** The last version read; 0 for none. */
  since: number
  /** Changes after this version are not read. */
  maxVersion: number
  signal: AbortSignal
  /** Called for each refusal: an invalid path, an invalid entry, a damaged block. */
  onRefused: (reason: string) => void
}

/**
 * The changes of a catalogue after a version, oldest first; apply them in order. Reads the blocks of the log rather
 * than its tree (the diff stream of Hyperbee): blocks arrive in bulk, and a malicious tree cannot cause a loop.
 */
export class CatalogueFeed implements AsyncIterable<CatalogueChange> {
  readonly #options: FeedOptions
  #version: number
  #asked = 0
  #bytes = 0

  constructor(options: FeedOptions) {
    this.#options = options
    this.#version = options.since
  }

  /** The version reached: all changes up to it were yielded. Read it during or after the iteration. */
  get version(): number {
    return this.#version
  }

  /** Bytes of the blocks read so far, whether they were accepted or not. */
  get bytes(): number {
    return this.#bytes
  }

  /** Deletes blocks that were asked for and not read, which nobody counts; returns their greatest number of bytes. */
  async dropUnread(): Promise<number> {
    const { core } = this.#options
    const unread = Math.max(0, this.#asked - this.#version)
    if (unread > 0) await core.clear(this.#version, this.#asked).catch(() => {})
    return unread * MAX_BLOCK_BYTES
  }

  /** Throws HyobanError CANCELLED if aborted or unfollowed, PEER_LEFT if no peer sends the missing blocks in time. */
  async *[Symbol.asyncIterator](): AsyncGenerator<CatalogueChange, void, void> {
    const { core, maxVersion, onRefused } = this.#options
    // a closed core has no length, which must not be mistaken for a catalogue without changes
    await core.ready().catch(() => {})
    this.#checkAlive()
    const end = Math.min(core.length, maxVersion)
    // block 0 is the header of the Hyperbee
    for (let from = Math.max(1, this.#version); from < end;) {
      const to = Math.min(end, from + WINDOW)
      this.#asked = to
      const blocks = await this.#read(from, to)
      for (const [index, block] of blocks.entries()) {
        const change = decodeBlock(block)
        this.#version = from + index + 1
        this.#bytes += block.byteLength
        if (typeof change === 'string') onRefused(change)
        else yield change
      }
      from = to
    }
  }

  #checkAlive(): void {
    if (this.#options.signal.aborted || this.#options.core.closing) throw cancelled()
  }

  async #read(from: number, to: number): Promise<Buffer[]> {
    const { core, signal, onRefused } = this.#options
    this.#checkAlive()
    let stop = (): void => {}
    const aborted = new Promise<never>((_, reject) => {
      stop = () => reject(cancelled())
      signal.addEventListener('abort', stop, { once: true })
    })
    try {
      return await Promise.race([readBlocks(core, from, to, MAX_BLOCK_BYTES, BLOCK_TIMEOUT_MS), aborted])
    } catch (error) {
      if (error instanceof BlockTooLarge) {
        onRefused(error.message)
        throw new HyobanError('REFUSED', `The catalogue cannot be read: ${error.message}.`, { cause: error })
      }
      if (!(error instanceof BlocksMissing)) throw error
      if (core.closing) throw cancelled()
      throw new HyobanError('PEER_LEFT', 'No connected peer sends the rest of the catalogue.', {
        hint: 'It resumes when the peer is back online.',
        cause: error,
      })
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }
}

function cancelled(): HyobanError {
  return new HyobanError('CANCELLED', 'Reading the catalogue was cancelled.')
}

/** The change in a block of a Hyperbee, or the reason why it is refused. */
function decodeBlock(block: Buffer): CatalogueChange | string {
  try {
    const { key, value } = decodeBeeBlock(block)
    if (key.byteLength > MAX_PATH_BYTES) return `a path of ${key.byteLength} bytes`
    const path = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(key)
    if (!isCataloguePath(path)) return 'a path that is not allowed'
    return value === null ? { type: 'del', path } : { type: 'put', path, entry: decodeEntry(value) }
  } catch (error) {
    return messageOf(error)
  }
}
