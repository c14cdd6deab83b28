import type { SerialQueue } from '../../base/serial-queue.ts'
import type { Signer } from '../../domain/signer.ts'
import type { RatingStore } from '../ports.ts'
import type { TrustScores } from '../scoring/trust-scores.ts'

/** Ratings deleted in one turn of the event loop: some ten milliseconds. */
const MAX_AT_ONCE = 1000

const pause = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

export interface ReadLogsOptions {
  store: Pick<RatingStore, 'sizeOf' | 'sizes' | 'subjectsOf' | 'forgetSome'>
  scores: Pick<TrustScores, 'rebuild'>
  signer: Pick<Signer, 'publicKey'>
  /** Shared with whatever stores ratings: none may be stored while logs are forgotten. */
  queue: SerialQueue
  /** Called with the peers rated in forgotten logs. */
  changed(peers: readonly string[]): void
}

/** What was read of the rating logs of others, and how it is forgotten. */
export class ReadLogs {
  readonly #options: ReadLogsOptions

  constructor(options: ReadLogsOptions) {
    this.#options = options
  }

  /** Bytes of the blocks read of one log. */
  sizeOf(peer: string): number {
    return this.#options.store.sizeOf(peer)
  }

  /** The same for each log but that of this node. */
  sizes(): { peer: string; bytes: number }[] {
    const me = this.#options.signer.publicKey
    return [...this.#options.store.sizes()].flatMap(([peer, bytes]) => (peer === me ? [] : { peer, bytes }))
  }

  /** Deletes all that was read of these logs and computes trust without it, a slice in each turn of the event loop. */
  forget(peers: readonly string[]): Promise<void> {
    const { store, scores, queue, changed } = this.#options
    return queue.run(async () => {
      const subjects = new Set<string>()
      for (const peer of peers) {
        for (const subject of store.subjectsOf(peer)) subjects.add(subject)
        while (!store.forgetSome(peer, MAX_AT_ONCE)) await pause()
      }
      await scores.rebuild(pause)
      changed([...subjects])
    })
  }
}
