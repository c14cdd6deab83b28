import type { Channel } from '../../protocol/channel.ts'
import type { Clock } from '../../base/clock.ts'
import { TokenBucket } from '../../base/token-bucket.ts'

/** Below the limit of `hyoban/heads`, since messages sent apart may arrive together. */
export const RATE = { burst: 40, perSecond: 3 }
/** Maximum messages queued for one neighbour; dropped ones are sent when it reconnects. */
const MAX_QUEUED = 2048

/** Messages to one neighbour, paced, since a peer that exceeds the protocol's rate is disconnected. */
export class Outbox<M> {
  readonly #channel: Channel<M>
  readonly #clock: Clock
  readonly #bucket: TokenBucket
  #queue: (() => void)[] = []
  #cancel: (() => void) | null = null

  constructor(channel: Channel<M>, clock: Clock) {
    this.#channel = channel
    this.#clock = clock
    this.#bucket = new TokenBucket(RATE, clock)
    channel.onClose(() => {
      this.#queue = []
      this.#cancel?.()
    })
  }

  /** Sends a message now or when the rate allows; dropped if MAX_QUEUED are queued. */
  send<K extends keyof M>(type: K, message: M[K]): void {
    if (this.#queue.length >= MAX_QUEUED) return
    this.#queue.push(() => void this.#channel.send(type, message))
    if (!this.#cancel) this.#flush()
  }

  #flush(): void {
    this.#cancel = null
    let sent = 0
    while (sent < this.#queue.length && this.#bucket.take()) this.#queue[sent++]?.()
    this.#queue.splice(0, sent)
    if (this.#queue.length > 0) this.#cancel = this.#clock.after(1000 / RATE.perSecond, () => this.#flush())
  }
}
