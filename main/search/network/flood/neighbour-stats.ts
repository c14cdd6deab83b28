import type { Clock } from '../../../base/clock.ts'
import type { NeighbourRanking } from '../ports.ts'

/** Maximum number of rows kept; those with the lowest scores are dropped first. */
export const MAX_LEARNED = 4000
/** Half-life of a score, in ms: two weeks. */
const HALF_LIFE_MS = 14 * 24 * 3_600_000
/** Weight of answers to any query, relative to answers to queries with the same word. */
const GENERAL = 0.2
/** Highest score of a peer for one word. */
const MAX_SCORE = 20
/** The word of the row that counts all answers of a peer. */
const ANY = ''
/** Maximum number of words recorded for one query. */
const MAX_QUERY_WORDS = 8

/** How often a neighbour answered queries with a word; `score` as of `time`. */
export interface NeighbourStatsRow {
  word: string
  peer: string
  score: number
  time: number
}

/** Persists the rows, which never leave this machine. */
export interface NeighbourStatsStore {
  learned(): NeighbourStatsRow[]
  saveLearned(row: NeighbourStatsRow): void
  dropLearned(word: string, peer: string): void
}

/** Learns which neighbours bring hits for which words, so that they are asked first. Scores decay. */
export class NeighbourStats implements NeighbourRanking {
  readonly #store: NeighbourStatsStore
  readonly #clock: Clock
  readonly #rows = new Map<string, NeighbourStatsRow>()

  constructor({ store, clock }: { store: NeighbourStatsStore; clock: Clock }) {
    this.#store = store
    this.#clock = clock
    for (const row of store.learned()) this.#rows.set(keyOf(row.word, row.peer), row)
  }

  get size(): number {
    return this.#rows.size
  }

  /** A neighbour has brought hits, its own or forwarded ones, for a query with these words. */
  answered(peer: string, words: readonly string[]): void {
    for (const word of [ANY, ...words.slice(0, MAX_QUERY_WORDS)]) this.#add(word, peer)
  }

  best(peers: readonly string[], words: readonly string[]): string[] {
    const worth = new Map(
      peers.map((peer) => [
        peer,
        words.reduce((sum, word) => sum + this.#score(word, peer), GENERAL * this.#score(ANY, peer)),
      ]),
    )
    return [...peers].sort((a, b) => (worth.get(b) ?? 0) - (worth.get(a) ?? 0))
  }

  #score(word: string, peer: string): number {
    const row = this.#rows.get(keyOf(word, peer))
    return row ? decayed(row, this.#clock.now()) : 0
  }

  #add(word: string, peer: string): void {
    const time = this.#clock.now()
    const row = { word, peer, score: Math.min(MAX_SCORE, this.#score(word, peer) + 1), time }
    this.#rows.set(keyOf(word, peer), row)
    this.#store.saveLearned(row)
    if (this.#rows.size > MAX_LEARNED) this.#forget(time)
  }

  /** Drops a tenth of the rows at once, to avoid sorting for every new row. */
  #forget(now: number): void {
    const weakest = [...this.#rows.values()]
      .sort((a, b) => decayed(a, now) - decayed(b, now))
      .slice(0, MAX_LEARNED / 10)
    for (const { word, peer } of weakest) {
      this.#rows.delete(keyOf(word, peer))
      this.#store.dropLearned(word, peer)
    }
  }
}

const keyOf = (word: string, peer: string): string => `${peer}${word}`

function decayed({ score, time }: NeighbourStatsRow, now: number): number {
  return score * 2 ** (-Math.max(0, now - time) / HALF_LIFE_MS)
}
