import type { ExclusionReason } from '../../domain/reasons.ts'
import type { Hello } from '../../protocol/handshake.ts'

/** An admitted peer. */
export interface PeerEntry {
  hello: Hello
  /** When it was admitted, ms since the epoch. */
  since: number
  /** Ids of the communities in common. */
  communities: ReadonlySet<string>
}

export type PeerEvents = {
  /** A peer of one of our communities is connected and was admitted. */
  peer: { key: string; hello: Hello }
  peerLeft: { key: string }
  /** A connected peer has changed its hello, or the communities in common have changed. */
  hello: { key: string; hello: Hello }
  /** A peer excludes this node and states why. */
  excludedBy: { key: string; reason: ExclusionReason }
  /** A connection was closed because the peer broke a protocol. */
  rejected: { key: string; reason: string }
  /** The gate of a community refused a peer. */
  refused: { key: string; community: string; reason: string }
  /** A peer has come or gone. */
  peersChanged: null
  /** An excluded peer was allowed again while it was being notified. It does not dial by itself. */
  readmitted: { key: string }
}
