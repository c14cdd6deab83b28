import { CHUNK_BYTES } from '../../../domain/merkle.ts'

/** Provider is considered stalled after this many ms without a message. */
export const STALL_MS = 30_000
/** Provider that owes chunks is too slow if it delivers fewer bytes than this per interval (ms). */
export const TRICKLE_MS = 60_000
export const TRICKLE_BYTES = CHUNK_BYTES / 4
/** More bytes than this on the connection without a message: one is on its way, or the line is busy with others. */
const ALIVE_BYTES = 4096

/** Why a provider is given up. */
export type Stall = 'stalled' | 'slow'

/**
 * Detects providers that are stalled, silent for 30 s on an idle line, or too slow: they owe chunks and deliver less
 * than 256 KiB per minute, or a message takes longer than 30 s. Time in which the provider owes nothing does not count,
 * nor do jumps of the clock (sleep, or the clock was set). A slow line, a low limit and a failing disk look like a
 * provider that is slow on purpose, so only silence is held against it.
 */
export class StallDetector {
  #heard: number
  #checked: number
  #windowStart: number
  #windowBytes = 0
  /** The last message known to `check`, and what had arrived on the connection by then. */
  #known = { heard: -1, arrived: 0 }

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
   * Whether the provider is to be given up; call every `STALL_MS / 4`. `excused`: it owes nothing; `accepted`: it
   * serves this node, so that slow delivery also counts; `arrived`: bytes that have arrived on its connection.
   */
  check(
    now: number,
    { excused, accepted, arrived }: { excused: boolean; accepted: boolean; arrived: number },
  ): Stall | null {
    const gap = now - this.#checked
    this.#checked = now
    if (gap < 0 || gap > STALL_MS || excused) this.restart(now)
    if (this.#known.heard !== this.#heard) this.#known = { heard: this.#heard, arrived }
    if (now - this.#heard >= STALL_MS) return arrived - this.#known.arrived > ALIVE_BYTES ? 'slow' : 'stalled'
    if (now - this.#windowStart < TRICKLE_MS) return null
    if (accepted && this.#windowBytes < TRICKLE_BYTES) return 'slow'
    this.#windowStart = now
    this.#windowBytes = 0
    return null
  }
}
