import { LRUCache } from 'lru-cache'
import type { ExcludedRow, PeerDetail, PeerRow, Sentence } from '../contract/peers.ts'
import type { PeerBadge } from '../contract/trust.ts'
import type { Budget } from '../domain/budgets.ts'
import type { PeerNames } from './names.ts'
import type { DeclaredRestarts, PeerTrust, ShareCounts } from './peer-trust.ts'
import type { PeerRegistry } from './peers.ts'

/** Maximum cached explanations. */
const MAX_EXPLAINED = 20_000

/** The budgets that peers have exceeded lately; `LimitedPeers` implements it. */
export interface LimitsOfPeers {
  of(key: string): Budget[]
}

type Explained = { sentence: Sentence; sources: PeerRow['sources'] }

export interface PeerViewsOptions {
  /** The public key of this node. */
  self: string
  peers: PeerRegistry
  names: PeerNames
  trust: PeerTrust
  restarts: DeclaredRestarts
  shares: ShareCounts
  limits: LimitsOfPeers
}

/** Peers as the pages show them. */
export class PeerViews {
  readonly #options: PeerViewsOptions
  /** Explaining is expensive: an explanation is reused while the trust stays the same. */
  readonly #explained = new LRUCache<string, Explained & { stamp: string }>({ max: MAX_EXPLAINED })

  constructor(options: PeerViewsOptions) {
    this.#options = options
  }

  badge(key: string): PeerBadge {
    const { names, trust } = this.#options
    return { ...names.named(key), trust: trust.trustOf(key) }
  }

  isOnline(key: string): boolean {
    return key === this.#options.self || this.#options.peers.isOnline(key)
  }

  row(key: string): PeerRow {
    const { peers, trust, shares, limits } = this.#options
    const met = peers.get(key)
    const { files, bytes } = shares.sharesOf(key)
    return {
      ...this.badge(key),
      online: this.isOnline(key),
      lastSeen: met && met.lastSeen > 0 ? met.lastSeen : null,
      sharedFiles: files,
      sharedBytes: bytes,
      given: met?.given ?? 0,
      received: met?.received ?? 0,
      history: trust.history(key),
      sources: this.explained(key).sources,
      excludedSince: trust.excludedSince(key),
      excludedBy: peers.excludedBy(key),
      conflict: trust.decisions.conflict(key) !== null,
      limited: limits.of(key),
    }
  }

  /** The sentence that explains a peer's standing, and how many ratings it rests on. */
  explained(key: string): Explained {
    const { names, trust } = this.#options
    const { u, low, high, count, by } = trust.trustOf(key)
    const stamp = [trust.mode, u, low, high, count, by, trust.decisions.override(key)?.until].join()
    const cached = this.#explained.get(key)
    if (cached?.stamp === stamp) return cached
    const { sentence, sources } = trust.explain(key, (peer) => names.named(peer))
    const now = {
      stamp,
      sentence,
      sources: { you: sources.you.count, trusted: sources.trusted.count, ignored: sources.ignored.count },
    }
    this.#explained.set(key, now)
    return now
  }

  detail(key: string): PeerDetail {
    const { self, names, trust, restarts } = this.#options
    const override = trust.decisions.override(key)
    const conflict = trust.decisions.conflict(key)
    return {
      peer: this.row(key),
      timeline: trust.timeline(key),
      ratings: trust
        .ratingsOf(key)
        .map(({ rater, ...rating }) => ({ ...rating, rater: names.named(rater), own: rater === self })),
      explanation: trust.explain(key, (peer) => names.named(peer)),
      override: override && { decision: override.decision, since: override.since, until: override.until },
      restarts: restarts.of(key).map(({ epoch }) => epoch),
      conflict: conflict && { length: conflict.length, fork: conflict.fork, time: conflict.time },
      formula: { ...trust.formula, recentCount: trust.recentCount(key) },
    }
  }

  /** Excluded peers, the latest exclusion first. */
  excluded(): ExcludedRow[] {
    const { trust, peers } = this.#options
    return trust.decisions
      .excluded()
      .map((key) => {
        const { sentence, sources } = this.explained(key)
        return {
          peer: this.badge(key),
          online: peers.isOnline(key),
          since: trust.excludedSince(key) ?? 0,
          until: trust.decisions.override(key)?.until ?? null,
          by: trust.decisions.decision(key).by,
          reason: sentence,
          sources,
        }
      })
      .sort((a, b) => b.since - a.since)
  }
}
