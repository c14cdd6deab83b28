import { CHUNK_BYTES } from '../../domain/merkle.ts'
import type { ChunkMap } from './chunk-map.ts'
import type { TransferSource } from '../ports.ts'

/**
 * A file that is still coming, as others may read it: uploads to other peers, and previews. Only verified chunks that
 * are on the disk count.
 */
export class IncompleteFile {
  /** As the uploads read it. */
  readonly source: TransferSource
  readonly #map: ChunkMap
  readonly #listeners = new Set<(chunk: number) => void>()
  #ended = false

  constructor(path: string, size: number, layer: Uint8Array, map: ChunkMap) {
    this.#map = map
    this.source = {
      path,
      size,
      layer,
      partial: {
        has: (chunk) => map.has(chunk),
        bits: () => {
          const bits = new Uint8Array(Math.ceil(map.count / 8))
          for (let chunk = 0; chunk < map.count; chunk++)
            if (map.has(chunk)) bits[chunk >> 3] = (bits[chunk >> 3] as number) | (1 << (chunk & 7))
          return bits
        },
        onHave: (listener) => {
          this.#listeners.add(listener)
          return () => void this.#listeners.delete(listener)
        },
      },
    }
  }

  /** How many bytes from `from` on can be read, up to `to`: 0 if the first is not there yet. */
  readable(from: number, to: number): number {
    let at = from
    while (at < to && this.#map.has(Math.floor(at / CHUNK_BYTES)))
      at = Math.min(to, (Math.floor(at / CHUNK_BYTES) + 1) * CHUNK_BYTES)
    return at - from
  }

  /** Resolves when byte `at` can be read (true), or when it will not be here: the run ended, or `signal` (false). */
  until(at: number, signal: AbortSignal): Promise<boolean> {
    const chunk = Math.floor(at / CHUNK_BYTES)
    if (this.#map.has(chunk)) return Promise.resolve(true)
    if (this.#ended || signal.aborted) return Promise.resolve(false)
    return new Promise((resolve) => {
      const done = (there: boolean): void => {
        this.#listeners.delete(listener)
        signal.removeEventListener('abort', gone)
        resolve(there)
      }
      const gone = (): void => done(false)
      const listener = (added: number): void => {
        if (added === chunk) done(true)
        else if (added < 0) done(this.#map.has(chunk))
      }
      this.#listeners.add(listener)
      signal.addEventListener('abort', gone, { once: true })
    })
  }

  /** A chunk has been written. */
  added(chunk: number): void {
    for (const listener of [...this.#listeners]) listener(chunk)
  }

  /** No more will come in this run. Listeners hear -1. */
  end(): void {
    this.#ended = true
    this.added(-1)
  }
}
