/** Bytes exchanged with peers, told in sums: a word for each piece would be too many. */
export class ExchangeTally {
  readonly #told: (sum: { peer: string; given: number; received: number }) => void
  readonly #sums = new Map<string, { given: number; received: number }>()

  constructor(told: (sum: { peer: string; given: number; received: number }) => void) {
    this.#told = told
  }

  add(peer: string, given: number, received: number): void {
    const sum = this.#sums.get(peer)
    if (!sum) return void this.#sums.set(peer, { given, received })
    sum.given += given
    sum.received += received
  }

  /** Tells what has come together since the last time. */
  tell(): void {
    for (const [peer, sum] of this.#sums) this.#told({ peer, ...sum })
    this.#sums.clear()
  }
}
