import type { Clock } from '../base/clock.ts'
import { HyobanError } from '../base/errors.ts'
import { live } from '../base/live.ts'
import type { Handlers } from '../contract/handlers.ts'
import type { PeerDetail, PeerRow } from '../contract/peers.ts'
import type { PeerNames } from './names.ts'
import type { Peers } from './peers.ts'
import type { ShareCounts, TrustView } from './trust-view.ts'

/** Rows change with every rating; a screen needs no more than this. */
const REFRESH_MS = 400

export interface PeerHandlersOptions {
  /** My own public key. */
  self: string
  peers: Peers
  names: PeerNames
  trust: TrustView
  shares: ShareCounts
  clock: Clock
}

/** The contract's `peers`: who is there, how far each can be trusted, and why. */
export function peerHandlers({ self, peers, names, trust, shares, clock }: PeerHandlersOptions): Handlers['peers'] {
  const row = (key: string): PeerRow => {
    const met = peers.get(key)
    const { files, bytes } = shares.sharesOf(key)
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
      excludedSince: met?.excludedSince ?? null,
    }
  }
  const detail = (key: string): PeerDetail => ({
    peer: row(key),
    timeline: trust.timeline(key),
    ratings: trust.ratingsOf(key).map(({ rater, ...rating }) => ({ ...rating, rater: names.named(rater), own: rater === self })),
    formula: { ...trust.formula, recentCount: trust.recentCount(key) },
  })
  const watch = <T>(read: () => T, signal: AbortSignal, concerns: (key: string) => boolean): AsyncGenerator<T, void, void> =>
    live(
      {
        read,
        clock,
        intervalMs: REFRESH_MS,
        subscribe: (changed) => {
          const offPeers = peers.events.on('change', ({ key }) => concerns(key) && changed())
          const offTrust = trust.onTrust((key) => concerns(key) && changed())
          return () => {
            offPeers()
            offTrust()
          }
        },
      },
      signal,
    )
  return {
    list: (_input, { signal }) => watch(() => peers.all().filter(({ key }) => key !== self).map(({ key }) => row(key)), signal, () => true),
    detail: ({ publicKey }, { signal }) => {
      if (!peers.get(publicKey)) throw new HyobanError('NOT_FOUND', 'This peer was never met.', 'Go back to the list of peers.')
      return watch(() => detail(publicKey), signal, (key) => key === publicKey)
    },
    myself: (_input, { signal }) => watch(() => row(self), signal, (key) => key === self),
    rate: async ({ publicKey, score, comment }) => {
      if (publicKey === self) throw new HyobanError('BAD_INPUT', 'Nobody can rate themselves.', 'Choose another peer.')
      if (!peers.get(publicKey)) throw new HyobanError('NOT_FOUND', 'This peer was never met.', 'Go back to the list of peers.')
      await trust.rateByHand(publicKey, score, comment)
    },
  }
}
