import type { PeerCommunities } from './known-peers.ts'

export interface CommonCommunitiesOptions {
  /** My own key. */
  self: string
  /** My communities. */
  communities: { list(): readonly { id: string; name: string }[] }
  /** Connected peers, with the ids of the communities in common; the overlay implements it. */
  network: { readonly peers: ReadonlyMap<string, { readonly communities: ReadonlySet<string> }> }
}

/** The communities that this node and a connected peer are both in; for this node itself, all of them. */
export class CommonCommunities implements PeerCommunities {
  readonly #options: CommonCommunitiesOptions

  constructor(options: CommonCommunitiesOptions) {
    this.#options = options
  }

  of(peer: string, also?: string): readonly { id: string; name: string }[] {
    const { self, communities, network } = this.#options
    const common = network.peers.get(peer)?.communities
    return communities
      .list()
      .filter(({ id }) => peer === self || id === also || common?.has(id))
      .map(({ id, name }) => ({ id, name }))
  }
}
