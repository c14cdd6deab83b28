/** Refusals of one content by one peer within so many ms are one refusal. */
const REFUSAL_MS = 60_000

/** Which refusals have been rated lately. */
export class Refusals {
  readonly #rated = new Map<string, number>()

  /** True if this refusal repeats one of the last minute; otherwise it is remembered. */
  repeats(peer: string, root: string, time: number): boolean {
    for (const [key, at] of this.#rated) if (Math.abs(time - at) >= REFUSAL_MS) this.#rated.delete(key)
    const key = peer + root
    if (this.#rated.has(key)) return true
    this.#rated.set(key, time)
    return false
  }
}
