import type { CommunityMember, InvitationView } from '../../../main/contract/communities.ts'
import { useStream, type StreamView } from '../../client/streams/use-stream.ts'

/** Members of a community, by the membership chains that they have presented. */
export const useMembers = (id: string): StreamView<CommunityMember[]> =>
  useStream(`communities.members:${id}`, (client, signal) => client.communities.members({ id }, { signal }))

/** Invitations that the user issued for a community. */
export const useInvitations = (id: string): StreamView<InvitationView[]> =>
  useStream(`communities.invitations:${id}`, (client, signal) => client.communities.invitations({ id }, { signal }))
