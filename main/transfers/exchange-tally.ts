import type { Emitter } from '../base/emitter.ts'
import type { TransferEvents } from './transfers-options.ts'

/** Sums the bytes exchanged with each peer, so that many chunks cause one event. */
export class ExchangeTally {
  readonly #events: Emitter<TransferEvents>
  readonly #sums = new Map<string, { given: number; received: number }>()

  constructor(events: Emitter<TransferEvents>) {
    this.#events = events
  }

  add(peer: string, given: number, received: number): void {
    const sum = this.#sums.get(peer)
    if (!sum) return void this.#sums.set(peer, { given, received })
    sum.given += given
    sum.received += received
  }

  /** Emits `exchanged` with the sums since the last call. */
  flush(): void {
    for (const [peer, sum] of this.#sums) this.#events.emit('exchanged', { peer, ...sum })
    this.#sums.clear()
  }
}
