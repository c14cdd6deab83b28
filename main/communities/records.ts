import type { Policy } from '../contract/communities.ts'

/** A community that this identity is or was in; `identity` is empty for an open one, which all identities share. */
export interface MembershipRow {
  /** The topic, 64 hex digits. */
  id: string
  identity: string
  name: string
  policy: Policy
  /** The founder's public key; empty in an open community. */
  founder: string
  /** 'waiting': invited, but not yet admitted by the inviter. */
  state: 'member' | 'waiting' | 'left'
  muted: boolean
  /** ms since the epoch. */
  joined: number
  /** The encoded chain to this node, or the invitation while waiting; empty for a founder and in an open community. */
  proof: Uint8Array
}

/** An invitation issued by this node. */
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

/** A member met in an invitation community, with the chain that it presented. */
export interface MemberRow {
  community: string
  member: string
  chain: Uint8Array
  /** ms since the epoch. */
  seen: number
}
