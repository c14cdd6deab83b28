import { pick, type Random } from '../../../base/random.ts'
import type { Channel, ChannelHub } from '../../../protocol/channel.ts'
import type { QueryMessages } from '../../../protocol/query.ts'
import type { NeighbourRanking } from '../ports.ts'

/** Neighbours chosen at random: a peer that is never asked can never show what it has. */
const EXPLORED = 2

export interface NeighbourhoodOptions {
  hub: ChannelHub<QueryMessages>
  /** The overlay. */
  network: {
    /** My communities by id. */
    readonly places: ReadonlyMap<string, unknown>
    /** Connected peers, with the ids of the communities in common. */
    readonly peers: ReadonlyMap<string, { readonly communities: ReadonlySet<string> }>
    disconnect(peer: string, reason: string): void
  }
  trust: { isExcluded(peer: string): boolean }
  ranking: NeighbourRanking
  /** The tag that names a community on the wire, 32 hex digits. */
  tagOf: (community: string) => string
  random: Random
}

/** The connected peers that speak the query protocol, by the communities in common with them. */
export class Neighbourhood {
  readonly #options: NeighbourhoodOptions

  constructor(options: NeighbourhoodOptions) {
    this.#options = options
  }

  /** The tag of a community; undefined if this node is not in it. */
  tagOf(community: string): string | undefined {
    const { network, tagOf } = this.#options
    return network.places.has(community) ? tagOf(community) : undefined
  }

  /** The community of this node that a tag names. */
  communityOf(tag: string): string | undefined {
    const { network, tagOf } = this.#options
    return [...network.places.keys()].find((community) => tagOf(community) === tag)
  }

  isExcluded(peer: string): boolean {
    return this.#options.trust.isExcluded(peer)
  }

  /** Whether this node exchanges queries of a community with a peer. */
  isMember(peer: string, community: string): boolean {
    const { network } = this.#options
    return !this.isExcluded(peer) && network.peers.get(peer)?.communities.has(community) === true
  }

  /** Ends the connection to a peer that violates the protocol. */
  disconnect(peer: string, reason: string): void {
    this.#options.network.disconnect(peer, reason)
  }

  /** All members of a community that can be asked. */
  members(community: string): Channel<QueryMessages>[] {
    return [...this.#options.hub.channels.values()].filter(({ peer }) => this.isMember(peer, community))
  }

  /** At most `max` members other than `except`: those that answered best to these words, and a few at random. */
  choose(
    community: string,
    { words, max, except }: { words: readonly string[]; max: number; except?: string },
  ): Channel<QueryMessages>[] {
    const { ranking, random } = this.#options
    const members = this.members(community).filter(({ peer }) => peer !== except)
    if (members.length <= max) return members
    const ranked = ranking.best(
      members.map(({ peer }) => peer),
      words,
    )
    const chosen = new Set(ranked.slice(0, max - EXPLORED))
    while (chosen.size < max) chosen.add(pick(random, ranked))
    return members.filter(({ peer }) => chosen.has(peer))
  }
}
