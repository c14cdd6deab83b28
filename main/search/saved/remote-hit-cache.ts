import type { Clock } from '../../base/clock.ts'
import type { DecodedHit } from '../network/remote-hits.ts'

/** Maximum number of contents kept, and for how many ms: holders may be gone after that. */
const MAX_ROOTS = 2000
const MAX_AGE_MS = 24 * 3_600_000
/** Maximum number of wishes that peers are asked for in one round. */
const MAX_ASKED = 20

/** Hits of peers for wishes. Kept in memory, since unverified claims do not belong in the index. */
export class RemoteHitCache {
  readonly #clock: Clock
  /** By root, the oldest first. */
  readonly #byRoot = new Map<string, { hits: readonly DecodedHit[]; time: number }>()
  /** When peers were last asked for a wish, by its id. */
  readonly #asked = new Map<number, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The wishes to ask peers for in the next round, the least recently asked first. */
  nextToAsk<W extends { id: number }>(wishes: readonly W[]): W[] {
    return [...wishes]
      .sort((a, b) => (this.#asked.get(a.id) ?? -Infinity) - (this.#asked.get(b.id) ?? -Infinity))
      .slice(0, MAX_ASKED)
  }

  /** Adds answers of peers for a wish. */
  add(id: number, hits: readonly DecodedHit[]): void {
    const now = this.#clock.now()
    this.#asked.set(id, now)
    for (const [root, those] of Map.groupBy(hits, (hit) => hit.root)) {
      this.#byRoot.delete(root)
      this.#byRoot.set(root, { hits: those, time: now })
    }
    for (const [root, { time }] of this.#byRoot) {
      if (this.#byRoot.size <= MAX_ROOTS && now - time < MAX_AGE_MS) break
      this.#byRoot.delete(root)
    }
  }

  /** Hits for a content. */
  of(root: string): readonly DecodedHit[] {
    return this.#byRoot.get(root)?.hits ?? []
  }

  get roots(): string[] {
    return [...this.#byRoot.keys()]
  }
}
