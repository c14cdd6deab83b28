import type { Clock } from '../base/clock.ts'
import type { Trust } from '../contract/trust.ts'
import { ownerOf } from '../domain/index-owner.ts'
import type { PeerView } from './local/entry-reader.ts'
import type { SearchIndex } from './local/search-index.ts'
import type { HolderView } from './network/remote-hits.ts'

/** Views are made again after this time, even without a change. */
const MAX_AGE_MS = 60_000

export interface HolderViewsOptions {
  /** My own key. */
  self: string
  index: Pick<SearchIndex, 'peers'>
  clock: Clock
  trustOf: (peer: string) => Trust
  peerOf: (peer: string) => { name: string; online: boolean }
  /** Communities of a peer, with `also`, the id of one that it has answered in. */
  communitiesOf?: (peer: string, also?: string) => readonly { id: string; name: string }[]
  /** Best speed seen from a peer, bytes a second. */
  speedOf?: (peer: string) => number
}

/** What is known of peers when a search runs: trust, name, presence, communities and speed. */
export class HolderViews {
  readonly #o: HolderViewsOptions
  #cached: { views: readonly PeerView[]; time: number } | undefined

  constructor(options: HolderViewsOptions) {
    this.#o = options
  }

  /** Drops the views that were made: trust, names or presence have changed. */
  clear(): void {
    this.#cached = undefined
  }

  /** Views of all owners of catalogues in the index; the same array until something changes. */
  owners(): readonly PeerView[] {
    const { index, clock } = this.#o
    if (this.#cached && clock.now() - this.#cached.time < MAX_AGE_MS) return this.#cached.views
    const views = index.peers().map((owner) => this.#viewOf(owner))
    this.#cached = { views, time: clock.now() }
    return views
  }

  /** The view of a peer that has answered in a community; `community` is empty for one that has not answered. */
  holder(peer: string, community: string): HolderView {
    const { trustOf, peerOf, communitiesOf } = this.#o
    const { decision, u } = trustOf(peer)
    const communities = communitiesOf?.(peer, community) ?? []
    return { peer, decision, trust: u, name: peerOf(peer).name, communities }
  }

  #viewOf(owner: string): PeerView {
    const { self, trustOf, peerOf, communitiesOf, speedOf } = this.#o
    const { peer, community } = ownerOf(owner)
    const { decision, u } = trustOf(peer)
    const { online, name } = peerOf(peer)
    return {
      peer: owner,
      self: peer === self,
      decision,
      trust: u,
      online,
      name,
      communities: (communitiesOf?.(peer) ?? []).filter(({ id }) => community === null || id === community),
      speed: speedOf?.(peer) ?? 0,
    }
  }
}
