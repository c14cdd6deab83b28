import type { RemoteHit } from '../../protocol/query.ts'

/** What this node can say itself to a query; the local index has it. */
export interface LocalAnswers {
  /**
   * Contents that match, held by me or by a connected peer of this community, best first. May throw on a text that is
   * no query.
   */
  answer(text: string, community: string, most: number): readonly RemoteHit[] | Promise<readonly RemoteHit[]>
}

/** Who is where; the overlay knows it. */
export interface Neighbourhood {
  /** My communities: by the tag that names one on the wire (32 hex digits), its id. */
  tags(): ReadonlyMap<string, string>
  /** Ids of the communities that a connected peer and I are in. */
  common(peer: string): ReadonlySet<string>
  isExcluded(peer: string): boolean
  /** Ends the connection to a peer that does not keep the rules. */
  disconnect(peer: string, reason: string): void
}

/** Which neighbours to ask first; see `NeighbourStats`. */
export interface Order {
  /** The peers, those first that answered best to such a text so far. */
  best(peers: readonly string[], text: string): string[]
}

/** A hit with the id of the community that was asked. */
export interface FoundHit extends RemoteHit {
  community: string
}
