import { asHyobanError } from '../base/errors.ts'

/** What has been opened, to be closed the other way round; one part that fails to close keeps no other open. */
export class Closing {
  readonly #log: (line: string) => void
  #parts: { name: string; close: () => Promise<void> | void }[] = []
  #done: Promise<void> | null = null

  constructor(log: (line: string) => void) {
    this.#log = log
  }

  add(name: string, close: () => Promise<void> | void): void {
    this.#parts.push({ name, close })
  }

  /** Closes everything once; later calls wait for the same end. */
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
