import { BoundedMap } from '../base/bounded-map.ts'
import type { Clock } from '../base/clock.ts'
import type { Subscribable } from '../base/emitter.ts'
import { HyobanError } from '../base/errors.ts'
import { live } from '../base/live.ts'
import type { Handlers } from '../contract/handlers.ts'
import type { PeerDetail, PeerRow, Sentence } from '../contract/peers.ts'
import type { PeerBadge } from '../contract/trust.ts'
import type { PeerNames } from './names.ts'
import type { PeerRegistry } from './peers.ts'
import type { PeerTrust, ShareCounts } from './peer-trust.ts'

/** Rows change with every rating; a screen needs no more than this. */
const REFRESH_MS = 400
/** The page of one peer: a new rating shows while one looks (under 200 ms with all there is on the way). */
const DETAIL_MS = 80
/** The graph is drawn anew less often. */
const GRAPH_MS = 2000
/** Explanations kept at hand. */
const MAX_EXPLAINED = 20_000

export interface PeerHandlersOptions {
  /** My own public key. */
  self: string
  peers: PeerRegistry
  names: PeerNames
  trust: PeerTrust
  catalogues: {
    index: ShareCounts
    /** Emits the peer when the files that it shares have changed. */
    indexer: { readonly events: Subscribable<{ change: { peer: string } }> }
  }
  transfers: { list(): { id: string; peer: { publicKey: string } }[] }
  clock: Clock
}

/** The contract's `peers`: who is there, how far each can be trusted, and why. */
export function peerHandlers({
  self,
  peers,
  names,
  trust,
  catalogues,
  transfers,
  clock,
}: PeerHandlersOptions): Handlers['peers'] {
  const { decisions } = trust
  const named = (key: string) => names.named(key)
  const badge = (key: string): PeerBadge => ({ ...names.named(key), trust: trust.trustOf(key) })
  const row = (key: string): PeerRow => {
    const met = peers.get(key)
    const { files, bytes } = catalogues.index.sharesOf(key)
    return {
      ...names.named(key),
      trust: trust.trustOf(key),
      online: key === self || peers.isOnline(key),
      lastSeen: met && met.lastSeen > 0 ? met.lastSeen : null,
      sharedFiles: files,
      sharedBytes: bytes,
      given: met?.given ?? 0,
      received: met?.received ?? 0,
      history: trust.history(key),
      sources: explained(key).sources,
      excludedSince: trust.excludedSince(key),
      excludedBy: peers.excludedBy(key),
      conflict: decisions.conflict(key) !== null,
    }
  }
  /** Explaining looks far ahead: who stands as before is not explained anew. */
  const known = new BoundedMap<string, { stamp: string; sentence: Sentence; sources: PeerRow['sources'] }>(
    MAX_EXPLAINED,
  )
  const explained = (key: string): { sentence: Sentence; sources: PeerRow['sources'] } => {
    const { u, low, high, count, by } = trust.trustOf(key)
    const stamp = [trust.mode, u, low, high, count, by, decisions.override(key)?.until].join()
    const before = known.get(key)
    if (before?.stamp === stamp) return before
    const { sentence, sources } = trust.explain(key, named)
    const now = {
      stamp,
      sentence,
      sources: { you: sources.you.count, trusted: sources.trusted.count, ignored: sources.ignored.count },
    }
    known.set(key, now)
    return now
  }
  const conflictOf = (key: string): PeerDetail['conflict'] => {
    const conflict = decisions.conflict(key)
    return conflict && { length: conflict.length, fork: conflict.fork, time: conflict.time }
  }
  const overrideOf = (key: string): PeerDetail['override'] => {
    const override = decisions.override(key)
    return override && { decision: override.decision, since: override.since, until: override.until }
  }
  const detail = (key: string): PeerDetail => ({
    peer: row(key),
    timeline: trust.timeline(key),
    ratings: trust
      .ratingsOf(key)
      .map(({ rater, ...rating }) => ({ ...rating, rater: names.named(rater), own: rater === self })),
    explanation: trust.explain(key, named),
    override: overrideOf(key),
    conflict: conflictOf(key),
    formula: { ...trust.formula, recentCount: trust.recentCount(key) },
  })
  const watch = <T>(
    read: () => T,
    signal: AbortSignal,
    concerns: (key: string) => boolean,
    intervalMs = REFRESH_MS,
  ): AsyncGenerator<T, void, void> =>
    live(
      {
        read,
        clock,
        intervalMs,
        subscribe: (changed) => {
          const offPeers = peers.events.on('change', ({ key }) => concerns(key) && changed())
          const offTrust = trust.onTrust((key) => concerns(key) && changed())
          const offShares = catalogues.indexer.events.on('change', ({ peer }) => concerns(peer) && changed())
          return () => {
            offPeers()
            offTrust()
            offShares()
          }
        },
      },
      signal,
    )
  return {
    list: (_input, { signal }) =>
      watch(
        () =>
          peers
            .all()
            .filter(({ key }) => key !== self)
            .map(({ key }) => row(key)),
        signal,
        () => true,
      ),
    detail: ({ publicKey }, { signal }) => {
      if (!peers.get(publicKey))
        throw new HyobanError('NOT_FOUND', 'This peer was never met.', { hint: 'Go back to the list of peers.' })
      return watch(
        () => detail(publicKey),
        signal,
        (key) => key === publicKey,
        DETAIL_MS,
      )
    },
    myself: (_input, { signal }) =>
      watch(
        () => row(self),
        signal,
        (key) => key === self,
      ),
    rate: async ({ publicKey, score, comment }) => {
      if (publicKey === self)
        throw new HyobanError('BAD_INPUT', 'Nobody can rate themselves.', { hint: 'Choose another peer.' })
      if (!peers.get(publicKey))
        throw new HyobanError('NOT_FOUND', 'This peer was never met.', { hint: 'Go back to the list of peers.' })
      await trust.rateByHand(publicKey, score, comment)
    },
    correct: async ({ of, score, comment, reason }) => {
      if ('seq' in of) return trust.correct(of.seq, score, comment, reason)
      const seq = trust.ratedTransfer(of.transferId)
      if (seq !== null) return trust.correct(seq, score, comment, reason)
      const peer = transfers.list().find(({ id }) => id === of.transferId)?.peer.publicKey
      if (peer === undefined)
        throw new HyobanError('NOT_FOUND', 'This transfer is not in the list any more.', {
          hint: 'Rate the peer on its page.',
        })
      // without a receipt: it counts in my own view only
      await trust.rateByHand(peer, score, comment, reason === 'served' ? 'manual' : reason)
    },
    decide: ({ publicKey, decision, until }) => {
      if (publicKey === self)
        throw new HyobanError('BAD_INPUT', 'Nobody can exclude themselves.', { hint: 'Choose another peer.' })
      decisions.decide(publicKey, decision, until)
    },
    excluded: (_input, { signal }) =>
      watch(
        () =>
          decisions
            .excluded()
            .map((key) => {
              const { sentence, sources } = explained(key)
              return {
                peer: badge(key),
                online: peers.isOnline(key),
                since: trust.excludedSince(key) ?? 0,
                until: decisions.override(key)?.until ?? null,
                by: decisions.decision(key).by,
                reason: sentence,
                sources,
              }
            })
            .sort((a, b) => b.since - a.since),
        signal,
        () => true,
      ),
    decisions: ({ publicKey, limit }, { signal }) =>
      watch(
        () => decisions.history(publicKey, limit).map((row) => ({ ...row, peer: named(row.peer) })),
        signal,
        (key) => publicKey === null || key === publicKey,
      ),
    graph: (_input, { signal }) =>
      watch(
        () => {
          const { nodes, edges, more } = trust.graph()
          return {
            nodes: nodes.map((key) => ({
              ...badge(key),
              online: key === self || peers.isOnline(key),
              me: key === self,
            })),
            edges,
            more,
          }
        },
        signal,
        () => true,
        GRAPH_MS,
      ),
    receipt: ({ rater, seq }) => trust.open(rater, seq, named),
    ignored: (_input, { signal }) =>
      watch(
        () => {
          const reasons = Object.entries(trust.ignored())
            .map(([reason, count]) => ({ reason: reason as keyof ReturnType<PeerTrust['ignored']>, count }))
            .sort((a, b) => b.count - a.count)
          return { total: reasons.reduce((sum, { count }) => sum + count, 0), reasons }
        },
        signal,
        () => true,
        GRAPH_MS,
      ),
  }
}
