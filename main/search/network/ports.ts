import type { RemoteHit } from '../../protocol/query.ts'
import type { UnderstoodQuery } from '../query/parser.ts'

/** Answers queries of other peers from the local index. */
export interface LocalAnswers {
  /** At most `most` contents that this node or a connected peer of the community holds, best first. */
  answer(query: UnderstoodQuery, community: string, most: number): readonly RemoteHit[] | Promise<readonly RemoteHit[]>
}

/** The connected peers and the communities in common with them. */
export interface Neighbourhood {
  /** My communities: ids by the tag that names each on the wire (32 hex digits). */
  tags(): ReadonlyMap<string, string>
  /** Ids of the communities that a connected peer and I are in. */
  common(peer: string): ReadonlySet<string>
  isExcluded(peer: string): boolean
  /** Ends the connection to a peer that violates the protocol. */
  disconnect(peer: string, reason: string): void
}

/** Ranks neighbours for a query; see `NeighbourStats`. */
export interface NeighbourRanking {
  /** The peers, those first that have answered best to queries with these words. */
  best(peers: readonly string[], words: readonly string[]): string[]
}

/** A hit with the id of the community that was asked. */
export interface FoundHit extends RemoteHit {
  community: string
}
