import type { Clock } from '../base/clock.ts'
import { ownerOf } from '../domain/index-owner.ts'
import type { KnownPeers } from './known-peers.ts'
import type { PeerView } from './local/entry-reader.ts'
import type { SearchIndex } from './local/search-index.ts'
import type { HolderView } from './network/remote-hits.ts'

/** Views are rebuilt after this many ms even without a change. */
const MAX_AGE_MS = 60_000

export interface HolderViewsOptions {
  /** My own key. */
  self: string
  index: Pick<SearchIndex, 'peers'>
  clock: Clock
  peers: KnownPeers
}

/** What is known of peers when a search runs: trust, name, presence, communities and speed. */
export class HolderViews {
  readonly #options: HolderViewsOptions
  #cached: { views: readonly PeerView[]; time: number } | undefined

  constructor(options: HolderViewsOptions) {
    this.#options = options
  }

  /** Drops the cached views: trust, names or presence have changed. */
  clear(): void {
    this.#cached = undefined
  }

  /** Views of all owners of catalogues in the index; the same array until something changes. */
  owners(): readonly PeerView[] {
    const { index, clock } = this.#options
    if (this.#cached && Math.abs(clock.now() - this.#cached.time) < MAX_AGE_MS) return this.#cached.views
    const views = index.peers().map((owner) => this.#viewOf(owner))
    this.#cached = { views, time: clock.now() }
    return views
  }

  /** The view of a peer that answered in `community`; empty if it did not answer. */
  holder(peer: string, community: string): HolderView {
    const { trust, names, communities } = this.#options.peers
    const { decision, u } = trust.trustOf(peer)
    const { name } = names.named(peer)
    return { peer, decision, trust: u, name, communities: communities?.of(peer, community) ?? [] }
  }

  #viewOf(owner: string): PeerView {
    const { trust, names, presence, communities, speeds } = this.#options.peers
    const { peer, community } = ownerOf(owner)
    const { decision, u } = trust.trustOf(peer)
    const self = peer === this.#options.self
    return {
      peer: owner,
      self,
      decision,
      trust: u,
      online: self || presence.isOnline(peer),
      name: names.named(peer).name,
      communities: (communities?.of(peer) ?? []).filter(({ id }) => community === null || id === community),
      speed: speeds?.of(peer) ?? 0,
    }
  }
}
