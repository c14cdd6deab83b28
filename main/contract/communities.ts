import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { hex32, procedure, time } from './base.ts'

export const POLICIES = ['open', 'invitation'] as const
const policy = z.enum(POLICIES)
export type Policy = z.infer<typeof policy>

/** What can be wrong with an invitation, a phrase or an identity file: `details.problem` of a BAD_INPUT. */
export const PROBLEMS = [
  'notInvitation',
  'damaged',
  'forged',
  'otherKey',
  'expired',
  'own',
  'newer',
  'tooMany',
  'nameTaken',
  'mayNotInvite',
  'ownKey',
  'member',
  'open',
  'waiting',
  'phraseLength',
  'phraseWord',
  'phraseCheck',
  'notIdentity',
  'fileDamaged',
  'wrongPassphrase',
  'passphraseShort',
  'sameIdentity',
  'notPresentName',
  'comingBack',
] as const

const named = z.object({ publicKey: hex32, fingerprint: z.string(), name: z.string() })

const community = z.object({
  /** Its DHT topic. */
  id: hex32,
  name: z.string(),
  policy,
  /** Null in an open community. */
  founder: named.nullable(),
  /** Who let me in; null in an open community and for the founder. */
  inviter: named.nullable(),
  /** 'waiting': invited, but the inviter has not been met yet and must let us in. */
  state: z.enum(['member', 'waiting']),
  /** Why waiting is in vain, told by the inviter; empty otherwise. */
  problem: z.enum(['', 'used', 'expired', 'cancelled']),
  /** Peers of it that are connected now. */
  peers: z.number().int(),
  joined: time,
  /** Muted: stays in the list, but is not met. */
  muted: z.boolean(),
  /** False where my certificate allows no further guests. */
  mayInvite: z.boolean(),
})
export type Community = z.infer<typeof community>

const invitation = z.object({
  /** Names it, 32 hex digits. */
  nonce: z.string(),
  link: z.string(),
  note: z.string(),
  created: time,
  expires: time,
  uses: z.number().int(),
  used: z.number().int(),
  state: z.enum(['open', 'used', 'expired', 'cancelled']),
})
export type InvitationView = z.infer<typeof invitation>

/** A member as its chain shows it. */
const communityMember = named.extend({
  /** Public key of who let it in; null for the founder. */
  inviter: hex32.nullable(),
  /** Links between it and the founder. */
  depth: z.number().int(),
  /** When it was let in, by the inviter's clock; null for the founder. */
  since: time.nullable(),
  self: z.boolean(),
  online: z.boolean(),
})
export type CommunityMember = z.infer<typeof communityMember>

const id = z.object({ id: hex32 })
const link = z.string().trim().min(1).max(20_000)

export const communitiesContract = {
  /** The communities joined, in the order of joining, again after each change. */
  list: procedure.output(eventIterator(z.array(community))),
  /** An open one is joined (its name is its address); one by invitation is founded by me. */
  create: procedure.input(z.object({ name: z.string().trim().min(1).max(128), policy })).output(community),
  /** Joins an open community. */
  join: procedure.input(z.object({ name: z.string().trim().min(1).max(128) })).output(community),
  leave: procedure.input(id).output(z.void()),
  mute: procedure.input(id.extend({ muted: z.boolean() })).output(z.void()),
  /** What an invitation says, without accepting it. */
  inspect: procedure.input(z.object({ link })).output(
    z.object({
      name: z.string(),
      founder: named,
      inviter: named,
      expires: time,
      /** Lets in at once, the inviter need not be met. */ direct: z.boolean(),
      known: z.boolean(),
    }),
  ),
  accept: procedure.input(z.object({ link })).output(community),
  invite: procedure
    .input(
      id.extend({
        hours: z
          .number()
          .int()
          .min(1)
          .max(24 * 365),
        uses: z.number().int().min(1).max(1000),
        /** Those let in may invite others in turn. */
        mayInvite: z.boolean(),
        note: z.string().trim().max(100).default(''),
        /** For this identity only; it then needs not wait for me to be online. */
        invitee: hex32.optional(),
      }),
    )
    .output(invitation),
  /** Invitations that I gave, newest first. */
  invitations: procedure.input(id).output(eventIterator(z.array(invitation))),
  cancelInvitation: procedure.input(z.object({ nonce: z.string().regex(/^[0-9a-f]{32}$/) })).output(z.void()),
  /** Everybody met in an invitation community and those who vouch for them, founder first. */
  members: procedure.input(id).output(eventIterator(z.array(communityMember))),
}
