// Patch of hyperswarm 4.17.2: overrides the private methods `_handlePeer` and `_shouldRequeue` of Hyperswarm.
//
// What: of two peers that find each other, the one with the smaller key dials at once, the other only if no connection
// has arrived meanwhile. Peers that exclude this node are neither dialled nor requeued.
// Why: if both dial at the same moment, the connections collide, and the library retries after 10 s. A dial that a
// firewall leaves unanswered hangs for 10 s, and the library refuses connections from that peer until then.
// Gain: peers that start together, and peers readmitted after an exclusion, connect at once instead of after 10 s.
// Can go: when hyperswarm breaks ties itself and takes an option that decides which found peers are dialled.
import Hyperswarm, { type FoundPeer, type HyperswarmOptions, type SwarmPeerInfo } from 'hyperswarm'
import type { Clock } from '../../base/clock.ts'
import { toHex } from '../../base/hex.ts'

/** Peers found and not dialled yet, beyond which further ones are passed over until the next look-up. */
const MAX_KNOWN = 4096
/** The peer with the larger key dials if no connection has arrived after this many ms. */
export const YIELD_MS = 1500

/** Decides which peers (hex keys) are dialled. */
export interface DialPolicy {
  /** False: a peer found under a topic is not dialled, but may dial. */
  wants(peer: string): boolean
  /** True for a peer that excludes this node: it is dialled neither when found nor after a disconnect. */
  excludesUs(peer: string): boolean
}

/** A Hyperswarm in which only one of two peers dials, and which asks a policy before it dials. */
export class DialTiebreakSwarm extends Hyperswarm {
  readonly #clock: Clock
  readonly #policy: DialPolicy

  constructor(options: HyperswarmOptions, clock: Clock, policy: DialPolicy) {
    super(options)
    this.#clock = clock
    this.#policy = policy
  }

  override _shouldRequeue(peer: SwarmPeerInfo): boolean {
    return super._shouldRequeue(peer) && !this.#policy.excludesUs(toHex(peer.publicKey))
  }

  override _handlePeer(peer: FoundPeer, topic: Buffer): void {
    const key = toHex(peer.publicKey)
    if (!this.#policy.wants(key) || this.#policy.excludesUs(key)) return
    if (this.peers.size >= MAX_KNOWN && !this.peers.has(key)) return
    if (Buffer.compare(this.keyPair.publicKey, peer.publicKey) < 0) return super._handlePeer(peer, topic)
    this.#clock.after(YIELD_MS, () => {
      if (!this.destroyed && !this.suspended && !this.#policy.excludesUs(key)) super._handlePeer(peer, topic)
    })
  }
}
