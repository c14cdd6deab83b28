/** A gate's verdict on the credential of a peer. */
export type Admission =
  | { standing: 'member' }
  /** Undecided; `grant` is sent to the peer, which may come back with it as its credential. */
  | { standing: 'waiting'; grant?: Uint8Array }
  | { standing: 'refused'; reason: string }

/** Decides who is admitted to a community that is not open to everybody. */
export interface CommunityGate {
  /** What this node shows to be admitted by `peer`; at most MAX_CREDENTIAL bytes. */
  credential(peer: string): Uint8Array
  /** Judges a credential of `peer`, whose key the connection proves. Called once a credential, and after `renew`. */
  judge(peer: string, credential: Uint8Array): Admission
  /** A credential that `peer` made for this node. If it is of use, call `Overlay.renew` afterwards. */
  granted(peer: string, grant: Uint8Array): void
}

/** A community as the overlay knows it: where its peers meet, and who is admitted. */
export interface MeetingPlace {
  /** The DHT topic, 32 bytes as 64 hex digits. */
  id: string
  /** Left out: everybody who knows the topic is admitted. */
  gate?: CommunityGate
}
