import { LRUCache } from 'lru-cache'
import type { Channel } from '../../protocol/channel.ts'
import type { Clock } from '../../base/clock.ts'
import type { Connection } from './connection.ts'
import type { Hub } from '../hub.ts'
import type { ExclusionMessages } from '../../protocol/exclusion.ts'
import type { ExclusionReason } from '../../domain/reasons.ts'

/** How long a peer may take to confirm that it has heard why it is shut out. */
const PATIENCE_MS = 3000
/** A peer that is shut out while it is away is let in once in so long, to be told. */
const AGAIN_MS = 10 * 60_000
/** Peers of whom it is remembered that they were told, or that they said it. */
const MAX_REMEMBERED = 4096

export interface ExclusionNotifierOptions {
  hub: Hub<ExclusionMessages>
  clock: Clock
  /** Why a peer is shut out now; null if it is not. */
  reasonOf: (peer: string) => ExclusionReason | null
  /** A peer shuts me out. */
  onHeard: (peer: string, reason: ExclusionReason) => void
}

/** Tells a peer why it is shut out before the connection is closed, and hears it from others. */
export class ExclusionNotifier {
  readonly #o: ExclusionNotifierOptions
  readonly #leaving = new Map<string, { connection: Connection; cancel: () => void }>()
  readonly #told = new LRUCache<string, number>({ max: MAX_REMEMBERED })
  readonly #shutOutBy = new LRUCache<string, number>({ max: MAX_REMEMBERED })

  constructor(options: ExclusionNotifierOptions) {
    this.#o = options
    options.hub.onOpen((channel) => {
      channel.on('excluded', ({ reason }) => {
        channel.send('heard', {})
        this.#shutOutBy.set(channel.peer, options.clock.now())
        options.onHeard(channel.peer, reason)
      })
      channel.on('heard', () => this.#end(channel.peer))
      this.#tell(channel)
    })
  }

  /** True if this peer has been told lately: it need not be let in to hear it. */
  hasTold(peer: string): boolean {
    const at = this.#told.get(peer)
    return at !== undefined && Math.abs(this.#o.clock.now() - at) < AGAIN_MS
  }

  /** Forgets who was told; the next exclusion is told anew. */
  forget(peer: string): void {
    this.#told.delete(peer)
  }

  /** True if this peer said lately that it shuts me out: calling it is in vain, it calls when it lets me in. */
  isShutOutBy(peer: string): boolean {
    const at = this.#shutOutBy.get(peer)
    return at !== undefined && Math.abs(this.#o.clock.now() - at) < AGAIN_MS
  }

  /** A peer is here: what it said when it left holds no longer, unless it says it again. */
  met(peer: string): void {
    this.#shutOutBy.delete(peer)
  }

  /** Says why, then closes the connection: when the peer has heard it, or has taken too long. */
  say(connection: Connection): void {
    const { peer } = connection
    if (this.#leaving.get(peer)?.connection === connection) return
    this.#leaving.get(peer)?.cancel()
    this.#leaving.set(peer, { connection, cancel: this.#o.clock.after(PATIENCE_MS, () => this.#end(peer)) })
    this.#told.set(peer, this.#o.clock.now())
    const channel = this.#o.hub.channels.get(peer)
    if (channel) this.#tell(channel)
  }

  /** The connection is gone; true if its peer was told that it is shut out, and is not any more. */
  ended(connection: Connection): boolean {
    const { peer } = connection
    const leaving = this.#leaving.get(peer)
    if (leaving?.connection !== connection) return false
    leaving.cancel()
    this.#leaving.delete(peer)
    if (this.#o.reasonOf(peer) !== null) return false
    this.#told.delete(peer)
    return true
  }

  #tell(channel: Channel<ExclusionMessages>): void {
    const reason = this.#o.reasonOf(channel.peer)
    if (this.#leaving.has(channel.peer) && reason) channel.send('excluded', { reason })
  }

  #end(peer: string): void {
    const leaving = this.#leaving.get(peer)
    leaving?.cancel()
    leaving?.connection.close()
  }
}
