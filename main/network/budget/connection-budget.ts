// What the peer of one connection may use of this node: channels, messages, and memory for messages that have not
// arrived whole. What is over it is refused before it is held. Places for connections are in inbound-places.ts.
import type NoiseSecretStream from '@hyperswarm/secret-stream'
import type Protomux from 'protomux'
import type { Clock } from '../../base/clock.ts'
import { type RateLimit, TokenBucket } from '../../base/token-bucket.ts'
import type { Budget } from '../../domain/budgets.ts'
import { limitBatches, limitOpenings } from '../patches/mux-limits.ts'
import { type ArrivingFrames, FrameGuard } from './frame-guard.ts'

/**
 * Channels that a peer may open on one connection: one for each log that it has, all at once when it is admitted, then
 * one for each that it begins to follow.
 */
export const OPENINGS: RateLimit = { burst: 1024, perSecond: 20 }

export interface ConnectionBudgetOptions {
  stream: NoiseSecretStream
  mux: Protomux
  /** Frames of all connections, which share the memory for them. */
  arriving: ArrivingFrames
  clock: Clock
  /** The peer wants more than this budget; one of the others follows. */
  onLimited: (budget: Budget) => void
  /** The peer uses more than it may. */
  onExceeded: (reason: string) => void
  /** The connection is to be closed, though the peer has broken no rule. */
  onDropped: (reason: string) => void
}

/** The budget of one connection. */
export class ConnectionBudget {
  readonly #frames: FrameGuard
  readonly #messages = new Map<string, TokenBucket>()
  readonly #clock: Clock
  #ended = false

  constructor({ stream, mux, arriving, clock, onLimited, onExceeded, onDropped }: ConnectionBudgetOptions) {
    this.#clock = clock
    const openings = new TokenBucket(OPENINGS, clock)
    // our own batches, so that other nodes need not refuse them
    limitBatches(mux)
    limitOpenings(mux, () => {
      if (this.#ended) return false
      if (openings.take()) return true
      onLimited('channels')
      onExceeded('opens too many channels')
      return false
    })
    const onRefused = (reason: string): void => {
      onLimited('memory')
      onExceeded(reason)
    }
    this.#frames = new FrameGuard({ stream, arriving, clock, onRefused, onDropped })
  }

  /** Messages of one protocol, however often its channel is opened anew. */
  messages(protocol: string, rate: RateLimit): TokenBucket {
    let bucket = this.#messages.get(protocol)
    if (!bucket) this.#messages.set(protocol, (bucket = new TokenBucket(rate, this.#clock)))
    return bucket
  }

  /** Allows messages as long as an admitted peer may send them. */
  admit(): void {
    this.#frames.admit()
  }

  /** To be called when the connection has ended. */
  end(): void {
    this.#ended = true
    this.#frames.end()
  }
}
