import type { TransferSource } from '../ports.ts'
import type { ChunkMap } from './chunk-map.ts'

/** A file being downloaded, as uploads to other peers read it: only verified chunks on the disk. */
export class IncompleteFile {
  /** The verified chunk hashes; null until known, and nothing can be served before. */
  layer: Uint8Array | null
  readonly #path: string
  readonly #map: ChunkMap
  readonly #listeners = new Set<(chunk: number) => void>()
  #source: TransferSource | null = null

  constructor(path: string, map: ChunkMap, layer: Uint8Array | null) {
    this.#path = path
    this.#map = map
    this.layer = layer
  }

  /** As a source of uploads; null while the chunk hashes are unknown. */
  get source(): TransferSource | null {
    if (!this.layer) return null
    return (this.#source ??= {
      path: this.#path,
      size: this.#map.size,
      layer: this.layer,
      incomplete: {
        has: (chunk) => this.#map.has(chunk),
        bits: () => this.#bits(),
        onHave: (listener) => {
          this.#listeners.add(listener)
          return () => void this.#listeners.delete(listener)
        },
      },
    })
  }

  /** Call when a chunk has been written. */
  added(chunk: number): void {
    for (const listener of [...this.#listeners]) listener(chunk)
  }

  #bits(): Uint8Array {
    const { count } = this.#map
    const bits = new Uint8Array(Math.ceil(count / 8))
    for (let chunk = 0; chunk < count; chunk++)
      if (this.#map.has(chunk)) bits[chunk >> 3] = (bits[chunk >> 3] as number) | (1 << (chunk & 7))
    return bits
  }
}
