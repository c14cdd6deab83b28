import type { Clock } from '../../base/clock.ts'
import type { DecodedHit } from '../network/remote-hits.ts'

/** Contents remembered, and for how long: whoever told of one may be out of reach the next time. */
const MAX_ROOTS = 2000
const FAR_MS = 24 * 3_600_000
/** Wishes that peers are asked for in one round. */
const MAX_ASKED = 20

/**
 * What peers have told of in answer to wishes, as long as this node runs: nothing but their word, and no part of the
 * index.
 */
export class RemoteHitCache {
  readonly #clock: Clock
  /** By root, the longest ago first. */
  readonly #told = new Map<string, { hits: readonly DecodedHit[]; time: number }>()
  /** When peers were last asked for a wish, by its id. */
  readonly #asked = new Map<number, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Those whose turn it is, the ones asked for longest ago first. */
  turn<W extends { id: number }>(wishes: readonly W[]): W[] {
    return [...wishes]
      .sort((a, b) => (this.#asked.get(a.id) ?? -Infinity) - (this.#asked.get(b.id) ?? -Infinity))
      .slice(0, MAX_ASKED)
  }

  /** What peers told of for a wish. */
  tell(id: number, hits: readonly DecodedHit[]): void {
    const now = this.#clock.now()
    this.#asked.set(id, now)
    for (const [root, those] of Map.groupBy(hits, (hit) => hit.root)) {
      this.#told.delete(root)
      this.#told.set(root, { hits: those, time: now })
    }
    for (const [root, { time }] of this.#told) {
      if (this.#told.size <= MAX_ROOTS && now - time < FAR_MS) break
      this.#told.delete(root)
    }
  }

  /** Who told of a content, and what. */
  of(root: string): readonly DecodedHit[] {
    return this.#told.get(root)?.hits ?? []
  }

  get roots(): string[] {
    return [...this.#told.keys()]
  }
}
