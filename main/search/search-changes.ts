import type { Subscribable } from '../base/emitter.ts'

export interface SearchChangeSources {
  /** The indexes, the registry of peers, and the communities of this node. */
  changing: readonly { readonly events: Subscribable<{ change: unknown }> }[]
  trust: { onTrust(changed: () => void): () => void }
  /** A peer's hello carries the communities in common. */
  overlay: Subscribable<{ hello: unknown }>
}

/** Everything that can change the results of a search: indexes, and trust, names and presence of peers. */
export class SearchChanges {
  readonly #sources: SearchChangeSources

  constructor(sources: SearchChangeSources) {
    this.#sources = sources
  }

  /** Calls back on each change; returns the unsubscriber. */
  subscribe(changed: () => void): () => void {
    const { changing, trust, overlay } = this.#sources
    const offs = [
      ...changing.map(({ events }) => events.on('change', changed)),
      trust.onTrust(changed),
      overlay.on('hello', changed),
    ]
    return () => offs.forEach((off) => off())
  }
}
