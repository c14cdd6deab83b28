import { KEYWORD_BUDGET, MAX_VISITED } from '../../../domain/search-reach.ts'
import { Draw, OVERLAY_STREAMS } from '../draw.ts'
import { Zipf } from '../zipf.ts'

/** Words of a file's name, and distinct words in all names for each node. */
const WORDS_A_FILE = 3
const WORDS_A_NODE = 20
const MAX_VOCABULARY = 200_000
/** Libraries that are drawn and covered. */
const LIBRARIES = 20

/**
 * Probability that looking up a file's words leads to a given holder: a node with `files` files announces the words that
 * cover most of them (greedy, within the live budget), and of those that announce a word a few are visited. Words are
 * drawn by Zipf's law (exponent 1); the mean is over libraries drawn from `seed`.
 */
export function keywordCover(nodes: number, files: number, seed: number): number {
  const random = new Draw(seed, OVERLAY_STREAMS.nodes)
  const words = new Zipf(Math.min(MAX_VOCABULARY, Math.max(100, nodes * WORDS_A_NODE)), 1)
  let sum = 0
  for (let i = 0; i < LIBRARIES; i++) {
    const library = Array.from({ length: files }, () => Array.from({ length: WORDS_A_FILE }, () => words.draw(random)))
    const announced = greedyCover(library)
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

/** The words that lead to most files, one after the other, each for the files that those before do not lead to. */
function greedyCover(library: readonly (readonly number[])[]): Set<number> {
  const chosen = new Set<number>()
  let left = library
  while (chosen.size < KEYWORD_BUDGET && left.length > 0) {
    const counts = new Map<number, number>()
    for (const file of left) for (const word of new Set(file)) counts.set(word, (counts.get(word) ?? 0) + 1)
    let best = -1
    let most = 0
    for (const [word, count] of counts) if (count > most) [best, most] = [word, count]
    chosen.add(best)
    left = left.filter((file) => !file.includes(best))
  }
  return chosen
}
