import { Emitter } from '../base/emitter.ts'
import { toHex } from '../base/hex.ts'
import { Communities } from '../communities/communities.ts'
import { oneTimeKeys } from '../communities/keys.ts'
import { SharedBlame } from '../communities/shared-blame.ts'
import { epochOf, type LogName } from '../domain/rating-log/log-name.ts'
import { sign } from '../identity/signature.ts'
import { MAX_RATINGS } from '../logs/rating-logs.ts'
import { normaliseCommunity, topicOf } from '../network/discovery/topic.ts'
import { Overlay } from '../network/overlay.ts'
import type { NodeOptions } from '../node.ts'
import { trackPresence } from '../peers/presence.ts'
import { Sightings } from '../peers/sightings.ts'
import { isTrustedPeer } from '../peers/trusted-peers.ts'
import { logOf } from '../domain/signed-head.ts'
import { logHeadsProtocol } from '../protocol/log-heads.ts'
import { logRestartsProtocol } from '../protocol/log-restarts.ts'
import { Gossip } from '../ratings/equivocation/gossip.ts'
import { ProofAdmission } from '../ratings/equivocation/proof-admission.ts'
import { exclusionReason } from '../ratings/exclusion-enforcer.ts'
import { RestartExchange } from '../ratings/restarts/restart-exchange.ts'
import { LogSubscriptions } from '../ratings/ingest/log-subscriptions.ts'
import { followCatalogues } from '../search/replication/catalogue-subscriptions.ts'
import { CommunitiesStore } from '../store/communities-store.ts'
import { SqliteSightingStore } from '../store/sightings-store.ts'
import packageJson from '../../package.json' with { type: 'json' }
import type { NodeParts } from './parts.ts'

type Foundations = Pick<NodeParts, 'ground' | 'profile' | 'trust'>

/** The connections to peers, and the communities in which peers meet. */
export interface NetworkParts {
  overlay: Overlay
  communities: Communities
  /** Heads of logs that neighbours have, and proofs against logs of this node. */
  heads: Gossip['events']
}

/** Builds the network without going online, and replicates logs over each connection. */
export function composeNetwork(options: NodeOptions, parts: Foundations): NetworkParts {
  const overlay = openOverlay(options, parts)
  const communities = openCommunities(options, parts, overlay)
  return { overlay, communities, heads: followLogs(parts, overlay) }
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

/**
 * Follows the logs of peers: ratings for trust, catalogues for search. Gossip detects rewritten logs; it is about first
 * logs on one protocol, which old versions know, and about later ones on another.
 */
function followLogs(
  { ground, profile: { peers }, trust: { ratings, restarts } }: Foundations,
  overlay: Overlay,
): NetworkParts['heads'] {
  const { self, database, logs, clock, log, teardown } = ground
  overlay.onConnection((stream, peer) => logs.replicate(stream, peer))
  const sightings = new Sightings(new SqliteSightingStore(database), clock)
  teardown.add('sightings', () => sightings.close())
  trackPresence(overlay, peers, sightings)
  const subscriptions = new LogSubscriptions({
    self,
    logs: logs.ratings,
    restarts,
    ratings,
    peers,
    overlay,
    maxLogBlocks: MAX_RATINGS,
    log,
  })
  followCatalogues(overlay, logs.catalogue, clock)
  const isRated = (peer: string): boolean => ratings.trustOf(peer).count > 0
  const isExcused = (one: LogName): boolean => restarts.isExcused(one)
  const proofs = new ProofAdmission({ self, decisions: ratings.decisions, peers, isRated, isExcused })
  const shared = { self, logs: logs.ratings, proofs, subscriptions, clock }
  const isFirst = (one: LogName): boolean => epochOf(one) === 0
  const first = new Gossip({ ...shared, hub: overlay.protocol(logHeadsProtocol), carries: isFirst })
  // a peer that is excluded for two histories of its log can still say that it continues in another
  const hub = overlay.protocol(logRestartsProtocol, { excluded: true })
  const exchange = new RestartExchange({ self, hub, restarts, peers, isRated, clock })
  const later = new Gossip({ ...shared, hub, carries: (one) => !isFirst(one) })
  const heads: NetworkParts['heads'] = new Emitter()
  for (const gossip of [first, later]) {
    teardown.add('gossip', () => gossip.close())
    gossip.events.on('head', (found) => {
      logs.ratings.offered(found.from, logOf(found.head))
      heads.emit('head', found)
    })
    gossip.events.on('ownConflict', (found) => heads.emit('ownConflict', found))
  }
  teardown.add('restarts of logs', () => exchange.close())
  const gossipOf = (one: LogName): Gossip => (isFirst(one) ? first : later)
  const known = (peer: string): void => [first, later].forEach((gossip) => gossip.known(peer))
  overlay.on('peer', ({ key }) => known(key))
  ratings.onTrust(known)
  logs.ratings.on('conflict', ({ log: one, length, fork, own, split }) => {
    if (!own) gossipOf(one).conflict(one, length, fork, split)
  })
  return heads
}
