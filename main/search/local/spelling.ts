import type { Query, TextTerm } from '../query/ast.ts'
import { distance, similarity } from '../query/similarity.ts'

/** Minimum similarity of another spelling. */
const ALIKE = 0.45
/** A word in a script that separates words with spaces. */
const SPELLED = /^[\p{L}\p{M}'-]{4,}$/u
/** Scripts that do not always separate words: any part of a name may be the word. */
const DENSE =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー]/u
const LEAST_DENSE = 3
/** Maximum number of parts of names compared with one word. */
const MAX_PARTS = 3000
/** Maximum number of other spellings of one word. */
const MAX_OTHERS = 3

interface Other {
  text: string
  score: number
}

/** Returns words of the index that resemble a word; in scripts without spaces, the runs of letters around one. */
export type Alike = (word: string) => readonly string[]

/** The query with misspelt words replaced by words of the index; null if nothing was replaced. */
export function correct(query: Query, alike: Alike): Query | null {
  let changed = false
  const corrected = replaceWords(query, (item) => {
    const [best] = others(item, alike)
    if (!best) return item.text
    changed = true
    return best.text
  })
  return changed ? corrected : null
}

/** At most `max` variants of the query with one word respelt in each, the most similar first. */
export function alternatives(query: Query, alike: Alike, max: number): Query[] {
  const found: { item: TextTerm; other: Other }[] = []
  replaceWords(query, (item) => {
    for (const other of others(item, alike)) found.push({ item, other })
    return item.text
  })
  return found
    .sort((a, b) => b.other.score - a.other.score)
    .slice(0, max)
    .map(({ item, other }) => replaceWords(query, (one) => (one === item ? other.text : one.text)))
}

/** The query with its required, unquoted words replaced by `by`. */
function replaceWords(query: Query, by: (item: TextTerm) => string): Query {
  if (query.type === 'and' || query.type === 'or')
    return { ...query, items: query.items.map((item) => replaceWords(item, by)) }
  if (
    query.type !== 'text' ||
    query.exact ||
    query.field === 'community' ||
    query.field === 'from' ||
    !hasSpelling(query.text)
  )
    return query
  const text = by(query)
  return text === query.text ? query : { ...query, text }
}

const hasSpelling = (word: string): boolean =>
  DENSE.test(word) ? Array.from(word).length >= LEAST_DENSE && /^[\p{L}\p{M}\p{N}]+$/u.test(word) : SPELLED.test(word)

/** Other spellings of a word in the index, the most similar first. */
function others({ text: word }: TextTerm, alike: Alike): Other[] {
  const dense = DENSE.test(word)
  const kana = dense ? swapKana(word) : word
  const scores = new Map<string, number>()
  for (const like of kana === word ? [word] : [word, kana]) {
    for (const other of parts(like, alike(like))) {
      // names that contain the word itself match anyway
      if (other.includes(word) || scores.has(other) || !hasSpelling(other)) continue
      const edits = distance(like, other, 2)
      const score = similarity(like, other) + (edits === 0 ? 1 : edits === 1 ? 0.5 : edits === 2 ? 0.2 : 0)
      if (score >= ALIKE + (edits > 2 ? 0.2 : 0.1) && (!dense || edits <= (Array.from(word).length > 5 ? 2 : 1)))
        scores.set(other, score)
    }
  }
  const best = [...scores]
    .map(([text, score]) => ({ text, score }))
    .sort((a, b) => b.score - a.score || a.text.length - b.text.length || (a.text < b.text ? -1 : 1))
  // of spellings that contain one another, only the best is kept
  return best
    .filter(
      ({ text }, i) => !best.slice(0, i).some((before) => before.text.includes(text) || text.includes(before.text)),
    )
    .slice(0, MAX_OTHERS)
}

/** Words as they are; of runs without spaces, parts of about the word's length that share its first or last letter. */
function parts(word: string, runs: readonly string[]): Set<string> {
  const found = new Set<string>()
  const letters = Array.from(word)
  for (const run of runs) {
    if (!DENSE.test(run)) {
      found.add(run)
      continue
    }
    const all = Array.from(run)
    for (let from = 0; from < all.length; from++) {
      for (
        let length = Math.max(LEAST_DENSE, letters.length - 1);
        length <= letters.length + 1 && from + length <= all.length;
        length++
      ) {
        if (all[from] === letters[0] || all[from + length - 1] === letters.at(-1))
          found.add(all.slice(from, from + length).join(''))
        if (found.size >= MAX_PARTS) return found
      }
    }
  }
  return found
}

/** Hiragana as katakana, or katakana as hiragana if the word has any. */
function swapKana(word: string): string {
  const [from, to] = /\p{Script=Katakana}/u.test(word) ? [0x30a1, 0x3041] : [0x3041, 0x30a1]
  return Array.from(word, (letter) => {
    const code = letter.codePointAt(0) as number
    return code >= from && code <= from + 0x55 ? String.fromCodePoint(code - from + to) : letter
  }).join('')
}
