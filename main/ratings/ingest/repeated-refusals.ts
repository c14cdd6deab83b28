/** Refusals of one content by one peer that are closer together than this, in ms, are rated once. */
const REPEAT_MS = 60_000

/** The refusals rated within the last minute. */
export class RepeatedRefusals {
  readonly #rated = new Map<string, number>()

  /** True if this refusal repeats one of the last minute; otherwise it is recorded. `time` in ms since the epoch. */
  repeats(peer: string, root: string, time: number): boolean {
    for (const [key, at] of this.#rated) if (Math.abs(time - at) >= REPEAT_MS) this.#rated.delete(key)
    const key = peer + root
    if (this.#rated.has(key)) return true
    this.#rated.set(key, time)
    return false
  }
}
