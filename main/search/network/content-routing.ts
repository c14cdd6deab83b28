import type { RendezvousNetwork, ScopeSettings } from './ports.ts'

/** Communities in which a content may be announced; null: in all. */
export interface ContentPlaces {
  placesOf(root: string): ReadonlySet<string> | null
}

export interface ContentRoutingOptions {
  network: RendezvousNetwork
  /** The DHT topic of a content in a community. */
  topicOf: (community: string, root: string) => string
  trust: { isExcluded(peer: string): boolean }
  /** Left out: contents have no restriction. */
  origins?: ContentPlaces | undefined
  settings: ScopeSettings
}

/** Maximum number of named providers of one content that are connected to. */
const MAX_NAMED = 4

/** Finds providers of a content on the DHT, and announces this node as one. */
export class ContentRouting {
  readonly #options: ContentRoutingOptions

  constructor(options: ContentRoutingOptions) {
    this.#options = options
  }

  /**
   * Announces this node as a provider in each of its communities that may see the content, and in these only; false if
   * the budget of topics is used up.
   */
  announce(root: string): boolean {
    const { rendezvous } = this.#options.network
    if (this.#localOnly) return false
    const topics = this.#topics(root)
    for (const topic of this.#allTopics(root)) if (!topics.includes(topic)) void rendezvous.withdraw(topic)
    return topics.map((topic) => rendezvous.announce(topic)).some(Boolean)
  }

  async withdraw(root: string): Promise<void> {
    await Promise.all(this.#allTopics(root).map((topic) => this.#options.network.rendezvous.withdraw(topic)))
  }

  /**
   * Yields the keys of providers, each connected by then: first the `named` ones, which a search result listed, then
   * those found on the DHT.
   */
  async *find(root: string, signal?: AbortSignal, named: readonly string[] = []): AsyncGenerator<string, void, void> {
    const { network, trust } = this.#options
    const visits = named
      .filter((peer) => !trust.isExcluded(peer))
      .slice(0, MAX_NAMED)
      .map(async (peer) => ((await network.visits.visit(peer)) ? peer : null))
    for (const visit of visits) {
      const peer = await visit
      if (peer !== null) yield peer
      if (signal?.aborted) return
    }
    if (this.#localOnly) return
    for (const topic of this.#topics(root)) {
      for await (const peer of network.rendezvous.lookup(topic, { ...(signal && { signal }) })) {
        if (!trust.isExcluded(peer) && (await network.visits.visit(peer))) yield peer
        if (signal?.aborted) return
      }
    }
  }

  get #localOnly(): boolean {
    return this.#options.settings.values.searchScope === 'local'
  }

  #topics(root: string): string[] {
    const { topicOf, origins } = this.#options
    const allowed = origins?.placesOf(root) ?? null
    return this.#places.filter((id) => allowed?.has(id) ?? true).map((id) => topicOf(id, root))
  }

  #allTopics(root: string): string[] {
    return this.#places.map((id) => this.#options.topicOf(id, root))
  }

  get #places(): string[] {
    return [...this.#options.network.places.keys()]
  }
}
