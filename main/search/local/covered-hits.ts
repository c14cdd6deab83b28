import type { SearchIndex } from './search-index.ts'

/** A hit of a peer, as far as it matters here. */
interface HeldContent {
  root: string
  holder: string
}

/**
 * Returns a test for hits that the local index already has: the catalogue of the holder is indexed whole, with this
 * content. Other hits of that peer are from folders of one community, which are in no catalogue.
 */
export function coveredHits(index: Pick<SearchIndex, 'wholePeers' | 'holders'>): (hit: HeldContent) => boolean {
  const whole = new Set(index.wholePeers())
  return ({ root, holder }) => whole.has(holder) && index.holders(root).some(({ peer }) => peer === holder)
}
