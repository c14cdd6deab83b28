import type { Clock } from '../base/clock.ts'
import type { Blame } from './blame.ts'
import type { Communities } from './communities.ts'

/** Changes within this many ms are passed on together: joining a community brings many members at once. */
const SETTLE_MS = 500

/** Passes the shares of blame to the ratings, now and after each change. */
export class SharedBlame {
  readonly #communities: Communities
  readonly #ratings: { shareBlame(shares: Blame[]): void }
  readonly #clock: Clock
  readonly #offs: (() => void)[]
  #cancel = (): void => {}

  constructor(communities: Communities, ratings: { shareBlame(shares: Blame[]): void }, clock: Clock) {
    this.#communities = communities
    this.#ratings = ratings
    this.#clock = clock
    this.#offs = [
      communities.events.on('moved', () => this.#schedule()),
      communities.events.on('members', () => this.#schedule()),
    ]
    this.#share()
  }

  close(): void {
    this.#cancel()
    for (const off of this.#offs) off()
  }

  #schedule(): void {
    this.#cancel()
    this.#cancel = this.#clock.after(SETTLE_MS, () => this.#share())
  }

  #share(): void {
    this.#ratings.shareBlame(this.#communities.blame())
  }
}
