import Hyperswarm, { type FoundPeer, type HyperswarmOptions } from 'hyperswarm'
import type { Clock } from '../base/clock.ts'
import { toHex } from '../base/hex.ts'

/** How long the one with the larger key leaves the first step to the other. */
const COURTESY_MS = 1500

/**
 * A Hyperswarm in which two peers that find each other at the same moment do not both dial: their connections would collide, and the
 * library then waits 10 s before it tries again. The smaller key dials; the larger one only if no call has come in meanwhile.
 */
export class PoliteSwarm extends Hyperswarm {
  readonly #clock: Clock
  readonly #wants: (peer: string) => boolean

  /** Peers found under a topic that `wants` does not want are not dialled; they may call. */
  constructor(options: HyperswarmOptions, clock: Clock, wants: (peer: string) => boolean = () => true) {
    super(options)
    this.#clock = clock
    this.#wants = wants
  }

  override _handlePeer(peer: FoundPeer, topic: Buffer): void {
    if (!this.#wants(toHex(peer.publicKey))) return
    if (Buffer.compare(this.keyPair.publicKey, peer.publicKey) < 0) return super._handlePeer(peer, topic)
    this.#clock.after(COURTESY_MS, () => {
      if (!this.destroyed && !this.suspended) super._handlePeer(peer, topic)
    })
  }
}
