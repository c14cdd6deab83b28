import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import { HyobanError } from '../base/errors.ts'
import type { Signer } from '../domain/signer.ts'
import type { Blame } from './blame.ts'
import { decodeProof, encodeChain, peopleOf } from './chain.ts'
import type { AdmissionRefusal } from './credential.ts'
import { InvitationGate } from './gate.ts'
import { decodeInvitation, encodeInvitation, readLink, type SignedInvitation } from './invitation.ts'
import { InvitationIssuer, type InviteTerms } from './invitation-issuer.ts'
import { Memberships } from './memberships.ts'
import type { CommunityStore, Keys, Meeting } from './ports.ts'
import type { InvitationRow, MembershipRow } from './records.ts'
import { type Member, membersOf, sharedBlame } from './roster.ts'
import { checkInvitation, inviterIn } from './terms.ts'
import { invitationTopic } from './topic.ts'

export interface CommunitiesOptions {
  store: CommunityStore
  signer: Signer
  keys: Keys
  meeting: Meeting
  /** Topic (hex) and normalised name of an open community. Throws BAD_INPUT for an invalid name. */
  openTopic: (name: string) => { id: string; name: string }
  clock: Clock
}

export interface CommunityEvents extends Record<string, unknown> {
  /** The list of communities, or one of them, has changed. */
  change: null
  /** This node joined, left, or was admitted. */
  moved: { id: string }
  /** A member was met, or an invitation was issued, used or cancelled. */
  members: { id: string }
}

/** The communities of this node: joining, founding, inviting, and admitting peers. */
export class Communities {
  readonly events = new Emitter<CommunityEvents>()
  readonly #options: CommunitiesOptions
  readonly #memberships: Memberships
  readonly #issuer: InvitationIssuer

  constructor(options: CommunitiesOptions) {
    this.#options = options
    this.#issuer = new InvitationIssuer(options)
    this.#memberships = new Memberships(options.store, options.signer.publicKey, options.clock)
  }

  /** Communities joined, in joining order. */
  list(): MembershipRow[] {
    return this.#memberships.joined()
  }

  /** True before the first community is joined: the first run. */
  get untouched(): boolean {
    return this.#memberships.untouched
  }

  /** Why the inviter refused a waiting membership. */
  refusal(id: string): AdmissionRefusal | undefined {
    return this.#memberships.refusal(id)
  }

  /**
   * Joins the communities of former runs on the overlay, and `wanted`, the one named on the command line. `former` is
   * the community in the settings of a version that had only one; it is joined if there has been none since.
   */
  start({ wanted, former }: { wanted?: string | undefined; former: string }): void {
    if (wanted) this.join(wanted)
    else if (this.untouched && former) this.join(former)
    this.apply()
  }

  /** Applies a change of the setting `community`: joins `after`, or leaves `before` if `after` is empty. */
  followSetting(before: string, after: string): void {
    if (after !== '') return void this.join(after)
    if (before === '') return
    const { id } = this.#options.openTopic(before)
    if (this.list().some((row) => row.id === id)) this.leave(id)
  }

  /** Passes the communities to meet in, with their gates, to the overlay. */
  apply(): void {
    this.#options.meeting.meetIn(
      this.list()
        .filter(({ muted }) => !muted)
        .map((row) => ({ id: row.id, ...(row.policy === 'invitation' && { gate: this.#gate(row) }) })),
    )
  }

  /** Joins an open community; joining it again has no effect. Throws BAD_INPUT. */
  join(name: string): MembershipRow {
    const place = this.#options.openTopic(name)
    const known = this.#memberships.find(place.id)
    if (known) return known
    return this.#enter({
      ...place,
      name: name.trim(),
      identity: '',
      policy: 'open',
      founder: '',
      state: 'member',
      proof: new Uint8Array(),
    })
  }

  /** Founds an invitation community. Throws BAD_INPUT. */
  found(name: string): MembershipRow {
    const { publicKey } = this.#options.signer
    const normal = this.#options.openTopic(name).name
    const id = invitationTopic(publicKey, normal)
    if (this.#memberships.find(id))
      throw new HyobanError('BAD_INPUT', 'You have already founded a community with this name.', {
        hint: 'Choose another name.',
        details: { problem: 'nameTaken' },
      })
    return this.#enter({
      id,
      identity: publicKey,
      name: name.trim(),
      policy: 'invitation',
      founder: publicKey,
      state: 'member',
      proof: new Uint8Array(),
    })
  }

  /** Leaves a community. Only the founder can return without a new invitation. Throws NOT_FOUND. */
  leave(id: string): void {
    this.#memberships.change(id, { state: 'left' })
    this.#moved(id)
  }

  /** Mutes a community: it stays in the list, but its peers are not met. Throws NOT_FOUND. */
  mute(id: string, muted: boolean): void {
    this.#memberships.change(id, { muted })
    this.#moved(id)
  }

  /** Parses and verifies an invitation. Throws BAD_INPUT or UNSUPPORTED; details.problem names the cause. */
  inspect(link: string): { invitation: SignedInvitation; id: string; inviter: string; known: boolean } {
    const { signer, keys, clock } = this.#options
    const invitation = readLink(link)
    const id = invitationTopic(invitation.founder, this.#options.openTopic(invitation.name).name)
    checkInvitation(invitation, id, clock.now(), signer, keys)
    const inviter = inviterIn(invitation)
    if (inviter === signer.publicKey)
      throw new HyobanError('BAD_INPUT', 'This is your own invitation.', {
        hint: 'Send it to the person you want to invite.',
        details: { problem: 'own' },
      })
    return { invitation, id, inviter, known: this.#memberships.find(id)?.state === 'member' }
  }

  /**
   * Accepts an invitation. One for this node's key admits at once, any other once the inviter is met. Throws like
   * `inspect`.
   */
  accept(link: string): MembershipRow {
    const { invitation, id, known } = this.inspect(link)
    if (known) return this.#memberships.get(id)
    const { founder, name, kind, chain } = invitation
    const direct = kind === 'key'
    return this.#enter({
      id,
      identity: this.#options.signer.publicKey,
      name,
      policy: 'invitation',
      founder,
      state: direct ? 'member' : 'waiting',
      proof: direct ? encodeChain(chain) : encodeInvitation(invitation),
    })
  }

  /** Issues an invitation; see `InvitationIssuer.issue`. */
  invite(id: string, terms: InviteTerms): InvitationRow {
    const made = this.#issuer.issue(this.#memberships.get(id), terms)
    this.events.emit('members', { id })
    return made
  }

  /** Invitations issued in a community, newest first. */
  invitations(id: string): InvitationRow[] {
    return this.#issuer.list(id)
  }

  /** Cancels an invitation; members that it admitted stay. Throws NOT_FOUND. */
  cancel(nonce: string): void {
    const { community } = this.#issuer.cancel(nonce)
    this.events.emit('members', { id: community })
  }

  /** True if this node may invite others to a community. */
  mayInvite(row: MembershipRow): boolean {
    return this.#issuer.mayInvite(row)
  }

  /** Who admitted this node; null in an open community and for the founder. */
  inviter(row: MembershipRow): string | null {
    if (row.policy === 'open') return null
    if (row.state === 'waiting') return inviterIn(decodeInvitation(row.proof))
    return peopleOf(row.founder, decodeProof(row.proof)).at(-2) ?? null
  }

  /** All known members of an invitation community; see `membersOf`. */
  members(id: string): Member[] {
    return membersOf(this.#memberships.get(id), this.#options.store)
  }

  /** The shares of blame; see `sharedBlame`. */
  blame(): Blame[] {
    return sharedBlame(this.list(), this.#options.store)
  }

  #gate(membership: MembershipRow): InvitationGate {
    const { store, signer, keys, clock, meeting } = this.#options
    const { id } = membership
    return new InvitationGate({
      membership,
      store,
      signer,
      keys,
      events: {
        granted: (chain) => {
          this.#memberships.change(id, { state: 'member', proof: encodeChain(chain) })
          this.#moved(id)
          meeting.renew(id)
        },
        refused: (refusal) => {
          this.#memberships.refuse(id, refusal)
          this.events.emit('change', null)
        },
        membersChanged: () => this.events.emit('members', { id }),
      },
      clock,
    })
  }

  #enter(row: Omit<MembershipRow, 'joined' | 'muted'>): MembershipRow {
    const added = this.#memberships.add(row)
    this.#moved(row.id)
    return added
  }

  #moved(id: string): void {
    this.apply()
    this.events.emit('moved', { id })
    this.events.emit('change', null)
  }
}
