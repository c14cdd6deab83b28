/** Scripts without spaces between words, in which every letter and pair of letters is searchable. */
const SCRIPTS = ['Han', 'Hiragana', 'Katakana', 'Hangul', 'Thai', 'Lao', 'Khmer', 'Myanmar']
const UNBROKEN = new RegExp(`[${SCRIPTS.map((script) => `\\p{Script=${script}}`).join('')}ー々〆]`, 'u')
const WORD = /[\p{L}\p{N}]+/gu
/** Limit per text, since names from peers may be long. */
const MAX_GRAMS = 400

/** The runs of scripts without spaces in folded text, in which short words are searched. */
export const denseRuns = (text: string): string =>
  (text.match(WORD) ?? []).filter((word) => UNBROKEN.test(word)).join(' ')

/**
 * Index terms for queries of one or two letters in folded text: the beginning of each word, and in scripts without
 * spaces every letter and pair.
 */
export function shortGrams(text: string): string[] {
  const grams = new Set<string>()
  for (const [word] of text.matchAll(WORD)) {
    if (grams.size > MAX_GRAMS) break
    const [first = '', second = ''] = word
    // fast path: ASCII is recognised by its code
    grams.add(first)
    if (second !== '') grams.add(first + second)
    if (!UNBROKEN.test(word)) continue
    const letters = Array.from(word)
    for (let i = 0; i < letters.length && grams.size < MAX_GRAMS; i++) {
      const [letter = '', next] = [letters[i], letters[i + 1]]
      if (!UNBROKEN.test(letter)) continue
      grams.add(letter)
      if (next !== undefined) grams.add(letter + next)
    }
  }
  return [...grams]
}
