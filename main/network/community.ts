/** What a gate makes of a peer's credential. */
export type Verdict =
  /** Let in. */
  | { standing: 'member' }
  /** Neither let in nor sent away yet; `grant` is sent to the peer, which may come back with it as its credential. */
  | { standing: 'waiting'; grant?: Uint8Array }
  | { standing: 'refused'; reason: string }

/** Who may be met in a community that is not open to everybody. */
export interface CommunityGate {
  /** What this node shows to be let in by others; at most MAX_CREDENTIAL bytes. */
  credential(peer: string): Uint8Array
  /**
   * Judges what `peer` (hex key, proven by the connection) has shown. Asked once for each credential, and again after
   * `renew`.
   */
  judge(peer: string, credential: Uint8Array): Verdict
  /** A credential made for this node by `peer`. If it is worth something, call `Overlay.renew` afterwards. */
  granted(peer: string, grant: Uint8Array): void
}

/** A community as the overlay needs to know it: where its peers meet, and who is let in. */
export interface MeetingPlace {
  /** The DHT topic, 32 bytes as 64 hex digits. */
  id: string
  /** Left out: whoever knows the topic is in. */
  gate?: CommunityGate
}
