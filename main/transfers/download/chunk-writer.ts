import type { TransferRow } from '../ports.ts'
import type { RateMeter } from '../rate-meter.ts'
import type { ChunkMap } from '../storage/chunk-map.ts'
import type { IncompleteFile } from '../storage/incomplete-file.ts'
import type { PartFile } from '../storage/part-file.ts'
import type { DownloadHost } from './host.ts'
import type { DownloadSource } from './sources/source.ts'

/** Where the chunks of one run are written, and what counts them. */
interface ChunkWriterOptions {
  host: Pick<DownloadHost, 'clock' | 'network'>
  download: { readonly row: TransferRow; readonly meter: RateMeter; changed(state: boolean): void }
  map: ChunkMap
  part: PartFile
  incomplete: IncompleteFile
}

/** Writes verified chunks to the part file, announces them to uploads, and accounts for their bytes. */
export class ChunkWriter {
  readonly #options: ChunkWriterOptions
  readonly #writing = new Set<number>()
  #becameIdle = (): void => {}

  constructor(options: ChunkWriterOptions) {
    this.#options = options
  }

  /** Number of chunks being written. */
  get size(): number {
    return this.#writing.size
  }

  /** True if the chunk is written, or being written. */
  has(chunk: number): boolean {
    return this.#options.map.has(chunk) || this.#writing.has(chunk)
  }

  /** Writes a chunk; rejects with errors of the disk. */
  async write(source: DownloadSource, chunk: number, bytes: Uint8Array): Promise<void> {
    const { host, download, map, part, incomplete } = this.#options
    this.#writing.add(chunk)
    try {
      await part.write(chunk, [bytes])
      const now = host.clock.now()
      download.row.moved = map.bytes
      source.bytes += bytes.byteLength
      source.meter.add(bytes.byteLength, now)
      download.meter.add(bytes.byteLength, now)
      incomplete.added(chunk)
      host.network.limit.came(source.peer, bytes.byteLength)
      host.network.tally.add(source.peer, 0, bytes.byteLength)
      download.changed(false)
    } finally {
      this.#writing.delete(chunk)
      if (this.#writing.size === 0) this.#becameIdle()
    }
  }

  /** Resolves when no chunk is being written. */
  async settled(): Promise<void> {
    while (this.#writing.size > 0) await new Promise<void>((resolve) => (this.#becameIdle = resolve))
  }
}
