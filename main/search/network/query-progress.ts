/** What one part of a query (a flood, a lookup or a visit) reports. */
export interface PartProgress {
  peers: number
  answered: number
  waiting: number
}

/** Peers by community. */
class CommunityPeers {
  readonly #pairs = new Set<string>()
  readonly #peers = new Set<string>()

  add(community: string, peer: string): void {
    this.#pairs.add(community + peer)
    this.#peers.add(peer)
  }

  has(community: string, peer: string): boolean {
    return this.#pairs.has(community + peer)
  }

  /** How many times a peer was added for a further community. */
  get duplicates(): number {
    return this.#pairs.size - this.#peers.size
  }
}

/** Sums the progress of all parts of one query. A neighbour that is asked in several communities counts once. */
export class QueryProgress {
  /** Neighbours that were asked. */
  readonly asked = new CommunityPeers()
  /** Neighbours that had hits of their own. */
  readonly answered = new CommunityPeers()
  readonly #parts: PartProgress[] = []

  /** Adds a part, which counts as waiting until it sets `waiting` to 0. */
  add(): PartProgress {
    const part = { peers: 0, answered: 0, waiting: 1 }
    this.#parts.push(part)
    return part
  }

  /** Ends all parts. */
  end(): void {
    for (const part of this.#parts) part.waiting = 0
  }

  get totals(): PartProgress {
    const sum = (of: keyof PartProgress): number => this.#parts.reduce((total, part) => total + part[of], 0)
    const peers = Math.max(0, sum('peers') - this.asked.duplicates)
    const answered = Math.min(peers, Math.max(0, sum('answered') - this.answered.duplicates))
    return { peers, answered, waiting: sum('waiting') }
  }
}
