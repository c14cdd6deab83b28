import type { ExclusionReason } from '../../domain/reasons.ts'
import type { InboundLimits } from '../budget/inbound-places.ts'

/** Which peers get a connection. */
export interface PeerPolicy {
  /** True refuses a peer (hex key). Asked for each connection; call `applyFirewall` when its answers change. */
  firewall?: ((peer: string) => boolean) | undefined
  /**
   * Why the firewall refuses a peer. Sent before the connection is closed, and at most every ten minutes when the peer
   * reconnects. Left out: refused peers get no reason.
   */
  exclusionReason?: ((peer: string) => ExclusionReason | null) | undefined
  /** False: a peer found in a community is not dialled, but may dial. Left out: all are dialled. */
  wants?: ((peer: string) => boolean) | undefined
  /** True for a peer that this node trusts: its inbound connection takes precedence. Left out: nobody. */
  trusts?: ((peer: string) => boolean) | undefined
  /** Places for inbound connections; left out: INBOUND. */
  inbound?: InboundLimits | undefined
  /** The network of an address, of which few strangers have a place; null: not counted. Left out: addressGroup. */
  addressGroup?: ((host: string) => string | null) | undefined
}
