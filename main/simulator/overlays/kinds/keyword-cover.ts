import { AGAIN, KEYWORD_BUDGET, MAX_VISITED, strength } from '../../../protocol/search-reach.ts'
import { Draw, OVERLAY_STREAMS } from '../draw.ts'
import { Zipf } from '../zipf.ts'

/** Words of a file's name, and distinct words in all names for each node. */
const WORDS_A_FILE = 3
const WORDS_A_NODE = 20
const MAX_VOCABULARY = 200_000
/** Libraries that are drawn and covered. */
const LIBRARIES = 20

/**
 * Chance that looking up a file's words leads to one of its holders: a node with `files` files announces words that
 * cover most of them (greedy, as the live node does, rare words first), and of those that announce a word a few are
 * visited. How rare a word is it judges by the catalogues of `neighbours`. Words are drawn by Zipf's law (exponent 1);
 * the mean is over libraries drawn from `seed`.
 */
export function keywordCover(nodes: number, files: number, neighbours: number, seed: number): number {
  const random = new Draw(seed, OVERLAY_STREAMS.nodes)
  const words = new Zipf(Math.min(MAX_VOCABULARY, Math.max(100, nodes * WORDS_A_NODE)), 1)
  let sum = 0
  for (let i = 0; i < LIBRARIES; i++) {
    const library = Array.from({ length: files }, () => Array.from({ length: WORDS_A_FILE }, () => words.draw(random)))
    const announced = greedyCover(library, (word) => strength(neighbours * files * WORDS_A_FILE * words.share(word)))
    const chance = (word: number): number => {
      if (!announced.has(word)) return 0
      const perNode = 1 - (1 - words.share(word)) ** (files * WORDS_A_FILE)
      const rivals = nodes * perNode * Math.min(1, KEYWORD_BUDGET / (files * WORDS_A_FILE))
      return Math.min(1, MAX_VISITED / Math.max(1, rivals))
    }
    sum += library.reduce((total, file) => total + Math.max(...file.map(chance)), 0) / files
  }
  return sum / LIBRARIES
}

/** Greedy maximum coverage: a word's gain is its worth for each of its files, less where another one leads to them. */
function greedyCover(library: readonly (readonly number[])[], worthOf: (word: number) => number): Set<number> {
  const filesOf = new Map<number, number[]>()
  for (const [file, words] of library.entries())
    for (const word of new Set(words)) filesOf.set(word, [...(filesOf.get(word) ?? []), file])
  const left = new Float64Array(library.length).fill(1)
  const chosen = new Set<number>()
  while (chosen.size < KEYWORD_BUDGET) {
    let best = -1
    let most = 0
    for (const [word, files] of filesOf) {
      if (chosen.has(word)) continue
      const gain = worthOf(word) * files.reduce((sum, file) => sum + (left[file] as number), 0)
      if (gain > most) [best, most] = [word, gain]
    }
    if (best < 0) break
    chosen.add(best)
    for (const file of filesOf.get(best) as number[]) left[file] = (left[file] as number) * AGAIN
  }
  return chosen
}
