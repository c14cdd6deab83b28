/** The decision of a gate on a credential. */
export type GateVerdict =
  /** Admitted. */
  | { standing: 'member' }
  /** Undecided; `grant` is sent to the peer, which may return it as its credential. */
  | { standing: 'waiting'; grant?: Uint8Array }
  | { standing: 'refused'; reason: string }

/** Admission to a community that is not open to everybody. */
export interface CommunityGate {
  /** The credential of this node for `peer`, at most MAX_CREDENTIAL bytes. */
  credential(peer: string): Uint8Array
  /**
   * Judges the credential of `peer` (hex key, proven by the connection). Called once for each credential, and again
   * after
   * `renew`.
   */
  judge(peer: string, credential: Uint8Array): GateVerdict
  /** A credential that `peer` made for this node. Call `Overlay.renew` if it is to be used. */
  granted(peer: string, grant: Uint8Array): void
}

/** A community as the overlay needs it: where its peers meet, and its gate. */
export interface MeetingPlace {
  /** The DHT topic, 32 bytes as 64 hex digits. */
  id: string
  /** Left out: all peers that know the topic are admitted. */
  gate?: CommunityGate
}
