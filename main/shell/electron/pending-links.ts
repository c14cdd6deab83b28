/** Maximum number of waiting links; older ones are dropped. */
const MAX_LINKS = 16

/** Queues links opened while the core is not running. */
export class PendingLinks {
  #links: string[] = []

  add(link: string): void {
    this.#links = [...this.#links, link].slice(-MAX_LINKS)
  }

  /** Delivers waiting links in order; those that `hand` rejects (false) stay. */
  flush(hand: (link: string) => boolean): void {
    const links = this.#links
    this.#links = []
    for (const link of links) if (!hand(link)) this.add(link)
  }
}
