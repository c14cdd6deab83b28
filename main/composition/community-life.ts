import type { Blame } from '../communities/blame.ts'
import { Communities } from '../communities/communities.ts'
import { communityHandlers } from '../communities/handlers.ts'
import { oneTimeKeys } from '../communities/keys.ts'
import type { Clock } from '../base/clock.ts'
import { toHex } from '../base/hex.ts'
import type { Handlers } from '../contract/handlers.ts'
import { sign } from '../identity/signature.ts'
import type { Overlay } from '../network/overlay.ts'
import { normaliseCommunity, topicOf } from '../network/discovery/topic.ts'
import type { PeerNames } from '../peers/names.ts'
import { CommunitiesStore } from '../store/communities-store.ts'
import type { Database } from '../store/database.ts'
import type { Signer } from '../domain/signer.ts'

const BLAME_MS = 500

export interface CommunityParts {
  database: Database
  overlay: Overlay
  signer: Signer
  names: PeerNames
  clock: Clock
  /** Asked for on the command line: joined at each start. */
  wanted?: string
  /** The one community of a node from before there could be several; joined if there was none since. */
  former: string
  /** Who shares the blame for whom, now and whenever that changes. */
  shareBlame: (shares: Blame[]) => void
}

/** The communities of a node, told to its overlay, and their part of the contract. */
export function liveInCommunities({
  database,
  overlay,
  signer,
  names,
  clock,
  wanted,
  former,
  shareBlame,
}: CommunityParts): { communities: Communities; handlers: Handlers['communities']; close(): void } {
  const communities = new Communities({
    store: new CommunitiesStore(database),
    meeting: overlay,
    keys: oneTimeKeys(sign),
    signer,
    clock,
    openTopic: (name) => ({ id: toHex(topicOf(name)), name: normaliseCommunity(name) }),
  })
  if (wanted) communities.join(wanted)
  else if (communities.untouched && former) communities.join(former)
  communities.apply()
  let due = (): void => {}
  const tell = (): void => {
    due()
    // Members come in bunches when a community is joined.
    due = clock.after(BLAME_MS, () => shareBlame(communities.blame()))
  }
  communities.events.on('moved', tell)
  communities.events.on('members', tell)
  shareBlame(communities.blame())
  const handlers = communityHandlers({
    communities,
    self: signer.publicKey,
    named: (key) => names.named(key),
    meeting: overlay,
    clock,
    onPeers: (changed) => {
      const offs = [overlay.on('peer', changed), overlay.on('hello', changed), overlay.on('peerLeft', changed)]
      return () => offs.forEach((off) => off())
    },
  })
  return { communities, handlers, close: () => due() }
}

/** What the one-community setting stands for now: a name joins that one too, none leaves the one it named before. */
export function followSetting(communities: Communities, before: string, after: string): void {
  if (after !== '') return void communities.join(after)
  if (before === '') return
  const id = toHex(topicOf(before))
  if (communities.list().some((row) => row.id === id)) communities.leave(id)
}
