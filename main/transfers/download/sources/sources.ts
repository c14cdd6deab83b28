import type { SourceRow } from '../../ports.ts'
import { DownloadSource } from './source.ts'

/** The sources of one download, beginning with the one asked first. */
export class Sources {
  readonly #byPeer = new Map<string, DownloadSource>()
  /** By number, including removed ones, whose chunks may still be being written. */
  readonly #all: DownloadSource[] = []

  get size(): number {
    return this.#byPeer.size
  }

  [Symbol.iterator](): IterableIterator<DownloadSource> {
    return this.#byPeer.values()
  }

  get(peer: string): DownloadSource | undefined {
    return this.#byPeer.get(peer)
  }

  /** The source with this number. */
  at(number: number): DownloadSource {
    const source = this.#all[number]
    if (!source) throw new RangeError(`no source ${number}`)
    return source
  }

  add(row: SourceRow, now: number): DownloadSource {
    const source = new DownloadSource(row, this.#all.length, now)
    this.#all.push(source)
    this.#byPeer.set(row.peer, source)
    return source
  }

  remove(peer: string): void {
    this.#byPeer.delete(peer)
  }

  some(test: (source: DownloadSource) => boolean): boolean {
    for (const source of this.#byPeer.values()) if (test(source)) return true
    return false
  }

  every(test: (source: DownloadSource) => boolean): boolean {
    return !this.some((source) => !test(source))
  }
}
