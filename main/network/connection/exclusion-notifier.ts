import { LRUCache } from 'lru-cache'
import type { Channel } from '../../protocol/channel.ts'
import type { Clock } from '../../base/clock.ts'
import type { PeerConnection } from './peer-connection.ts'
import type { Hub } from '../hub.ts'
import type { ExclusionMessages } from '../../protocol/exclusion.ts'
import type { ExclusionReason } from '../../domain/reasons.ts'

/** How long to wait for a peer to confirm the reason before its connection is closed, in ms. */
const CONFIRM_TIMEOUT_MS = 3000
/** Interval at which an excluded peer that reconnects is told again, in ms. */
const REMIND_MS = 10 * 60_000
/** Peers remembered as told, and as excluding this node. */
const MAX_REMEMBERED = 4096

export interface ExclusionNotifierOptions {
  hub: Hub<ExclusionMessages>
  clock: Clock
  /** Why a peer is excluded now; null if it is not. */
  reasonOf: (peer: string) => ExclusionReason | null
  /** A peer excludes this node. */
  onHeard: (peer: string, reason: ExclusionReason) => void
}

/** Sends a peer why it is excluded before its connection is closed, and receives the same from others. */
export class ExclusionNotifier {
  readonly #o: ExclusionNotifierOptions
  readonly #leaving = new Map<string, { connection: PeerConnection; cancel: () => void }>()
  readonly #told = new LRUCache<string, number>({ max: MAX_REMEMBERED })
  readonly #excludedBy = new LRUCache<string, number>({ max: MAX_REMEMBERED })

  constructor(options: ExclusionNotifierOptions) {
    this.#o = options
    options.hub.onOpen((channel) => {
      channel.on('excluded', ({ reason }) => {
        channel.send('heard', {})
        this.#excludedBy.set(channel.peer, options.clock.now())
        options.onHeard(channel.peer, reason)
      })
      channel.on('heard', () => this.#end(channel.peer))
      this.#tell(channel)
    })
  }

  /** True if this peer was told recently and need not be admitted to hear it. */
  hasTold(peer: string): boolean {
    const at = this.#told.get(peer)
    return at !== undefined && Math.abs(this.#o.clock.now() - at) < REMIND_MS
  }

  /** Forgets that a peer was told: its next exclusion is announced again. */
  forget(peer: string): void {
    this.#told.delete(peer)
  }

  /** True if this peer said recently that it excludes this node: it dials once it readmits us. */
  isExcludedBy(peer: string): boolean {
    const at = this.#excludedBy.get(peer)
    return at !== undefined && Math.abs(this.#o.clock.now() - at) < REMIND_MS
  }

  /** A peer was admitted: its last exclusion no longer holds unless it sends it again. */
  admitted(peer: string): void {
    this.#excludedBy.delete(peer)
  }

  /** Sends the reason, then closes the connection when it is confirmed or CONFIRM_TIMEOUT_MS have passed. */
  notify(connection: PeerConnection): void {
    const { peer } = connection
    if (this.#leaving.get(peer)?.connection === connection) return
    this.#leaving.get(peer)?.cancel()
    this.#leaving.set(peer, { connection, cancel: this.#o.clock.after(CONFIRM_TIMEOUT_MS, () => this.#end(peer)) })
    this.#told.set(peer, this.#o.clock.now())
    const channel = this.#o.hub.channels.get(peer)
    if (channel) this.#tell(channel)
  }

  /** The connection has ended; true if its peer was being told and is no longer excluded. */
  ended(connection: PeerConnection): boolean {
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
