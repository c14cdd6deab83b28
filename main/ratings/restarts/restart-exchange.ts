import type { Clock } from '../../base/clock.ts'
import type { LogRestart } from '../../domain/rating-log/log-restart.ts'
import { type Channel, type ChannelHub, ProtocolViolation } from '../../protocol/channel.ts'
import { type LogRestartMessages, MAX_RESTARTS_TOLD } from '../../protocol/log-restarts.ts'
import { Outbox } from '../equivocation/outbox.ts'
import type { LogRestarts } from './log-restarts.ts'

/** Restarts of others sent to a new neighbour, those of rated peers first: anyone can make keys that restart. */
const MAX_TOLD = 1024

export interface RestartExchangeOptions {
  self: string
  hub: ChannelHub<LogRestartMessages>
  restarts: LogRestarts
  /** Peers met so far. Only restarts of peers that were met or rated are kept. */
  peers: { get(peer: string): object | undefined }
  /** Whether this node, or anyone whose word counts here, has rated a peer. */
  isRated(peer: string): boolean
  clock: Clock
}

/** Exchanges with neighbours which peers continue in another rating log. */
export class RestartExchange {
  readonly #options: RestartExchangeOptions
  readonly #outboxes = new WeakMap<Channel<LogRestartMessages>, Outbox<LogRestartMessages>>()
  readonly #off: (() => void)[]

  constructor(options: RestartExchangeOptions) {
    this.#options = options
    const { self, hub, restarts, isRated } = options
    this.#off = [
      hub.onOpen((channel) => {
        channel.on('restarts', (message) => this.#onRestarts(channel.peer, message.restarts))
        // its own first: a neighbour that excludes this node for two histories listens for a few seconds only
        const others = restarts.all().filter(({ peer }) => peer !== self)
        const rated = others.filter(({ peer }) => isRated(peer))
        const rest = others.filter(({ peer }) => !isRated(peer))
        this.#tell(channel, [...restarts.of(self), ...[...rated, ...rest].slice(0, MAX_TOLD)])
      }),
      restarts.events.on('accepted', ({ peer }) => {
        for (const channel of hub.channels.values()) this.#tell(channel, restarts.of(peer))
      }),
    ]
  }

  close(): void {
    for (const off of this.#off) off()
  }

  #onRestarts(from: string, told: readonly LogRestart[]): void {
    const { self, restarts, peers, isRated } = this.#options
    for (const restart of told) {
      if (restarts.of(restart.peer).some(({ epoch }) => epoch === restart.epoch)) continue
      if (!restarts.verify(restart)) throw new ProtocolViolation('a false signature')
      // those of this identity come from another computer, or from before it was restored
      const { peer } = restart
      if ([from, self].includes(peer) || peers.get(peer) || isRated(peer)) restarts.accept(restart)
    }
  }

  #tell(channel: Channel<LogRestartMessages>, told: readonly LogRestart[]): void {
    let outbox = this.#outboxes.get(channel)
    if (!outbox) this.#outboxes.set(channel, (outbox = new Outbox(channel, this.#options.clock)))
    for (let from = 0; from < told.length; from += MAX_RESTARTS_TOLD)
      outbox.send('restarts', { restarts: told.slice(from, from + MAX_RESTARTS_TOLD) })
  }
}
