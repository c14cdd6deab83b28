import type { Clock } from '../base/clock.ts'
import { Emitter } from '../base/emitter.ts'
import { HyobanError } from '../base/errors.ts'
import { toHex } from '../base/hex.ts'
import { type Blame, blameOf } from './blame.ts'
import { CERTIFICATE_DOMAIN, certificateBytes } from './certificate.ts'
import { type Chain, decodeChain, depthLeft, encodeChain, peopleOf } from './chain.ts'
import type { Refusal } from './credential.ts'
import { InvitationGate } from './gate.ts'
import {
  decodeInvitation,
  encodeInvitation,
  type Invitation,
  INVITATION_DOMAIN,
  MAX_LINK,
  readLink,
  termsBytes,
  writeLink,
} from './invitation.ts'
import type { CommunityStore, Keys, Meeting } from './ports.ts'
import type { InvitationRow, MembershipRow } from './records.ts'
import { checkInvitation, inviterIn, termsOf } from './terms.ts'
import { invitationTopic } from './topic.ts'
import type { Signer } from '../domain/signer.ts'

/** Communities at a time; the overlay tells no more than that. */
export const MAX_JOINED = 16

export interface CommunitiesOptions {
  store: CommunityStore
  signer: Signer
  keys: Keys
  meeting: Meeting
  /** Topic (hex) and normalised name of an open community. Throws BAD_INPUT on an impossible name. */
  openTopic: (name: string) => { id: string; name: string }
  clock: Clock
}

export interface CommunityEvents extends Record<string, unknown> {
  /** The list, or something in it. */
  change: null
  /** Joined or left, or let in at last. */
  moved: { id: string }
  /** A member was met, or somebody used an invitation of mine. */
  members: { id: string }
}

export interface InviteTerms {
  expires: number
  uses: number
  mayInvite: boolean
  note: string
  /** Public key of the only one invited; left out: whoever has the link. */
  invitee?: string
}

/** A member as its chain shows it. */
export interface Member {
  key: string
  inviter: string | null
  depth: number
  since: number | null
}

/** The communities that this node is in: joining, founding, inviting, and who may be met in each. */
export class Communities {
  readonly events = new Emitter<CommunityEvents>()
  readonly #o: CommunitiesOptions
  readonly #rows = new Map<string, MembershipRow>()
  readonly #refusals = new Map<string, Refusal>()

  constructor(options: CommunitiesOptions) {
    this.#o = options
    for (const row of options.store.memberships(options.signer.publicKey)) this.#rows.set(row.id, row)
  }

  /** Those joined, in the order of joining. */
  list(): MembershipRow[] {
    return [...this.#rows.values()].filter(({ state }) => state !== 'left')
  }

  /** True if there never was any: the first run. */
  get untouched(): boolean {
    return this.#rows.size === 0
  }

  /** Why a waiting membership will not come to anything, or undefined. */
  refusal(id: string): Refusal | undefined {
    return this.#refusals.get(id)
  }

  /**
   * Joins the communities of former runs on the overlay, and `wanted`, the one named on the command line. `former` is
   * the single community of a node from before there could be several; it is joined if there has been none since.
   */
  start({ wanted, former }: { wanted?: string | undefined; former: string }): void {
    if (wanted) this.join(wanted)
    else if (this.untouched && former) this.join(former)
    this.apply()
  }

  /** Follows the setting of one open community: joins `after`, or leaves `before` if `after` is empty. */
  followSetting(before: string, after: string): void {
    if (after !== '') return void this.join(after)
    if (before === '') return
    const { id } = this.#o.openTopic(before)
    if (this.list().some((row) => row.id === id)) this.leave(id)
  }

  /** Tells the overlay where to meet whom. To be called once when the overlay stands. */
  apply(): void {
    this.#o.meeting.meetIn(
      this.list()
        .filter(({ muted }) => !muted)
        .map((row) => ({ id: row.id, ...(row.policy === 'invitation' && { gate: this.#gate(row) }) })),
    )
  }

  /** Joins an open community; one that is joined already is no error. Throws BAD_INPUT. */
  join(name: string): MembershipRow {
    const place = this.#o.openTopic(name)
    const known = this.#rows.get(place.id)
    if (known && known.state !== 'left') return known
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

  /** Founds a community by invitation, with myself as the founder. Throws BAD_INPUT. */
  found(name: string): MembershipRow {
    const { publicKey } = this.#o.signer
    const normal = this.#o.openTopic(name).name
    const id = invitationTopic(publicKey, normal)
    const known = this.#rows.get(id)
    if (known && known.state !== 'left')
      throw new HyobanError('BAD_INPUT', 'You have founded a community of this name already.', {
        hint: 'Choose another name.',
        details: {
          problem: 'nameTaken',
        },
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

  /**
   * Leaves a community. The certificate is kept: coming back by a new invitation is possible, but not needed for the
   * founder.
   */
  leave(id: string): void {
    const row = this.#joined(id)
    this.#save({ ...row, state: 'left' })
    this.#refusals.delete(id)
    this.#moved(id)
  }

  mute(id: string, muted: boolean): void {
    this.#save({ ...this.#joined(id), muted })
    this.#moved(id)
  }

  /** Reads an invitation and checks it. Throws BAD_INPUT or UNSUPPORTED; details.problem says why. */
  inspect(link: string): { invitation: Invitation; id: string; inviter: string; known: boolean } {
    const { signer, keys, clock } = this.#o
    const invitation = readLink(link)
    const id = invitationTopic(invitation.founder, this.#o.openTopic(invitation.name).name)
    checkInvitation(invitation, id, clock.now(), signer, keys)
    const inviter = inviterIn(invitation)
    if (inviter === signer.publicKey)
      throw new HyobanError('BAD_INPUT', 'This is your own invitation.', {
        hint: 'Send it to the person whom you want to invite.',
        details: { problem: 'own' },
      })
    return { invitation, id, inviter, known: this.#rows.get(id)?.state === 'member' }
  }

  /**
   * Accepts an invitation. One made out to my key lets me in at once; any other when the inviter is met. Throws like
   * `inspect`.
   */
  accept(link: string): MembershipRow {
    const { invitation, id, known } = this.inspect(link)
    if (known) return this.#rows.get(id) as MembershipRow
    const { founder, name, kind, chain } = invitation
    const direct = kind === 'key'
    return this.#enter({
      id,
      identity: this.#o.signer.publicKey,
      name,
      policy: 'invitation',
      founder,
      state: direct ? 'member' : 'waiting',
      proof: direct ? encodeChain(chain) : encodeInvitation(invitation),
    })
  }

  /**
   * Makes an invitation. Throws BAD_INPUT in an open community, while waiting, and where my certificate allows no
   * guests.
   */
  invite(id: string, { expires, uses, mayInvite, note, invitee }: InviteTerms): InvitationRow {
    const { signer, keys, store, clock } = this.#o
    const row = this.#joined(id)
    const left = this.#depthLeft(row)
    if (left === 0)
      throw new HyobanError('BAD_INPUT', 'You may not invite others into this community.', {
        hint: 'Ask whoever invited you.',
        details: {
          problem: 'mayNotInvite',
        },
      })
    if (invitee === signer.publicKey)
      throw new HyobanError('BAD_INPUT', 'This is your own key.', {
        hint: 'Enter the key of the person whom you invite.',
        details: {
          problem: 'ownKey',
        },
      })
    const now = Math.round(clock.now())
    const nonce = keys.randomBytes(16)
    const depth = mayInvite ? left - 1 : 0
    const common = {
      founder: row.founder,
      name: row.name,
      expires: Math.round(expires),
      uses: invitee ? 1 : uses,
      depth,
      nonce,
    }
    const mine = this.#chain(row)
    if (invitee && peopleOf(row.founder, mine).includes(invitee))
      throw new HyobanError('BAD_INPUT', 'This one is a member already.', {
        hint: 'Enter the key of somebody else.',
        details: {
          problem: 'member',
        },
      })
    const body = { member: invitee ?? '', issued: now, expires: common.expires, depth, nonce }
    const chain: Chain = invitee
      ? [...mine, { ...body, signature: signer.sign(CERTIFICATE_DOMAIN, certificateBytes(id, signer.publicKey, body)) }]
      : mine
    const unsigned: Invitation = {
      ...common,
      chain,
      kind: invitee ? 'key' : 'bearer',
      seed: invitee ? new Uint8Array(32) : keys.randomBytes(32),
      signature: new Uint8Array(64),
    }
    const signature = signer.sign(INVITATION_DOMAIN, termsBytes(termsOf(unsigned, id, keys)))
    const link = writeLink({ ...unsigned, signature })
    if (link.length > MAX_LINK)
      throw new HyobanError('BAD_INPUT', 'The chain to the founder is too long for a link.', {
        hint: 'Ask somebody closer to the founder to invite.',
        details: { problem: 'mayNotInvite' },
      })
    const made: InvitationRow = {
      nonce: toHex(nonce),
      community: id,
      inviter: signer.publicKey,
      link,
      note,
      created: now,
      expires: common.expires,
      uses: common.uses,
      used: 0,
      cancelled: false,
    }
    store.saveInvitation(made)
    this.events.emit('members', { id })
    return made
  }

  invitations(id: string): InvitationRow[] {
    return this.#o.store.invitations(this.#o.signer.publicKey, id)
  }

  /** From now on nobody is let in by this invitation; those whom it let in stay. */
  cancel(nonce: string): void {
    const { store, signer } = this.#o
    const row = store.invitation(nonce)
    if (!row || row.inviter !== signer.publicKey) throw new HyobanError('NOT_FOUND', 'There is no such invitation.')
    store.saveInvitation({ ...row, cancelled: true })
    this.events.emit('members', { id: row.community })
  }

  /** True if I may let others into a community. */
  mayInvite(row: MembershipRow): boolean {
    return row.policy === 'invitation' && row.state === 'member' && this.#depthLeft(row) > 0
  }

  /** Who let me in; null in an open community and for the founder. */
  inviter(row: MembershipRow): string | null {
    if (row.policy === 'open') return null
    if (row.state === 'waiting') return inviterIn(decodeInvitation(row.proof))
    return peopleOf(row.founder, this.#chain(row)).at(-2) ?? null
  }

  /** Everybody known in an invitation community, the founder first, then by depth and time. */
  members(id: string): Member[] {
    const row = this.#joined(id)
    if (row.policy === 'open') return []
    const found = new Map<string, Member>([[row.founder, { key: row.founder, inviter: null, depth: 0, since: null }]])
    const chains = row.state === 'member' ? [this.#chain(row)] : [decodeInvitation(row.proof).chain]
    for (const { chain } of this.#o.store.members(id)) chains.push(decodeChain(chain))
    for (const chain of chains.sort((a, b) => a.length - b.length)) {
      chain.forEach((link, i) => {
        if (!found.has(link.member))
          found.set(link.member, {
            key: link.member,
            inviter: chain[i - 1]?.member ?? row.founder,
            depth: i + 1,
            since: link.issued,
          })
      })
    }
    return [...found.values()].sort(
      (a, b) => a.depth - b.depth || (a.since ?? 0) - (b.since ?? 0) || (a.key < b.key ? -1 : 1),
    )
  }

  /** From the founder to `peer`, in each invitation community where it was met. */
  chainsOf(peer: string): { community: string; people: string[] }[] {
    return this.list()
      .filter(({ policy, state }) => policy === 'invitation' && state === 'member')
      .flatMap((row) => {
        const members = new Map(this.members(row.id).map((member) => [member.key, member]))
        return members.has(peer) ? [{ community: row.id, people: peopleTo(peer, members) }] : []
      })
  }

  /** Who let `peer` in, over all communities; empty for founders and strangers. */
  inviterOf(peer: string): string[] {
    return [
      ...new Set(
        this.chainsOf(peer)
          .map(({ people }) => people.at(-2))
          .filter((key) => key !== undefined),
      ),
    ]
  }

  /** Who else bears how much of each member's bad evidence: at most one entry a pair, the largest fraction. */
  blame(): Blame[] {
    const found = new Map<string, Blame>()
    for (const { id } of this.list().filter(({ policy, state }) => policy === 'invitation' && state === 'member')) {
      const members = new Map(this.members(id).map((member) => [member.key, member]))
      for (const key of members.keys()) {
        for (const one of blameOf(peopleTo(key, members))) {
          const before = found.get(one.subject + one.inviter)
          if (!before || before.fraction < one.fraction) found.set(one.subject + one.inviter, one)
        }
      }
    }
    return [...found.values()]
  }

  #gate(membership: MembershipRow): InvitationGate {
    const { store, signer, keys, clock, meeting } = this.#o
    const { id } = membership
    return new InvitationGate({
      membership,
      store,
      signer,
      keys,
      clock,
      onGranted: (chain) => {
        this.#save({ ...this.#joined(id), state: 'member', proof: encodeChain(chain) })
        this.#refusals.delete(id)
        this.#moved(id)
        meeting.renew(id)
      },
      onRefusal: (refusal) => {
        this.#refusals.set(id, refusal)
        this.events.emit('change', null)
      },
      onMember: () => this.events.emit('members', { id }),
      onAdmitted: () => this.events.emit('members', { id }),
    })
  }

  #enter(row: Omit<MembershipRow, 'joined' | 'muted'>): MembershipRow {
    if (this.list().length >= MAX_JOINED) {
      throw new HyobanError('BAD_INPUT', `A node can be in ${MAX_JOINED} communities at a time.`, {
        hint: 'Leave one first.',
        details: {
          problem: 'tooMany',
          max: MAX_JOINED,
        },
      })
    }
    const whole: MembershipRow = { ...row, joined: Math.round(this.#o.clock.now()), muted: false }
    this.#refusals.delete(row.id)
    // A community that is joined again goes to the end of the list.
    this.#rows.delete(row.id)
    this.#save(whole)
    this.#moved(row.id)
    return whole
  }

  #save(row: MembershipRow): void {
    this.#rows.set(row.id, row)
    this.#o.store.save(row)
  }

  #moved(id: string): void {
    this.apply()
    this.events.emit('moved', { id })
    this.events.emit('change', null)
  }

  #joined(id: string): MembershipRow {
    const row = this.#rows.get(id)
    if (!row || row.state === 'left')
      throw new HyobanError('NOT_FOUND', 'You are not in this community.', { hint: 'Join it first.' })
    return row
  }

  #chain(row: MembershipRow): Chain {
    return row.proof.byteLength === 0 ? [] : decodeChain(row.proof)
  }

  #depthLeft(row: MembershipRow): number {
    if (row.policy !== 'invitation')
      throw new HyobanError('BAD_INPUT', 'An open community needs no invitations.', {
        hint: 'Tell people its name.',
        details: {
          problem: 'open',
        },
      })
    if (row.state !== 'member')
      throw new HyobanError('BAD_INPUT', 'You have not been let in yet.', {
        hint: 'Wait until your inviter is online.',
        details: {
          problem: 'waiting',
        },
      })
    return depthLeft(this.#chain(row))
  }
}

/** From the founder down to a member. */
function peopleTo(member: string, members: ReadonlyMap<string, Member>): string[] {
  const people: string[] = []
  for (
    let key: string | null = member;
    key !== null && people.length <= members.size;
    key = members.get(key)?.inviter ?? null
  )
    people.unshift(key)
  return people
}
