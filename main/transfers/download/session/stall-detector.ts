import { CHUNK_BYTES } from '../../../domain/merkle.ts'

/** Provider is considered stalled after this many ms without a message. */
export const STALL_MS = 30_000
/** Provider that owes chunks is also considered stalled if it delivers fewer bytes than this per interval (ms). */
export const TRICKLE_MS = 60_000
export const TRICKLE_BYTES = CHUNK_BYTES / 4

/**
 * Detects stalled providers: silent for 30 s, or owing chunks and delivering less than 256 KiB per minute. Time in
 * which the provider owes nothing does not count, nor do jumps of the clock (sleep, or the clock was set).
 */
export class StallDetector {
  #heard: number
  #checked: number
  #windowStart: number
  #windowBytes = 0

  constructor(now: number) {
    this.#heard = this.#checked = this.#windowStart = now
  }

  /** A message arrived, which delivered `bytes`. */
  heard(now: number, bytes = 0): void {
    this.#heard = now
    this.#windowBytes += bytes
  }

  /** Restarts the measurement: until now the provider owed nothing. */
  restart(now: number): void {
    this.#heard = this.#windowStart = now
    this.#windowBytes = 0
  }

  /** Milliseconds since the last message. */
  silence(now: number): number {
    return now - this.#heard
  }

  /**
   * True if the provider has stalled; call every `STALL_MS / 4`. `excused`: it owes nothing; `accepted`: it serves this
   * node, so that slow delivery also counts.
   */
  check(now: number, { excused, accepted }: { excused: boolean; accepted: boolean }): boolean {
    const gap = now - this.#checked
    this.#checked = now
    if (gap < 0 || gap > STALL_MS || excused) this.restart(now)
    if (now - this.#heard >= STALL_MS) return true
    if (now - this.#windowStart < TRICKLE_MS) return false
    if (accepted && this.#windowBytes < TRICKLE_BYTES) return true
    this.#windowStart = now
    this.#windowBytes = 0
    return false
  }
}
