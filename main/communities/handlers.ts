import type { Clock } from '../base/clock.ts'
import type { Subscribable } from '../base/emitter.ts'
import { live } from '../base/live.ts'
import type { Community, InvitationView } from '../contract/communities.ts'
import type { Handlers } from '../contract/handlers.ts'
import type { NamedPeer } from '../contract/peers.ts'
import type { Communities } from './communities.ts'
import type { Meeting } from './ports.ts'
import type { InvitationRow, MembershipRow } from './records.ts'

const REFRESH_MS = 300
const HOUR_MS = 3_600_000

export interface CommunityHandlersOptions {
  communities: Communities
  self: string
  names: { named(key: string): NamedPeer }
  meeting: Pick<Meeting, 'peers'> & Subscribable<{ peer: unknown; hello: unknown; peerLeft: unknown }>
  clock: Clock
}

/** The contract's `communities`. */
export function communityHandlers({
  communities,
  self,
  names,
  meeting,
  clock,
}: CommunityHandlersOptions): Handlers['communities'] {
  const named = (key: string): NamedPeer => names.named(key)
  const online = (id: string): number => [...meeting.peers.values()].filter((peer) => peer.communities.has(id)).length
  const view = (row: MembershipRow): Community => {
    const { id, name, policy, founder, state, joined, muted } = row
    const inviter = communities.inviter(row)
    return {
      id,
      name,
      policy,
      joined,
      muted,
      state: state === 'waiting' ? 'waiting' : 'member',
      problem: communities.refusal(id) ?? '',
      founder: founder ? named(founder) : null,
      inviter: inviter ? named(inviter) : null,
      peers: muted ? 0 : online(id),
      mayInvite: communities.mayInvite(row),
    }
  }
  const invitationView = ({
    nonce,
    link,
    note,
    created,
    expires,
    uses,
    used,
    cancelled,
  }: InvitationRow): InvitationView => ({
    nonce,
    link,
    note,
    created,
    expires,
    uses,
    used,
    state: cancelled ? 'cancelled' : used >= uses ? 'used' : clock.now() > expires ? 'expired' : 'open',
  })
  const watch = <T>(read: () => T, signal: AbortSignal): AsyncGenerator<T, void, void> =>
    live(
      {
        read,
        clock,
        intervalMs: REFRESH_MS,
        subscribe: (changed) => {
          const offs = [
            communities.events.on('change', changed),
            communities.events.on('members', changed),
            meeting.on('peer', changed),
            meeting.on('hello', changed),
            meeting.on('peerLeft', changed),
          ]
          return () => offs.forEach((off) => off())
        },
      },
      signal,
    )
  return {
    list: (_input, { signal }) => watch(() => communities.list().map(view), signal),
    create: ({ name, policy }) => view(policy === 'open' ? communities.join(name) : communities.found(name)),
    join: ({ name }) => view(communities.join(name)),
    leave: ({ id }) => communities.leave(id),
    mute: ({ id, muted }) => communities.mute(id, muted),
    inspect: ({ link }) => {
      const { invitation, inviter, known } = communities.inspect(link)
      return {
        name: invitation.name,
        founder: named(invitation.founder),
        inviter: named(inviter),
        expires: invitation.expires,
        direct: invitation.kind === 'key',
        known,
      }
    },
    accept: ({ link }) => view(communities.accept(link)),
    invite: ({ id, hours, uses, mayInvite, note, invitee }) =>
      invitationView(
        communities.invite(id, {
          expires: clock.now() + hours * HOUR_MS,
          uses,
          mayInvite,
          note,
          ...(invitee && { invitee }),
        }),
      ),
    invitations: ({ id }, { signal }) => watch(() => communities.invitations(id).map(invitationView), signal),
    cancelInvitation: ({ nonce }) => communities.cancel(nonce),
    members: ({ id }, { signal }) => {
      communities.members(id)
      return watch(() => {
        if (!communities.list().some((row) => row.id === id)) return []
        return communities.members(id).map(({ key, inviter, depth, since }) => ({
          ...named(key),
          inviter,
          depth,
          since,
          self: key === self,
          online: key === self || (meeting.peers.get(key)?.communities.has(id) ?? false),
        }))
      }, signal)
    },
  }
}
