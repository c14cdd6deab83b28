import type { CommunityMember, Invitation } from '../../../main/contract/communities.ts'
import { useStream, type StreamView } from '../../client/streams/use-stream.ts'

/** The members of one, by the chains that they have shown. */
export const useMembers = (id: string): StreamView<CommunityMember[]> =>
  useStream(`communities.members:${id}`, (client, signal) => client.communities.members({ id }, { signal }))

/** The invitations that I gave for one. */
export const useInvitations = (id: string): StreamView<Invitation[]> =>
  useStream(`communities.invitations:${id}`, (client, signal) => client.communities.invitations({ id }, { signal }))
