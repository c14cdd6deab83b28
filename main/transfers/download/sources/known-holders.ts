/** Catalogue entries by root; the search index is one. */
interface HolderIndex {
  holders(root: string): readonly { peer: string }[]
}

/** Peers whose catalogues list a content. */
export class KnownHolders {
  readonly #index: HolderIndex
  readonly #self: string

  /** `self`: this node's key, which is not a holder to download from. */
  constructor(index: HolderIndex, self: string) {
    this.#index = index
    this.#self = self
  }

  of(root: string): string[] {
    const peers = new Set(this.#index.holders(root).map(({ peer }) => peer))
    peers.delete(this.#self)
    return [...peers]
  }
}
