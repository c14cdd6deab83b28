/**
 * How a mechanism takes part in dealings between peers, which are numbered by their slots. What is left out has no
 * effect.
 */
export interface Rule {
  /** How likely a provider that is willing to serve does serve the asker; 1 if left out. */
  serve?(provider: number, asker: number): number
  /** The index in `candidates` of the provider that the asker turns to; 0 if left out. */
  choose?(asker: number, candidates: Int32Array): number
  /**
   * A provider served (1) or failed (0) the asker, who rates that; requests that the mechanism refused are not told.
   */
  note?(provider: number, asker: number, outcome: 0 | 1, rating: 0 | 1): void
  /** A user came to the slot, `fresh` if it has no history: it is new, or has a new name. */
  arrive?(slot: number, fresh: boolean): void
  /** Whether the peer takes part; asked after each of its dealings. */
  admits?(slot: number): boolean
  /** Whether a rational peer of this generosity serves while the fraction x does; t * x > 1 if left out. */
  contributes?(generosity: number, x: number): boolean
  /** System performance while the fraction x serves; W = benefit * x^returns - 1 if left out. */
  performance?(x: number): number
  /** Draws the peer that a peer meets; from all participants if left out. `word` is uniform in [0, 2^32). */
  partner?(slot: number, word: number): number
  /** Memory that the rule takes per peer. */
  readonly bytes: number
}
