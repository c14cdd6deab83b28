/** When a worker that died is restarted. */
export interface RestartPolicy {
  /** ms before the first restart; doubles with each death in a row. */
  firstMs: number
  longestMs: number
  /** A worker that was ready for this many ms is considered recovered: its next death counts as the first. */
  stableMs: number
  /** Deaths in a row after which it is not restarted. */
  maxDeaths: number
}

/** Counts deaths in a row. */
export class Restarts {
  deaths = 0
  readonly #policy: RestartPolicy

  constructor(policy: RestartPolicy) {
    this.#policy = policy
  }

  /**
   * Counts a death; `readyMs` is how long the worker was ready, 0 if never. Returns the pause in ms, null to give up.
   */
  died(readyMs: number): number | null {
    const { firstMs, longestMs, stableMs, maxDeaths } = this.#policy
    this.deaths = readyMs >= stableMs ? 1 : this.deaths + 1
    return this.deaths >= maxDeaths ? null : Math.min(longestMs, firstMs * 2 ** (this.deaths - 1))
  }
}
