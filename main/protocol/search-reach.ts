// How far a search goes: what the live node does and what the overlay lab simulates.

/** Neighbours that the asker asks, per community. */
export const ASKED = 10
/** Neighbours that each peer passes a query on to. */
export const PASSED_ON = 5
/** Maximum hops left at the receiver of a query: it reaches peers 3 hops away. See `Flood` for the first hop. */
export const MAX_TTL = 2
/** Maximum number of keywords announced in all communities together; the other topics are for contents. */
export const KEYWORD_BUDGET = 32
/** A word in this many entries of other peers needs no DHT: it is neither announced nor looked up. */
export const COMMON = 50
/** Value of each further keyword for a file, relative to the one before. */
export const AGAIN = 0.3
/** Words of a query that are looked up, the rarest first. */
export const MAX_LOOKUPS = 3
/** Peers found under those words that are visited. */
export const MAX_VISITED = 8
/** Entries of other peers' catalogues that a node keeps unless the user sets another limit. */
export const CATALOGUE_ENTRIES = 2_000_000

/** How useful it is to announce a word, 0 to 1; decreases with `others`, the entries of other peers that hold it. */
export function strength(others: number): number {
  return others >= COMMON ? 0 : (Math.log2(2 + 1000 / (1 + others)) / Math.log2(1002)) ** 2
}
