/**
 * Edits (a letter more, less, other, or two swapped) between two words, counted up to `most` + 1; at most 64 letters of
 * each are looked at.
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

/** The one of `words` that is nearest, if it is near enough for its length. */
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

/** Groups of three letters, with the word's ends marked. */
export function trigrams(word: string): Set<string> {
  const letters = ['\u0001', '\u0001', ...word, '\u0001']
  return new Set(letters.slice(2).map((_, i) => letters.slice(i, i + 3).join('')))
}

/** How alike two words are, 0 to 1: the groups that both have among all (Dice). */
export function similarity(a: string, b: string): number {
  const [x, y] = [trigrams(a), trigrams(b)]
  let both = 0
  for (const gram of x) if (y.has(gram)) both++
  return (2 * both) / (x.size + y.size)
}
