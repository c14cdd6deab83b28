/**
 * Damerau-Levenshtein distance of two words, with adjacent transpositions only, counted up to `max` + 1. Compares the
 * first 64 letters of each word.
 */
export function distance(a: string, b: string, max = 3): number {
  const [x, y] = [Array.from(a).slice(0, 64), Array.from(b).slice(0, 64)]
  if (Math.abs(x.length - y.length) > max) return max + 1
  let before: number[] = []
  let last = Array.from({ length: y.length + 1 }, (_, i) => i)
  for (let i = 1; i <= x.length; i++) {
    const row = [i]
    for (let j = 1; j <= y.length; j++) {
      const same = x[i - 1] === y[j - 1] ? 0 : 1
      let best = Math.min((last[j] as number) + 1, (row[j - 1] as number) + 1, (last[j - 1] as number) + same)
      if (i > 1 && j > 1 && x[i - 1] === y[j - 2] && x[i - 2] === y[j - 1])
        best = Math.min(best, (before[j - 2] as number) + 1)
      row.push(best)
    }
    before = last
    last = row
  }
  return Math.min(max + 1, last[y.length] as number)
}

/** The nearest of `words`: at most 1 edit away for up to four letters, 2 for longer words. */
export function nearest(word: string, words: Iterable<string>): string | undefined {
  const max = Array.from(word).length <= 4 ? 1 : 2
  let found: string | undefined
  let best = max + 1
  for (const other of words) {
    const edits = distance(word, other, max)
    if (edits < best) [found, best] = [other, edits]
  }
  return found
}

/** The trigrams of a word, with its ends marked. */
export function trigrams(word: string): Set<string> {
  const letters = ['\u0001', '\u0001', ...word, '\u0001']
  return new Set(letters.slice(2).map((_, i) => letters.slice(i, i + 3).join('')))
}

/** Similarity of two words, 0 to 1: the Dice coefficient of their trigrams. */
export function similarity(a: string, b: string): number {
  const [x, y] = [trigrams(a), trigrams(b)]
  let both = 0
  for (const gram of x) if (y.has(gram)) both++
  return (2 * both) / (x.size + y.size)
}
