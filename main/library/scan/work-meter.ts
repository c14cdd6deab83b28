import type { Clock } from '../../base/clock.ts'

/** Rates are taken over so long, in pieces. */
const WINDOW_MS = 10_000
const PIECE_MS = 500
/** Opening a file and writing down its hash costs about as much as reading so many bytes of a large one. */
const FILE_BYTES = 256 * 1024

export interface WorkRate {
  /** Bytes and files a second, over the last few seconds. */
  bytesPerSecond: number
  filesPerSecond: number
  /** Time left at this rate, ms; null while that is not known. */
  leftMs: number | null
}

/** How fast files are read, and how long the rest takes: small files cost by their number, large ones by their size. */
export class WorkMeter {
  readonly #clock: Clock
  #pieces: { at: number; files: number; bytes: number }[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(files: number, bytes: number): void {
    const now = this.#clock.now()
    const last = this.#pieces.at(-1)
    if (last && now - last.at < PIECE_MS) {
      last.files += files
      last.bytes += bytes
    } else this.#pieces.push({ at: now, files, bytes })
    while (this.#pieces[0] && now - this.#pieces[0].at > WINDOW_MS) this.#pieces.shift()
  }

  /** Forgets all: work pauses or is over. */
  reset(): void {
    this.#pieces = []
  }

  /** The rate, and the time that the rest takes. */
  rate(left: { files: number; bytes: number }): WorkRate {
    const now = this.#clock.now()
    const pieces = this.#pieces.filter(({ at }) => now - at <= WINDOW_MS)
    const seconds = pieces[0] ? (now - pieces[0].at) / 1000 : 0
    if (seconds < PIECE_MS / 1000) return { bytesPerSecond: 0, filesPerSecond: 0, leftMs: null }
    const files = pieces.reduce((sum, piece) => sum + piece.files, 0)
    const bytes = pieces.reduce((sum, piece) => sum + piece.bytes, 0)
    const speed = (bytes + files * FILE_BYTES) / seconds
    return {
      bytesPerSecond: bytes / seconds,
      filesPerSecond: files / seconds,
      leftMs: speed > 0 ? Math.round(((left.bytes + left.files * FILE_BYTES) / speed) * 1000) : null,
    }
  }
}
