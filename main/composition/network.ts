import { toHex } from '../base/hex.ts'
import { Communities } from '../communities/communities.ts'
import { oneTimeKeys } from '../communities/keys.ts'
import { SharedBlame } from '../communities/shared-blame.ts'
import { sign } from '../identity/signature.ts'
import { MAX_RATINGS } from '../logs/rating-logs.ts'
import { normaliseCommunity, topicOf } from '../network/discovery/topic.ts'
import { Overlay } from '../network/overlay.ts'
import type { NodeOptions } from '../node.ts'
import { trackPresence } from '../peers/presence.ts'
import { isTrustedPeer } from '../peers/trusted-peers.ts'
import { logHeadsProtocol } from '../protocol/log-heads.ts'
import { Gossip } from '../ratings/equivocation/gossip.ts'
import { ProofAdmission } from '../ratings/equivocation/proof-admission.ts'
import { exclusionReason } from '../ratings/exclusion-enforcer.ts'
import { LogSubscriptions } from '../ratings/ingest/log-subscriptions.ts'
import { followCatalogues } from '../search/replication/catalogue-subscriptions.ts'
import { CommunitiesStore } from '../store/communities-store.ts'
import packageJson from '../../package.json' with { type: 'json' }
import type { NodeParts } from './parts.ts'

type Foundations = Pick<NodeParts, 'ground' | 'profile' | 'trust'>

/** The connections to peers, and the communities in which peers meet. */
export interface NetworkParts {
  overlay: Overlay
  communities: Communities
  gossip: Gossip
}

/** Builds the network without going online, and replicates logs over each connection. */
export function composeNetwork(options: NodeOptions, parts: Foundations): NetworkParts {
  const overlay = openOverlay(options, parts)
  const communities = openCommunities(options, parts, overlay)
  return { overlay, communities, gossip: followLogs(parts, overlay) }
}

function openOverlay(
  { bootstrap, host, wants }: NodeOptions,
  { ground, profile: { settings, peers }, trust: { ratings } }: Foundations,
): Overlay {
  const { identity, logs, clock, log, teardown } = ground
  const overlay = new Overlay({
    keyPair: identity,
    appVersion: packageJson.version,
    dht: { bootstrap, host },
    policy: {
      firewall: (peer) => ratings.isExcluded(peer),
      exclusionReason: (peer) => exclusionReason(ratings.decisions, peer),
      trusts: (peer) => isTrustedPeer(peer, { peers, decisions: ratings.decisions }),
      wants,
    },
    clock,
    log,
  })
  teardown.add('overlay', () => overlay.destroy())
  const announce = (): void => overlay.announce({ name: settings.values.name, catalogueKey: logs.catalogue.own.key })
  announce()
  settings.events.on('change', announce)
  return overlay
}

function openCommunities(
  { setup = {} }: NodeOptions,
  { ground, profile: { settings }, trust: { ratings } }: Foundations,
  overlay: Overlay,
): Communities {
  const { database, signer, clock, teardown } = ground
  const communities = new Communities({
    store: new CommunitiesStore(database),
    signer,
    keys: oneTimeKeys(sign),
    meeting: overlay,
    openTopic: (name) => ({ id: toHex(topicOf(name)), name: normaliseCommunity(name) }),
    clock,
  })
  communities.start({ wanted: setup.community, former: settings.values.community })
  const blame = new SharedBlame(communities, ratings, clock)
  teardown.add('communities', () => blame.close())
  return communities
}

/** Follows the logs of peers: ratings for trust, catalogues for search. Gossip detects rewritten logs. */
function followLogs({ ground, profile: { peers }, trust: { ratings } }: Foundations, overlay: Overlay): Gossip {
  const { self, logs, clock, log, teardown } = ground
  overlay.onConnection((stream, peer) => logs.replicate(stream, peer))
  trackPresence(overlay, peers)
  const subscriptions = new LogSubscriptions({
    self,
    logs: logs.ratings,
    ratings,
    peers,
    overlay,
    maxLogBlocks: MAX_RATINGS,
    log,
  })
  followCatalogues(overlay, logs.catalogue, clock)
  const isRated = (peer: string): boolean => ratings.trustOf(peer).count > 0
  const proofs = new ProofAdmission({ self, decisions: ratings.decisions, peers, isRated })
  const hub = overlay.protocol(logHeadsProtocol)
  const gossip = new Gossip({ hub, logs: logs.ratings, proofs, subscriptions, clock })
  teardown.add('gossip', () => gossip.close())
  overlay.on('peer', ({ key }) => gossip.known(key))
  gossip.events.on('head', ({ from, head }) => logs.ratings.offered(from, head.peer))
  ratings.onTrust((peer) => gossip.known(peer))
  logs.ratings.on('conflict', ({ peer, length, fork, own, split }) => {
    if (!own) gossip.conflict(peer, length, fork, split)
  })
  return gossip
}
