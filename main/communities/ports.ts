import type { MeetingPlace } from '../domain/meeting-place.ts'
import type { InvitationRow, MemberRow, MembershipRow } from './records.ts'

/** One-time key pairs and cryptographic randomness. */
export interface Keys {
  randomBytes(size: number): Uint8Array
  /** The public key (hex) of a 32-byte seed. */
  publicKeyOf(seed: Uint8Array): string
  /** Signs with the key pair of a seed. */
  signWith(seed: Uint8Array, domain: string, message: Uint8Array): Uint8Array
}

/** Where the peers of communities meet; the overlay implements it. */
export interface Meeting {
  meetIn(places: readonly MeetingPlace[]): void
  /** Sends this node's credential for a community to all connected peers again. */
  renew(id: string): void
  readonly peers: ReadonlyMap<string, { communities: ReadonlySet<string> }>
}

/** Stores memberships, issued invitations and members met; the store room implements it. */
export interface CommunityStore {
  /** Memberships of one identity and of open communities, in joining order, including those left. */
  memberships(identity: string): MembershipRow[]
  save(row: MembershipRow): void
  /** Invitations issued by `inviter`, newest first. */
  invitations(inviter: string, community: string): InvitationRow[]
  invitation(nonce: string): InvitationRow | undefined
  saveInvitation(row: InvitationRow): void
  /** The chain that a member received for an invitation, if any. */
  admission(nonce: string, member: string): Uint8Array | undefined
  /** Counts one use and stores the chain, in one transaction that survives a power cut. */
  admit(nonce: string, member: string, certificate: Uint8Array): void
  members(community: string): MemberRow[]
  saveMember(row: MemberRow): void
}
