import type { Clock } from '../base/clock.ts'
import type { Subscribable } from '../base/emitter.ts'
import { HyobanError } from '../base/errors.ts'
import { live } from '../base/live.ts'
import type { Handlers } from '../contract/handlers.ts'
import type { NamedPeer } from '../contract/peers.ts'
import type { PeerNames } from './names.ts'
import type { PeerRegistry } from './peers.ts'
import type { DeclaredRestarts, PeerTrust, ShareCounts } from './peer-trust.ts'
import { type LimitsOfPeers, PeerViews } from './peer-views.ts'

/** Minimum interval between lists, in ms: rows change with every rating. */
const REFRESH_MS = 400
/** The same for the page of one peer, which shows a new rating within 200 ms. */
const DETAIL_MS = 80
/** The same for the graph, which is expensive to draw. */
const GRAPH_MS = 2000

export interface PeerHandlersOptions {
  /** The public key of this node. */
  self: string
  peers: PeerRegistry
  names: PeerNames
  trust: PeerTrust
  restarts: DeclaredRestarts
  catalogues: {
    index: ShareCounts
    /** Emits a peer when its shared files have changed. */
    indexer: { readonly events: Subscribable<{ change: { peer: string } }> }
  }
  limits: LimitsOfPeers & { readonly events: Subscribable<{ change: { key: string } }> }
  transfers: { list(): { id: string; peer: { publicKey: string } }[] }
  clock: Clock
}

/** The contract's `peers`: the peers met, their trust, and its explanation. */
export function peerHandlers({
  self,
  peers,
  names,
  trust,
  restarts,
  catalogues,
  limits,
  transfers,
  clock,
}: PeerHandlersOptions): Handlers['peers'] {
  const { decisions } = trust
  const named = (key: string): NamedPeer => names.named(key)
  const views = new PeerViews({ self, peers, names, trust, restarts, shares: catalogues.index, limits })
  const neverMet = (): HyobanError =>
    new HyobanError('NOT_FOUND', 'This peer is unknown.', { hint: 'Go back to the list of peers.' })
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
          const offRestarts = restarts.events.on('accepted', ({ peer }) => concerns(peer) && changed())
          const offShares = catalogues.indexer.events.on('change', ({ peer }) => concerns(peer) && changed())
          const offLimits = limits.events.on('change', ({ key }) => concerns(key) && changed())
          return () => {
            offLimits()
            offPeers()
            offTrust()
            offRestarts()
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
            .map(({ key }) => views.row(key)),
        signal,
        () => true,
      ),
    detail: ({ publicKey }, { signal }) => {
      if (!peers.get(publicKey)) throw neverMet()
      return watch(
        () => views.detail(publicKey),
        signal,
        (key) => key === publicKey,
        DETAIL_MS,
      )
    },
    myself: (_input, { signal }) =>
      watch(
        () => views.row(self),
        signal,
        (key) => key === self,
      ),
    rate: async ({ publicKey, score, comment }) => {
      if (publicKey === self)
        throw new HyobanError('BAD_INPUT', 'You cannot rate yourself.', { hint: 'Choose another peer.' })
      if (!peers.get(publicKey)) throw neverMet()
      await trust.rateByHand(publicKey, score, comment)
    },
    correct: async ({ of, score, comment, reason }) => {
      if ('seq' in of) return trust.correct(of.seq, score, comment, reason)
      const seq = trust.ratedTransfer(of.transferId)
      if (seq !== null) return trust.correct(seq, score, comment, reason)
      const peer = transfers.list().find(({ id }) => id === of.transferId)?.peer.publicKey
      if (peer === undefined)
        throw new HyobanError('NOT_FOUND', 'This transfer is no longer in the list.', {
          hint: 'Rate the peer on its page.',
        })
      // without a receipt it counts only in this node's own view
      await trust.rateByHand(peer, score, comment, reason === 'served' ? 'manual' : reason)
    },
    decide: ({ publicKey, decision, until }) => {
      if (publicKey === self)
        throw new HyobanError('BAD_INPUT', 'You cannot exclude yourself.', { hint: 'Choose another peer.' })
      decisions.decide(publicKey, decision, until)
    },
    excluded: (_input, { signal }) =>
      watch(
        () => views.excluded(),
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
              ...views.badge(key),
              online: views.isOnline(key),
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
