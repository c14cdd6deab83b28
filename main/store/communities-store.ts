import type { CommunityStore } from '../communities/ports.ts'
import type { InvitationRow, MemberRow, MembershipRow } from '../communities/records.ts'
import type { Database } from './database.ts'

type Flagged<T, K extends keyof T> = Omit<T, K> & Record<K, number>

/** The tables of communities, invitations and members. */
export class CommunitiesStore implements CommunityStore {
  readonly #database: Database
  readonly #memberships
  readonly #save
  readonly #invitations
  readonly #invitation
  readonly #saveInvitation
  readonly #admission
  readonly #use
  readonly #admit
  readonly #members
  readonly #saveMember

  constructor(database: Database) {
    this.#database = database
    this.#memberships = database.prepare<[string], Flagged<MembershipRow, 'muted'>>(
      "SELECT * FROM communities WHERE identity IN ('', ?) ORDER BY joined, id",
    )
    this.#save = database.prepare<
      [Flagged<MembershipRow, 'muted'>]
    >(`INSERT OR REPLACE INTO communities (id, identity, name, policy, founder, state, muted, joined, proof)
      VALUES (@id, @identity, @name, @policy, @founder, @state, @muted, @joined, @proof)`)
    this.#invitations = database.prepare<[string, string], Flagged<InvitationRow, 'cancelled'>>(
      'SELECT * FROM invitations WHERE inviter = ? AND community = ? ORDER BY created DESC, nonce',
    )
    this.#invitation = database.prepare<[string], Flagged<InvitationRow, 'cancelled'>>(
      'SELECT * FROM invitations WHERE nonce = ?',
    )
    this.#saveInvitation = database.prepare<
      [Flagged<InvitationRow, 'cancelled'>]
    >(`INSERT INTO invitations (nonce, community, inviter, link, note, created, expires, uses, used, cancelled)
      VALUES (@nonce, @community, @inviter, @link, @note, @created, @expires, @uses, @used, @cancelled)
      ON CONFLICT (nonce) DO UPDATE SET note = excluded.note, cancelled = excluded.cancelled`)
    this.#admission = database.prepare<[string, string], { chain: Uint8Array }>(
      'SELECT chain FROM admissions WHERE nonce = ? AND member = ?',
    )
    this.#use = database.prepare<[string]>('UPDATE invitations SET used = used + 1 WHERE nonce = ?')
    this.#admit = database.prepare<[string, string, Uint8Array]>(
      'INSERT INTO admissions (nonce, member, chain) VALUES (?, ?, ?)',
    )
    this.#members = database.prepare<[string], MemberRow>('SELECT * FROM members WHERE community = ? ORDER BY member')
    this.#saveMember = database.prepare<[MemberRow]>(
      'INSERT OR REPLACE INTO members (community, member, chain, seen) VALUES (@community, @member, @chain, @seen)',
    )
  }

  memberships(identity: string): MembershipRow[] {
    return this.#memberships.all(identity).map((row) => ({ ...row, muted: row.muted !== 0 }))
  }

  save(row: MembershipRow): void {
    this.#database.durable(() => this.#save.run({ ...row, muted: row.muted ? 1 : 0 }))
  }

  invitations(inviter: string, community: string): InvitationRow[] {
    return this.#invitations.all(inviter, community).map(plain)
  }

  invitation(nonce: string): InvitationRow | undefined {
    const row = this.#invitation.get(nonce)
    return row && plain(row)
  }

  saveInvitation(row: InvitationRow): void {
    this.#database.durable(() => this.#saveInvitation.run({ ...row, cancelled: row.cancelled ? 1 : 0 }))
  }

  admission(nonce: string, member: string): Uint8Array | undefined {
    return this.#admission.get(nonce, member)?.chain
  }

  admit(nonce: string, member: string, certificate: Uint8Array): void {
    this.#database.durable(() => {
      this.#admit.run(nonce, member, certificate)
      this.#use.run(nonce)
    })
  }

  members(community: string): MemberRow[] {
    return this.#members.all(community)
  }

  saveMember(row: MemberRow): void {
    const stored = { ...row, seen: Math.round(row.seen) }
    this.#database.later(`member ${row.community} ${row.member}`, () => this.#saveMember.run(stored))
  }
}

function plain(row: Flagged<InvitationRow, 'cancelled'>): InvitationRow {
  return { ...row, cancelled: row.cancelled !== 0 }
}
