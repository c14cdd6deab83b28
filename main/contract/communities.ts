import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { hex32, procedure, time } from './base.ts'

export const POLICIES = ['open', 'invitation'] as const
const policy = z.enum(POLICIES)
export type Policy = z.infer<typeof policy>

/** Faults of an invitation, phrase or identity file: `details.problem` of BAD_INPUT. */
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
  'logGrown',
  'logHeld',
  'logMissing',
  'logRestarted',
] as const

const named = z.object({ publicKey: hex32, fingerprint: z.string(), name: z.string() })

const community = z.object({
  /** Its DHT topic. */
  id: hex32,
  name: z.string(),
  policy,
  /** Null in an open community. */
  founder: named.nullable(),
  /** Who admitted me; null in an open community and for the founder. */
  inviter: named.nullable(),
  /** 'waiting': invited, but not yet admitted because the inviter has not been online. */
  state: z.enum(['member', 'waiting']),
  /** Why the inviter refused; empty otherwise. */
  problem: z.enum(['', 'used', 'expired', 'cancelled']),
  /** Connected peers of this community. */
  peers: z.number().int(),
  joined: time,
  /** Still listed, but not connected to. */
  muted: z.boolean(),
  /** False if my certificate does not allow invitations. */
  mayInvite: z.boolean(),
})
export type Community = z.infer<typeof community>

const invitation = z.object({
  /** Identifies it; 32 hex digits. */
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

/** A member, as shown by its certificate chain. */
const communityMember = named.extend({
  /** Public key of its inviter; null for the founder. */
  inviter: hex32.nullable(),
  /** Number of certificates between it and the founder. */
  depth: z.number().int(),
  /** Time of admission by the inviter's clock; null for the founder. */
  since: time.nullable(),
  self: z.boolean(),
  online: z.boolean(),
})
export type CommunityMember = z.infer<typeof communityMember>

const id = z.object({ id: hex32 })
const link = z.string().trim().min(1).max(20_000)

export const communitiesContract = {
  /** Joined communities in the order of joining, repeated after each change. */
  list: procedure.output(eventIterator(z.array(community))),
  /** Founds a community by invitation, or joins the open one with this name. */
  create: procedure.input(z.object({ name: z.string().trim().min(1).max(128), policy })).output(community),
  /** Joins an open community. */
  join: procedure.input(z.object({ name: z.string().trim().min(1).max(128) })).output(community),
  leave: procedure.input(id).output(z.void()),
  mute: procedure.input(id.extend({ muted: z.boolean() })).output(z.void()),
  /** Reads an invitation without accepting it. */
  inspect: procedure.input(z.object({ link })).output(
    z.object({
      name: z.string(),
      founder: named,
      inviter: named,
      expires: time,
      /** Admits at once, without meeting the inviter. */ direct: z.boolean(),
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
        /** Guests may invite others. */
        mayInvite: z.boolean(),
        note: z.string().trim().max(100).default(''),
        /** Only for this identity, which can then join while I am offline. */
        invitee: hex32.optional(),
      }),
    )
    .output(invitation),
  /** Invitations that I issued, newest first. */
  invitations: procedure.input(id).output(eventIterator(z.array(invitation))),
  cancelInvitation: procedure.input(z.object({ nonce: z.string().regex(/^[0-9a-f]{32}$/) })).output(z.void()),
  /** Known members of a community by invitation and their inviters, founder first. */
  members: procedure.input(id).output(eventIterator(z.array(communityMember))),
}
