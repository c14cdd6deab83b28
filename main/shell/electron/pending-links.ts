/** Maximum number of waiting links; older ones are dropped. */
const MAX_LINKS = 16

/** Queues links and files opened while the core is not running. */
export class PendingLinks<T> {
  #links: T[] = []

  add(link: T): void {
    this.#links = [...this.#links, link].slice(-MAX_LINKS)
  }

  /** Delivers waiting links in order; those that `hand` rejects (false) stay. */
  flush(hand: (link: T) => boolean): void {
    const links = this.#links
    this.#links = []
    for (const link of links) if (!hand(link)) this.add(link)
  }
}
