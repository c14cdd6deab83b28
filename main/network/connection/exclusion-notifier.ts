import { LRUCache } from 'lru-cache'
import type { Channel } from '../../protocol/channel.ts'
import type { Clock } from '../../base/clock.ts'
import type { PeerConnection } from './peer-connection.ts'
import type { Hub } from '../hub.ts'
import type { ExclusionMessages } from '../../protocol/exclusion.ts'
import type { ExclusionReason } from '../../domain/reasons.ts'

/** The connection of an excluded peer is closed after this many ms if it has not confirmed the reason. */
export const CONFIRM_TIMEOUT_MS = 3000
/** An excluded peer that reconnects is notified again after this many ms. */
export const REMIND_MS = 10 * 60_000
/** Peers remembered as notified, and as excluding this node. */
const MAX_REMEMBERED = 4096

export interface ExclusionNotifierOptions {
  hub: Hub<ExclusionMessages>
  clock: Clock
  /** Why a peer is excluded now; null if it is not. */
  reasonOf: (peer: string) => ExclusionReason | null
  /** A peer excludes this node. */
  onExcluded: (peer: string, reason: ExclusionReason) => void
}

/** Sends a peer why it is excluded before its connection is closed, and receives the same from others. */
export class ExclusionNotifier {
  readonly #options: ExclusionNotifierOptions
  readonly #leaving = new Map<string, { connection: PeerConnection; cancel: () => void }>()
  readonly #notifiedAt = new LRUCache<string, number>({ max: MAX_REMEMBERED })
  readonly #excludedBy = new LRUCache<string, number>({ max: MAX_REMEMBERED })

  constructor(options: ExclusionNotifierOptions) {
    this.#options = options
    options.hub.onOpen((channel) => {
      channel.on('excluded', ({ reason }) => {
        channel.send('heard', {})
        this.#excludedBy.set(channel.peer, options.clock.now())
        options.onExcluded(channel.peer, reason)
      })
      // a peer whose log has two histories gets this time to declare that it continues in another one
      channel.on('heard', () => {
        if (options.reasonOf(channel.peer) !== 'conflict') this.#end(channel.peer)
      })
      this.#sendReason(channel)
    })
  }

  /** True if this peer was notified recently, so that it need not be admitted for that. */
  hasNotified(peer: string): boolean {
    const at = this.#notifiedAt.get(peer)
    return at !== undefined && Math.abs(this.#options.clock.now() - at) < REMIND_MS
  }

  /** Forgets that a peer was notified: its next exclusion is sent again. */
  forget(peer: string): void {
    this.#notifiedAt.delete(peer)
  }

  /** True if this peer recently sent that it excludes this node. It dials when it readmits this node. */
  isExcludedBy(peer: string): boolean {
    const at = this.#excludedBy.get(peer)
    return at !== undefined && Math.abs(this.#options.clock.now() - at) < REMIND_MS
  }

  /** To be called when a peer is admitted: its last exclusion no longer holds unless it sends it again. */
  admitted(peer: string): void {
    this.#excludedBy.delete(peer)
  }

  /** Sends the reason, then closes the connection once confirmed, or after CONFIRM_TIMEOUT_MS. */
  notify(connection: PeerConnection): void {
    const { peer } = connection
    if (this.#leaving.get(peer)?.connection === connection) return
    this.#leaving.get(peer)?.cancel()
    this.#leaving.set(peer, {
      connection,
      cancel: this.#options.clock.after(CONFIRM_TIMEOUT_MS, () => this.#end(peer)),
    })
    this.#notifiedAt.set(peer, this.#options.clock.now())
    const channel = this.#options.hub.channels.get(peer)
    if (channel) this.#sendReason(channel)
  }

  /** To be called when a connection has ended; true if its peer was being notified and is no longer excluded. */
  ended(connection: PeerConnection): boolean {
    const { peer } = connection
    const leaving = this.#leaving.get(peer)
    if (leaving?.connection !== connection) return false
    leaving.cancel()
    this.#leaving.delete(peer)
    if (this.#options.reasonOf(peer) !== null) return false
    this.#notifiedAt.delete(peer)
    return true
  }

  #sendReason(channel: Channel<ExclusionMessages>): void {
    const reason = this.#options.reasonOf(channel.peer)
    if (this.#leaving.has(channel.peer) && reason) channel.send('excluded', { reason })
  }

  #end(peer: string): void {
    const leaving = this.#leaving.get(peer)
    leaving?.cancel()
    leaving?.connection.close()
  }
}
