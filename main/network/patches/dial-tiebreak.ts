import Hyperswarm, { type FoundPeer, type HyperswarmOptions, type SwarmPeerInfo } from 'hyperswarm'
import type { Clock } from '../../base/clock.ts'
import { toHex } from '../../base/hex.ts'

/** How long the one with the larger key leaves the first step to the other. */
const COURTESY_MS = 1500

/**
 * A Hyperswarm in which two peers that find each other at the same moment do not both dial: their connections would
 * collide, and the
 * library then waits 10 s before it tries again. The smaller key dials; the larger one only if no call has come in
 * meanwhile.
 */
export class DialTiebreakSwarm extends Hyperswarm {
  readonly #clock: Clock
  readonly #wants: (peer: string) => boolean
  readonly #shutOutBy: (peer: string) => boolean

  /**
   * Peers found under a topic that `wants` does not want are not dialled; they may call. Who shuts me out is called
   * neither when found nor when gone.
   */
  constructor(
    options: HyperswarmOptions,
    clock: Clock,
    {
      wants = () => true,
      shutOutBy = () => false,
    }: { wants?: ((peer: string) => boolean) | undefined; shutOutBy?: (peer: string) => boolean } = {},
  ) {
    super(options)
    this.#clock = clock
    this.#wants = wants
    this.#shutOutBy = shutOutBy
  }

  /**
   * A call that a firewall leaves unanswered hangs for 10 s, and for as long the library refuses the call of the other.
   */
  override _shouldRequeue(peer: SwarmPeerInfo): boolean {
    return super._shouldRequeue(peer) && !this.#shutOutBy(toHex(peer.publicKey))
  }

  override _handlePeer(peer: FoundPeer, topic: Buffer): void {
    const key = toHex(peer.publicKey)
    if (!this.#wants(key) || this.#shutOutBy(key)) return
    if (Buffer.compare(this.keyPair.publicKey, peer.publicKey) < 0) return super._handlePeer(peer, topic)
    this.#clock.after(COURTESY_MS, () => {
      if (!this.destroyed && !this.suspended && !this.#shutOutBy(key)) super._handlePeer(peer, topic)
    })
  }
}
