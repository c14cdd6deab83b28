/** Runs pieces of work one at a time, in the order of the calls; one that fails does not stop the next. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve()

  /** Resolves or rejects like `work`, which never starts before this call has returned. */
  run<T>(work: () => Promise<T> | T): Promise<T> {
    const run = this.#last.then(work)
    this.#last = run.catch(() => {})
    return run
  }

  /** Resolves when everything that was queued by now has ended. */
  async idle(): Promise<void> {
    await this.#last
  }
}
