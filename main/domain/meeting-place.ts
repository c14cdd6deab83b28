/** A gate's verdict on a peer's credential. */
export type Admission =
  | { standing: 'member' }
  /** Undecided; the peer may use `grant` as its next credential. */
  | { standing: 'waiting'; grant?: Uint8Array }
  | { standing: 'refused'; reason: string }

/** Decides who is admitted to a community that is not open. */
export interface CommunityGate {
  /** This node's credential for `peer`; at most MAX_CREDENTIAL bytes. */
  credential(peer: string): Uint8Array
  /** Judges the credential of `peer`, whose key is authenticated. Called once per credential, and after `renew`. */
  judge(peer: string, credential: Uint8Array): Admission
  /** Accepts a credential that `peer` issued to this node; call `Overlay.renew` if it is useful. */
  granted(peer: string, grant: Uint8Array): void
}

/** A community as the overlay sees it: where peers meet, and who is admitted. */
export interface MeetingPlace {
  /** DHT topic, 64 hex digits. */
  id: string
  /** Without a gate, everyone who knows the topic is admitted. */
  gate?: CommunityGate
}
