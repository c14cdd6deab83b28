/** Scripts that put no blanks between words: every letter and every two of them can be looked for. */
const UNBROKEN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー々〆]/u
const WORD = /[\p{L}\p{N}]+/gu
/** Of one text; names are short, and what strangers write need not be. */
const MOST = 400

/**
 * What words of one or two letters are found by in a folded text: the beginning of each word, and in scripts without
 * blanks every letter and pair.
 */
export function shortGrams(text: string): string[] {
  const grams = new Set<string>()
  for (const [word] of text.matchAll(WORD)) {
    if (grams.size > MOST) break
    const [first = '', second = ''] = word
    // most words are in one script or the other; ASCII is told by its code
    grams.add(first)
    if (second !== '') grams.add(first + second)
    if (!UNBROKEN.test(word)) continue
    const letters = Array.from(word)
    for (let i = 0; i < letters.length && grams.size < MOST; i++) {
      const [letter = '', next] = [letters[i], letters[i + 1]]
      if (!UNBROKEN.test(letter)) continue
      grams.add(letter)
      if (next !== undefined) grams.add(letter + next)
    }
  }
  return [...grams]
}
