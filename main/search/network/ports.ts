import type { RemoteHit } from '../../protocol/query.ts'
import type { UnderstoodQuery } from '../query/parser.ts'

/** Answers queries of other peers from the local index. */
export interface LocalAnswers {
  /**
   * At most `maxHits` contents that this node or a connected peer of the community holds, best first. The answer is not
   * wanted any more once `signal` is aborted.
   */
  answer(
    query: UnderstoodQuery,
    community: string,
    maxHits: number,
    signal: AbortSignal,
  ): readonly RemoteHit[] | Promise<readonly RemoteHit[]>
}

/** Ranks neighbours for a query; see `NeighbourStats`. */
export interface NeighbourRanking {
  /** The peers, those first that have answered best to queries with these words. */
  best(peers: readonly string[], words: readonly string[]): string[]
}

/** How common a word is; the store implements it. */
export interface WordFrequencies {
  /** Entries of other peers in the local index that hold a word, counted up to some hundreds. */
  othersWith(word: string): number
}

/** The user's choice between searching the network and this machine only. */
export interface ScopeSettings {
  readonly values: { readonly searchScope: 'network' | 'local' }
}

/** Topics of the DHT under which peers announce themselves; the overlay implements it. */
interface TopicRendezvous {
  /** False if the budget of topics is used up. */
  announce(topic: string): boolean
  withdraw(topic: string): Promise<void>
  lookup(topic: string, options: { signal?: AbortSignal }): AsyncIterable<string>
}

/** The part of the network that rendezvous needs; the overlay implements it. */
export interface RendezvousNetwork {
  /** My communities by id. */
  readonly places: ReadonlyMap<string, unknown>
  readonly rendezvous: TopicRendezvous
  /** Connects to a peer by its key; false if that fails. */
  readonly visits: { visit(peer: string): Promise<boolean> }
}

/** A hit with the id of the community that was asked. */
export interface FoundHit extends RemoteHit {
  community: string
}
