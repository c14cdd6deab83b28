import { LRUCache } from 'lru-cache'
import type { Clock } from '../base/clock.ts'
import type { Logs } from '../logs/logs.ts'
import { MAX_RATINGS } from '../logs/rating-logs.ts'
import type { Overlay } from '../network/overlay.ts'
import { logHeadsProtocol } from '../protocol/log-heads.ts'
import type { Peers } from '../peers/peers.ts'
import { Gossip } from '../ratings/equivocation/gossip.ts'
import type { Ratings } from '../ratings/ratings.ts'
import { limitCatalogueChanges } from './catalogue-changes.ts'

/** Rating logs followed at a time, those of connected peers included. */
const MAX_LOGS = 512
/** Blocks of logs of peers that are away, in all, before a further one is followed: under 1 GiB. */
const MAX_BLOCKS = 1_000_000
/** Logs that broke a limit, remembered so as not to be read again. */
const MAX_REFUSED = 10_000
/**
 * Proofs that are kept against peers never met: anybody can make keys that contradict themselves, and each proof is
 * passed on.
 */
const MAX_PROVEN_STRANGERS = 1024

/** True if a proof against a peer is to be kept: it was met, or there is room among the strangers. */
export function keepsProof(
  peer: string,
  proven: readonly { peer: string }[],
  isMet: (peer: string) => boolean,
  most = MAX_PROVEN_STRANGERS,
): boolean {
  return isMet(peer) || proven.reduce((strangers, one) => strangers + (isMet(one.peer) ? 0 : 1), 0) < most
}

interface FollowingParts {
  overlay: Overlay
  logs: Logs
  peers: Peers
  ratings: Ratings
  clock: Clock
}

/**
 * Follows the catalogue of each connected peer, and the rating log of everybody met or rated, connected or not, within
 * a budget: whoever of
 * the neighbours has such a log serves it. Logs are read on from where the store has come to. Returns what ends it.
 */
export function followPeers({ overlay, logs, peers, ratings, clock }: FollowingParts): () => void {
  /** Logs that broke a limit: whatever neighbours say of them, they are not read again until the cache is. */
  const refused = new LRUCache<string, true>({ max: MAX_REFUSED })
  const followRatings = (key: string): void =>
    refused.has(key)
      ? undefined
      : logs.ratings.follow(key, ratings.position(key), (peer, from, blocks) => ratings.ingest(peer, from, blocks))
  const follows = (key: string): boolean => logs.ratings.following.includes(key)
  const isMet = (key: string): boolean => (peers.get(key)?.lastSeen ?? 0) > 0
  /** Makes room: who has been away longest is followed no longer. */
  const keepBudget = (): void => {
    const { following } = logs.ratings
    if (following.length <= MAX_LOGS) return
    const away = following
      .filter((key) => !overlay.peers.has(key))
      .sort((a, b) => (peers.get(a)?.lastSeen ?? 0) - (peers.get(b)?.lastSeen ?? 0))
    for (const key of away.slice(0, following.length - MAX_LOGS)) void logs.ratings.unfollow(key)
  }
  for (const { key } of peers
    .all()
    .sort((a, b) => b.lastSeen - a.lastSeen)
    .slice(0, MAX_LOGS))
    if (!ratings.decisions.conflict(key)) followRatings(key)
  overlay.onConnection((stream) => logs.replicate(stream))
  const mayFollow = limitCatalogueChanges(clock)
  const followCatalogue = (peer: string, key: Uint8Array): void => {
    if (mayFollow(peer, key)) logs.catalogue.follow(peer, key)
  }
  const gossip = new Gossip({
    hub: overlay.protocol(logHeadsProtocol),
    logs: logs.ratings,
    clock,
    conflicts: () => ratings.decisions.conflicts(),
    prove: (conflict) =>
      conflict.peer !== overlay.publicKeyHex &&
      keepsProof(conflict.peer, ratings.decisions.conflicts(), isMet) &&
      ratings.decisions.prove(conflict),
    // a stranger's log is of no use: nobody knows it, and it was neither met nor rated
    onHeld: (key) => {
      if (key === overlay.publicKeyHex || follows(key) || logs.ratings.following.length >= MAX_LOGS) return
      if (logs.ratings.heads().reduce((sum, { length }) => sum + Math.min(length, MAX_RATINGS), 0) >= MAX_BLOCKS) return
      if (ratings.decisions.conflict(key) === null && (peers.get(key) || ratings.trustOf(key).count > 0))
        followRatings(key)
    },
  })
  logs.ratings.on('conflict', ({ peer, length, fork, own, split }) => {
    if (!own) gossip.conflict(peer, length, fork, split)
  })
  logs.ratings.on('refused', ({ peer, kind }) => {
    refused.set(peer, true)
    ratings.countIgnored(peer, kind)
  })
  logs.ratings.on('stalled', ({ peer }) => ratings.countIgnored(peer, 'stalled'))
  ratings.decisions.events.on('proven', ({ peer }) => {
    // what it says from now on could be either story
    ratings.countIgnored(peer, 'conflict')
    void logs.ratings.unfollow(peer)
  })
  overlay.on('peer', ({ key, hello }) => {
    peers.joined(key, hello.name)
    if (!follows(key) && !ratings.decisions.conflict(key)) followRatings(key)
    keepBudget()
    followCatalogue(key, hello.catalogueKey)
  })
  overlay.on('hello', ({ key, hello }) => {
    peers.joined(key, hello.name)
    followCatalogue(key, hello.catalogueKey)
  })
  overlay.on('peerLeft', ({ key }) => {
    peers.left(key)
    void logs.catalogue.unfollow(key)
  })
  ratings.events.on('rebuilt', ({ logs: read }) => {
    refused.clear()
    // also those followed no longer: what they said was counted, and lies on this disk
    for (const key of new Set([...logs.ratings.following, ...read]))
      if (key !== overlay.publicKeyHex && !ratings.decisions.conflict(key)) followRatings(key)
  })
  return () => gossip.close()
}
