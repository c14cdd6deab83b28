/** The most links that wait for a core. */
const MOST = 16

/** Links that were opened while no core could hear of them: the newest few, handed on in their order. */
export class PendingLinks {
  #links: string[] = []

  add(link: string): void {
    this.#links = [...this.#links, link].slice(-MOST)
  }

  /** Hands on what waits; what `hand` does not take (false) goes on waiting. */
  flush(hand: (link: string) => boolean): void {
    const links = this.#links
    this.#links = []
    for (const link of links) if (!hand(link)) this.add(link)
  }
}
