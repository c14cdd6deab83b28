import { pick, type Random } from '../../../base/random.ts'
import type { NeighbourRanking } from '../ports.ts'

/** Neighbours chosen at random: a peer that is never asked can never show what it has. */
const EXPLORED = 2

/** At most `most` of the peers: those that answered best to queries with these words, and a few at random. */
export function chooseNeighbours(
  { peers, words, most }: { peers: readonly string[]; words: readonly string[]; most: number },
  ranking: NeighbourRanking,
  random: Random,
): ReadonlySet<string> {
  if (peers.length <= most) return new Set(peers)
  const ranked = ranking.best(peers, words)
  const chosen = new Set(ranked.slice(0, most - EXPLORED))
  while (chosen.size < most) chosen.add(pick(random, ranked))
  return chosen
}
