/** Work on the node's own thread is cut into pieces of about this long, in ms. */
const PIECE_MS = 8

/** Lets the rest of the node run in between: call it often, it only waits when a piece of time is used up. */
export class CooperativeYield {
  #since = performance.now()

  /** Undefined while there is time left; else a promise that resolves when everybody else had a turn. */
  take(): Promise<void> | undefined {
    if (performance.now() - this.#since < PIECE_MS) return undefined
    return new Promise((resolve) => {
      setImmediate(() => {
        this.#since = performance.now()
        resolve()
      })
    })
  }
}
