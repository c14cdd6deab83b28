/** Receives an error that nothing caught. */
type FaultListener = (error: unknown) => void

/**
 * Handles errors that nothing caught. They end the process unless something that must keep running (a node) is guarded:
 * then its listener receives them.
 */
export class FaultGuard {
  readonly #listeners = new Set<FaultListener>()

  /** Passes errors to `listener` until the returned function is called. */
  guard(listener: FaultListener): () => void {
    const own: FaultListener = (error) => listener(error)
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }

  /** Whether anything is guarded at present. */
  get guarding(): boolean {
    return this.#listeners.size > 0
  }

  /** Passes an error to all listeners; false if there are none, in which case it should end the process. */
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
