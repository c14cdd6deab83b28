import type { Community, CommunityMember, InvitationView } from '../../../main/contract/communities.ts'
import { useStream, type StreamView } from '../../client/use-stream.ts'

/** The communities joined. */
export const useCommunities = (): StreamView<Community[]> =>
  useStream('communities.list', (client, signal) => client.communities.list(undefined, { signal }))

/** The members of one, by the chains that they have shown. */
export const useMembers = (id: string): StreamView<CommunityMember[]> =>
  useStream(`communities.members:${id}`, (client, signal) => client.communities.members({ id }, { signal }))

/** The invitations that I gave for one. */
export const useInvitations = (id: string): StreamView<InvitationView[]> =>
  useStream(`communities.invitations:${id}`, (client, signal) => client.communities.invitations({ id }, { signal }))
