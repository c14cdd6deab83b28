import type { Random } from '../base/random.ts'

/** Makes ids of transfers: 16 random hex digits that are not in use. */
export class TransferIds {
  readonly #random: Random
  readonly #taken: ReadonlyMap<string, unknown>

  constructor(random: Random, taken: ReadonlyMap<string, unknown>) {
    this.#random = random
    this.#taken = taken
  }

  next(): string {
    for (;;) {
      const id = this.#word() + this.#word()
      if (!this.#taken.has(id)) return id
    }
  }

  #word(): string {
    return this.#random
      .int(2 ** 32)
      .toString(16)
      .padStart(8, '0')
  }
}
