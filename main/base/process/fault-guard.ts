/** Is told of an error that nobody caught. */
type FaultListener = (error: unknown) => void

/**
 * Decides what becomes of errors that nobody caught. They end the process, unless something that must go on (a running
 * node) is guarded: then it is told, and nothing ends.
 */
export class FaultGuard {
  readonly #listeners = new Set<FaultListener>()

  /** From now on errors go to `listener`; returns the function that ends this. */
  guard(listener: FaultListener): () => void {
    const own: FaultListener = (error) => listener(error)
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }

  /** Passes an error on; false if nothing is guarded, so that it should end the process. */
  contain(error: unknown): boolean {
    for (const listener of this.#listeners) {
      try {
        listener(error)
      } catch {
        // a report that fails must not become the next error to be reported
      }
    }
    return this.#listeners.size > 0
  }
}
