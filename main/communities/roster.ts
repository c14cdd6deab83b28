import { type Blame, blameOf } from './blame.ts'
import { decodeChain, decodeProof } from './chain.ts'
import { decodeInvitation } from './invitation.ts'
import type { CommunityStore } from './ports.ts'
import type { MembershipRow } from './records.ts'

/** A member according to its chain of certificates. */
export interface Member {
  key: string
  /** Who admitted it; null for the founder. */
  inviter: string | null
  /** Steps from the founder. */
  depth: number
  /** When it was admitted, ms since the epoch; null for the founder. */
  since: number | null
}

/** All known members of an invitation community: the founder, then by depth and time. Empty for an open community. */
export function membersOf(row: MembershipRow, store: Pick<CommunityStore, 'members'>): Member[] {
  if (row.policy === 'open') return []
  const found = new Map<string, Member>([[row.founder, { key: row.founder, inviter: null, depth: 0, since: null }]])
  const chains = [row.state === 'member' ? decodeProof(row.proof) : decodeInvitation(row.proof).chain]
  for (const { chain } of store.members(row.id)) chains.push(decodeChain(chain))
  for (const chain of chains.sort((a, b) => a.length - b.length)) {
    chain.forEach((link, i) => {
      if (found.has(link.member)) return
      const inviter = chain[i - 1]?.member ?? row.founder
      found.set(link.member, { key: link.member, inviter, depth: i + 1, since: link.issued })
    })
  }
  return [...found.values()].sort(
    (a, b) => a.depth - b.depth || (a.since ?? 0) - (b.since ?? 0) || (a.key < b.key ? -1 : 1),
  )
}

/**
 * The shares of blame over all invitation communities of which this node is a member: one entry per pair, with the
 * largest fraction.
 */
export function sharedBlame(rows: readonly MembershipRow[], store: Pick<CommunityStore, 'members'>): Blame[] {
  const found = new Map<string, Blame>()
  for (const row of rows.filter(({ policy, state }) => policy === 'invitation' && state === 'member')) {
    const members = new Map(membersOf(row, store).map((member) => [member.key, member]))
    for (const blame of [...members.keys()].flatMap((key) => blameOf(pathTo(key, members)))) {
      const pair = blame.subject + blame.inviter
      const before = found.get(pair)
      if (!before || before.fraction < blame.fraction) found.set(pair, blame)
    }
  }
  return [...found.values()]
}

/** The keys from the founder down to a member. */
function pathTo(member: string, members: ReadonlyMap<string, Member>): string[] {
  const path: string[] = []
  let key: string | null = member
  while (key !== null && path.length <= members.size) {
    path.unshift(key)
    key = members.get(key)?.inviter ?? null
  }
  return path
}
