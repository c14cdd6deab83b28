import type { Subscribable } from '../base/emitter.ts'

export interface SearchChangeSources {
  /** Indexes, the peers met, and the communities of this node. */
  changing: readonly { readonly events: Subscribable<{ change: unknown }> }[]
  trust: { onTrust(changed: () => void): () => void }
  /** The communities in common with a peer are part of its hello. */
  overlay: Subscribable<{ hello: unknown }>
}

/** Everything that can change the results of a search: indexes, and trust, names and presence of peers. */
export class SearchChanges {
  readonly #sources: SearchChangeSources

  constructor(sources: SearchChangeSources) {
    this.#sources = sources
  }

  /** Calls back on each change; returns a function that stops it. */
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
