import type { Policy } from '../contract/communities.ts'

/** One community that this identity is or was in. Open ones belong to no identity: `identity` is empty. */
export interface MembershipRow {
  /** The topic, 64 hex digits. */
  id: string
  identity: string
  name: string
  policy: Policy
  /** The founder's public key; empty in an open community. */
  founder: string
  /** 'waiting': invited, but the inviter has not let us in yet. */
  state: 'member' | 'waiting' | 'left'
  muted: boolean
  /** ms since the epoch. */
  joined: number
  /**
   * Encoded chain from the founder to me; for a 'waiting' one the invitation. Empty in an open community and for its
   * founder.
   */
  proof: Uint8Array
}

/** An invitation that I gave. */
export interface InvitationRow {
  /** 32 hex digits. */
  nonce: string
  community: string
  inviter: string
  link: string
  note: string
  created: number
  expires: number
  uses: number
  used: number
  cancelled: boolean
}

/** A member met in an invitation community, with the chain that it has shown. */
export interface MemberRow {
  community: string
  member: string
  chain: Uint8Array
  /** ms since the epoch. */
  seen: number
}
