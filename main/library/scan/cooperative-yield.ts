/** Maximum time without yielding on the node's main thread, in ms. */
const SLICE_MS = 8

/** Yields to the event loop during long work. Call often: it waits only when the time slice is used up. */
export class CooperativeYield {
  #since = performance.now()

  /** Undefined while time is left; else a promise that resolves after other events were handled. */
  take(): Promise<void> | undefined {
    if (performance.now() - this.#since < SLICE_MS) return undefined
    return new Promise((resolve) => {
      setImmediate(() => {
        this.#since = performance.now()
        resolve()
      })
    })
  }
}
