import { asHyobanError } from './errors.ts'

/** Closes parts in the reverse order of their opening; a failure to close one does not keep the others open. */
export class Teardown {
  readonly #log: (line: string) => void
  #parts: { name: string; close: () => Promise<void> | void }[] = []
  #done: Promise<void> | null = null

  constructor(log: (line: string) => void) {
    this.#log = log
  }

  add(name: string, close: () => Promise<void> | void): void {
    this.#parts.push({ name, close })
  }

  /** Closes everything once; later calls return the same promise. */
  run(): Promise<void> {
    this.#done ??= this.#run()
    return this.#done
  }

  async #run(): Promise<void> {
    for (const { name, close } of this.#parts.toReversed()) {
      try {
        await close()
      } catch (error) {
        this.#log(`${name} did not close cleanly: ${asHyobanError(error).message}`)
      }
    }
  }
}
