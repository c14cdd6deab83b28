import type { Channel } from '../../protocol/channel.ts'
import type { Clock } from '../../base/clock.ts'
import { TokenBucket } from '../../base/token-bucket.ts'
import type { LogHeadMessages } from '../../protocol/log-heads.ts'

/** Below what the wire lets through: messages that were apart may arrive together. */
const RATE = { burst: 40, perSecond: 3 }
/** Messages that wait; what comes on top is told when the neighbour is met again. */
const MAX_WAITING = 2048

/** What is told to one neighbour, no faster than the neighbour hears it: who says too much loses its connection. */
export class Outbox {
  readonly #channel: Channel<LogHeadMessages>
  readonly #clock: Clock
  readonly #bucket: TokenBucket
  #waiting: (() => void)[] = []
  #cancel: (() => void) | null = null

  constructor(channel: Channel<LogHeadMessages>, clock: Clock) {
    this.#channel = channel
    this.#clock = clock
    this.#bucket = new TokenBucket(RATE, clock)
    channel.onClose(() => {
      this.#waiting = []
      this.#cancel?.()
    })
  }

  send<K extends keyof LogHeadMessages>(type: K, message: LogHeadMessages[K]): void {
    if (this.#waiting.length >= MAX_WAITING) return
    this.#waiting.push(() => void this.#channel.send(type, message))
    if (!this.#cancel) this.#flush()
  }

  #flush(): void {
    this.#cancel = null
    let sent = 0
    while (sent < this.#waiting.length && this.#bucket.take()) this.#waiting[sent++]?.()
    this.#waiting.splice(0, sent)
    if (this.#waiting.length > 0) this.#cancel = this.#clock.after(1000 / RATE.perSecond, () => this.#flush())
  }
}
