import type { Clock } from '../../base/clock.ts'
import { wordsToFind } from './keywords.ts'
import type { Order } from './ports.ts'

/** Rows that are kept: the weakest are forgotten first. */
export const MAX_LEARNED = 4000
/** What was learned is worth half after this, in ms: two weeks. */
const HALF_LIFE_MS = 14 * 24 * 3_600_000
/** A peer's answers to anything count so much beside those to the very word. */
const GENERAL = 0.2
/** No single word makes a peer worth more than this. */
const MAX_SCORE = 20
/** The row for whatever a peer answered. */
const ANY = ''

/** How well a neighbour answered to a word; `score` as of `time`. */
export interface NeighbourStatsRow {
  word: string
  peer: string
  score: number
  time: number
}

/** Where it is kept; the store room has one. Never leaves this machine. */
export interface NeighbourStatsStore {
  learned(): NeighbourStatsRow[]
  saveLearned(row: NeighbourStatsRow): void
  dropLearned(word: string, peer: string): void
}

/**
 * Remembers which neighbours brought hits for which words, so that they are asked first. It fades, and it is bounded.
 */
export class NeighbourStats implements Order {
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

  /** A neighbour brought hits for a query, its own or others'. */
  answered(peer: string, text: string): void {
    for (const word of [ANY, ...wordsToFind(text).slice(0, 8)]) this.#add(word, peer)
  }

  best(peers: readonly string[], text: string): string[] {
    const words = wordsToFind(text)
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
    return row ? faded(row, this.#clock.now()) : 0
  }

  #add(word: string, peer: string): void {
    const time = this.#clock.now()
    const row = { word, peer, score: Math.min(MAX_SCORE, this.#score(word, peer) + 1), time }
    this.#rows.set(keyOf(word, peer), row)
    this.#store.saveLearned(row)
    if (this.#rows.size > MAX_LEARNED) this.#forget(time)
  }

  /** A tenth goes at a time: sorting for every row would be waste. */
  #forget(now: number): void {
    const weakest = [...this.#rows.values()].sort((a, b) => faded(a, now) - faded(b, now)).slice(0, MAX_LEARNED / 10)
    for (const { word, peer } of weakest) {
      this.#rows.delete(keyOf(word, peer))
      this.#store.dropLearned(word, peer)
    }
  }
}

const keyOf = (word: string, peer: string): string => `${peer}${word}`

function faded({ score, time }: NeighbourStatsRow, now: number): number {
  return score * 2 ** (-Math.max(0, now - time) / HALF_LIFE_MS)
}
