import type { Clock } from '../base/clock.ts'
import { HyobanError } from '../base/errors.ts'
import { toHex } from '../base/hex.ts'
import type { Signer } from '../domain/signer.ts'
import { CERTIFICATE_DOMAIN, certificateBytes } from './certificate.ts'
import { type Chain, decodeProof, depthLeft, peopleOf } from './chain.ts'
import { INVITATION_DOMAIN, MAX_LINK, type SignedInvitation, termsBytes, writeLink } from './invitation.ts'
import type { CommunityStore, Keys } from './ports.ts'
import type { InvitationRow, MembershipRow } from './records.ts'
import { termsOf } from './terms.ts'

/** The terms chosen by the inviter; `expires` in ms since the epoch. */
export interface InviteTerms {
  expires: number
  uses: number
  /** Whether admitted members may invite others. */
  mayInvite: boolean
  note: string
  /** Public key of the only invitee; left out: anyone with the link. */
  invitee?: string
}

export interface InvitationIssuerOptions {
  store: Pick<CommunityStore, 'invitations' | 'invitation' | 'saveInvitation'>
  signer: Signer
  keys: Keys
  clock: Clock
}

const refused = (problem: string, message: string, hint: string): HyobanError =>
  new HyobanError('BAD_INPUT', message, { hint, details: { problem } })

/** Issues the invitations of this node. */
export class InvitationIssuer {
  readonly #options: InvitationIssuerOptions

  constructor(options: InvitationIssuerOptions) {
    this.#options = options
  }

  /** Issues an invitation. Throws BAD_INPUT in an open community, while waiting, and without the right to invite. */
  issue(row: MembershipRow, terms: InviteTerms): InvitationRow {
    const { signer, keys, store, clock } = this.#options
    const { invitee, note } = terms
    const depthAllowed = this.#depthAllowed(row)
    if (depthAllowed === 0)
      throw refused(
        'mayNotInvite',
        'You are not allowed to invite others to this community.',
        'Ask the person who invited you.',
      )
    if (invitee === signer.publicKey)
      throw refused('ownKey', 'This is your own public key.', 'Enter the public key of the person you want to invite.')
    const created = Math.round(clock.now())
    const expires = Math.round(terms.expires)
    const uses = invitee ? 1 : terms.uses
    const nonce = keys.randomBytes(16)
    const depth = terms.mayInvite ? depthAllowed - 1 : 0
    const unsigned: SignedInvitation = {
      founder: row.founder,
      name: row.name,
      expires,
      uses,
      depth,
      nonce,
      chain: this.#chainFor(row, invitee, { issued: created, expires, depth, nonce }),
      kind: invitee ? 'key' : 'bearer',
      seed: invitee ? new Uint8Array(32) : keys.randomBytes(32),
      signature: new Uint8Array(64),
    }
    const signature = signer.sign(INVITATION_DOMAIN, termsBytes(termsOf(unsigned, row.id, keys)))
    const link = writeLink({ ...unsigned, signature })
    if (link.length > MAX_LINK)
      throw refused(
        'mayNotInvite',
        'The chain of certificates to the founder is too long for a link.',
        'Ask a member closer to the founder to send the invitation.',
      )
    const made: InvitationRow = {
      nonce: toHex(nonce),
      community: row.id,
      inviter: signer.publicKey,
      link,
      note,
      created,
      expires,
      uses,
      used: 0,
      cancelled: false,
    }
    store.saveInvitation(made)
    return made
  }

  /** Invitations issued in a community, newest first. */
  list(community: string): InvitationRow[] {
    return this.#options.store.invitations(this.#options.signer.publicKey, community)
  }

  /** Cancels an invitation; members that it admitted stay. Throws NOT_FOUND. */
  cancel(nonce: string): InvitationRow {
    const { store, signer } = this.#options
    const row = store.invitation(nonce)
    if (!row || row.inviter !== signer.publicKey) throw new HyobanError('NOT_FOUND', 'This invitation does not exist.')
    const cancelled = { ...row, cancelled: true }
    store.saveInvitation(cancelled)
    return cancelled
  }

  /** True if this node may invite others to a community. */
  mayInvite(row: MembershipRow): boolean {
    return row.policy === 'invitation' && row.state === 'member' && this.#depthAllowed(row) > 0
  }

  /** The chain of this node, with a last link that admits the invitee if it is named by its key. */
  #chainFor(
    row: MembershipRow,
    invitee: string | undefined,
    link: { issued: number; expires: number; depth: number; nonce: Uint8Array },
  ): Chain {
    const { signer } = this.#options
    const mine = decodeProof(row.proof)
    if (!invitee) return mine
    if (peopleOf(row.founder, mine).includes(invitee))
      throw refused('member', 'This person is already a member.', 'Enter another public key.')
    const body = { member: invitee, ...link }
    const signature = signer.sign(CERTIFICATE_DOMAIN, certificateBytes(row.id, signer.publicKey, body))
    return [...mine, { ...body, signature }]
  }

  #depthAllowed(row: MembershipRow): number {
    if (row.policy !== 'invitation')
      throw refused('open', 'Open communities do not need invitations.', 'Give people the name of the community.')
    if (row.state !== 'member')
      throw refused('waiting', 'You have not been admitted yet.', 'Wait until your inviter is online.')
    return depthLeft(decodeProof(row.proof))
  }
}
