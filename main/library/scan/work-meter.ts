import type { Clock } from '../../base/clock.ts'

/** Rates are averaged over this window, in samples of `SAMPLE_MS`. */
const WINDOW_MS = 10_000
const SAMPLE_MS = 500
/** Overhead of a file (opening it, storing its hash), expressed in bytes read from a large file. */
const FILE_BYTES = 256 * 1024

export interface WorkRate {
  /** Bytes and files per second, over the last few seconds. */
  bytesPerSecond: number
  filesPerSecond: number
  /** Time left at this rate, in ms; null while unknown. */
  leftMs: number | null
}

/** Measures how fast files are read, and estimates the time left from both the number and the size of files. */
export class WorkMeter {
  readonly #clock: Clock
  #pieces: { at: number; files: number; bytes: number }[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(files: number, bytes: number): void {
    const now = this.#clock.now()
    const last = this.#pieces.at(-1)
    if (last && now - last.at < SAMPLE_MS) {
      last.files += files
      last.bytes += bytes
    } else this.#pieces.push({ at: now, files, bytes })
    while (this.#pieces[0] && now - this.#pieces[0].at > WINDOW_MS) this.#pieces.shift()
  }

  /** Discards all samples; call when work pauses or ends. */
  reset(): void {
    this.#pieces = []
  }

  /** The rate, and the time that the remaining files take at it. */
  rate(left: { files: number; bytes: number }): WorkRate {
    const now = this.#clock.now()
    const pieces = this.#pieces.filter(({ at }) => now - at <= WINDOW_MS)
    const seconds = pieces[0] ? (now - pieces[0].at) / 1000 : 0
    if (seconds < SAMPLE_MS / 1000) return { bytesPerSecond: 0, filesPerSecond: 0, leftMs: null }
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
