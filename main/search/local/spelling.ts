import { foldText } from '../../domain/text/fold-text.ts'
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
  /** As names write it. */
  shown: string
  score: number
}

/**
 * Returns words of the index that resemble a folded word, as names write them; in scripts without spaces, the runs of
 * letters around one.
 */
export type Alike = (word: string) => readonly string[]

/** The query with misspelt words replaced by words of the index; null if nothing was replaced. */
export function correct(query: Query, alike: Alike): Query | null {
  let changed = false
  const corrected = replaceWords(query, (item) => {
    const [best] = others(item, alike)
    if (best) changed = true
    return best
  })
  return changed ? corrected : null
}

/** At most `max` variants of the query with one word respelt in each, the most similar first. */
export function alternatives(query: Query, alike: Alike, max: number): Query[] {
  const found: { item: TextTerm; other: Other }[] = []
  replaceWords(query, (item) => {
    for (const other of others(item, alike)) found.push({ item, other })
    return undefined
  })
  return found
    .sort((a, b) => b.other.score - a.other.score)
    .slice(0, max)
    .map(({ item, other }) => replaceWords(query, (one) => (one === item ? other : undefined)))
}

/** The query with its required, unquoted words replaced where `by` returns another. */
function replaceWords(query: Query, by: (item: TextTerm) => Other | undefined): Query {
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
  const other = by(query)
  if (!other) return query
  const { type, field, exact } = query
  const { text, shown } = other
  return { type, field, text, ...(shown !== text && { shown }), exact }
}

const hasSpelling = (word: string): boolean =>
  DENSE.test(word) ? Array.from(word).length >= LEAST_DENSE && /^[\p{L}\p{M}\p{N}]+$/u.test(word) : SPELLED.test(word)

/** Other spellings of a word in the index, the most similar first. */
function others({ text: word }: TextTerm, alike: Alike): Other[] {
  const dense = DENSE.test(word)
  const found = new Map<string, Other>()
  for (const shown of parts(word, alike(word))) {
    const text = foldText(shown)
    // names that contain the word itself match anyway
    if (text.includes(word) || found.has(text) || !hasSpelling(text)) continue
    const edits = distance(word, text, 2)
    const score = similarity(word, text) + (edits === 0 ? 1 : edits === 1 ? 0.5 : edits === 2 ? 0.2 : 0)
    if (score >= ALIKE + (edits > 2 ? 0.2 : 0.1) && (!dense || edits <= (Array.from(word).length > 5 ? 2 : 1)))
      found.set(text, { text, shown, score })
  }
  const best = [...found.values()].sort(
    (a, b) => b.score - a.score || a.text.length - b.text.length || (a.text < b.text ? -1 : 1),
  )
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
    const folded = all.map(foldText)
    for (let from = 0; from < all.length; from++) {
      for (
        let length = Math.max(LEAST_DENSE, letters.length - 1);
        length <= letters.length + 1 && from + length <= all.length;
        length++
      ) {
        if (folded[from] === letters[0] || folded[from + length - 1] === letters.at(-1))
          found.add(all.slice(from, from + length).join(''))
        if (found.size >= MAX_PARTS) return found
      }
    }
  }
  return found
}
