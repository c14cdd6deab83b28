import type { InvitationRow, MemberRow, MembershipRow } from './records.ts'

/** Key pairs for one use, and randomness that nobody can guess. */
export interface Keys {
  randomBytes(size: number): Uint8Array
  /** The public key (hex) of a 32-byte seed. */
  publicKeyOf(seed: Uint8Array): string
  /** Signs with the key pair of a seed. */
  signWith(seed: Uint8Array, domain: string, message: Uint8Array): Uint8Array
}

/** What a gate makes of a peer's credential; see overlay/community.ts. */
export type Verdict =
  { standing: 'member' } | { standing: 'waiting'; grant?: Uint8Array } | { standing: 'refused'; reason: string }

/** A meeting place as the overlay needs it. */
export interface Place {
  id: string
  gate?: {
    credential(peer: string): Uint8Array
    judge(peer: string, credential: Uint8Array): Verdict
    granted(peer: string, grant: Uint8Array): void
  }
}

/** The part of the overlay that communities use. */
export interface Meeting {
  meetIn(places: readonly Place[]): void
  /** Shows this node's credential for a community anew. */
  renew(id: string): void
  readonly peers: ReadonlyMap<string, { communities: ReadonlySet<string> }>
}

/** Where memberships, invitations given and members met are kept. */
export interface CommunityStore {
  /** All memberships of one identity and those of open communities, in the order of joining; also those left. */
  memberships(identity: string): MembershipRow[]
  save(row: MembershipRow): void
  /** Invitations that `inviter` gave, newest first. */
  invitations(inviter: string, community: string): InvitationRow[]
  invitation(nonce: string): InvitationRow | undefined
  saveInvitation(row: InvitationRow): void
  /** The certificate that a member got for an invitation, if it got one. */
  admission(nonce: string, member: string): Uint8Array | undefined
  /** Counts one use and keeps the certificate, in one step that survives a power cut. */
  admit(nonce: string, member: string, certificate: Uint8Array): void
  members(community: string): MemberRow[]
  saveMember(row: MemberRow): void
}
