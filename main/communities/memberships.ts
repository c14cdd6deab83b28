import type { Clock } from '../base/clock.ts'
import { HyobanError } from '../base/errors.ts'
import type { AdmissionRefusal } from './credential.ts'
import type { CommunityStore } from './ports.ts'
import type { MembershipRow } from './records.ts'

/** Maximum concurrent communities: the handshake has no room for more. */
const MAX_JOINED = 16

/** The communities that an identity is or was in, in joining order. Cached in memory, written through. */
export class Memberships {
  readonly #store: Pick<CommunityStore, 'memberships' | 'save'>
  readonly #clock: Clock
  readonly #rows = new Map<string, MembershipRow>()
  readonly #refusals = new Map<string, AdmissionRefusal>()

  constructor(store: Pick<CommunityStore, 'memberships' | 'save'>, identity: string, clock: Clock) {
    this.#store = store
    this.#clock = clock
    for (const row of store.memberships(identity)) this.#rows.set(row.id, row)
  }

  /** Communities joined and not left. */
  joined(): MembershipRow[] {
    return [...this.#rows.values()].filter(({ state }) => state !== 'left')
  }

  /** True before the first community is joined. */
  get untouched(): boolean {
    return this.#rows.size === 0
  }

  /** A joined community; undefined if it is not joined. */
  find(id: string): MembershipRow | undefined {
    const row = this.#rows.get(id)
    return row?.state === 'left' ? undefined : row
  }

  /** A joined community. Throws NOT_FOUND. */
  get(id: string): MembershipRow {
    const row = this.find(id)
    if (!row) throw new HyobanError('NOT_FOUND', 'You are not in this community.', { hint: 'Join it first.' })
    return row
  }

  /** Appends a community, also one that was left before. Throws BAD_INPUT if there are too many. */
  add(row: Omit<MembershipRow, 'joined' | 'muted'>): MembershipRow {
    if (this.joined().length >= MAX_JOINED) {
      throw new HyobanError('BAD_INPUT', `You are already in ${MAX_JOINED} communities, the maximum.`, {
        hint: 'Leave one first.',
        details: { problem: 'tooMany', max: MAX_JOINED },
      })
    }
    const added: MembershipRow = { ...row, joined: Math.round(this.#clock.now()), muted: false }
    this.#rows.delete(row.id)
    this.#save(added)
    this.#refusals.delete(row.id)
    return added
  }

  /** Changes a joined community. Throws NOT_FOUND. */
  change(id: string, changes: Partial<Pick<MembershipRow, 'state' | 'muted' | 'proof'>>): void {
    this.#save({ ...this.get(id), ...changes })
    if (changes.state !== undefined) this.#refusals.delete(id)
  }

  /** Why the inviter refused a waiting membership; undefined if it has not. */
  refusal(id: string): AdmissionRefusal | undefined {
    return this.#refusals.get(id)
  }

  refuse(id: string, refusal: AdmissionRefusal): void {
    this.#refusals.set(id, refusal)
  }

  #save(row: MembershipRow): void {
    this.#rows.set(row.id, row)
    this.#store.save(row)
  }
}
