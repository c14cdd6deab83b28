import type { Query } from './query/ast.ts'
import { distance, similarity } from './query/similarity.ts'

/** Words are taken for the same that are so alike, or differ in one letter or two that are swapped. */
const ALIKE = 0.45
/** Only words of letters with blanks between them have a spelling. */
const SPELLED = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}'-]{4,}$/u

/** The query with words put right that the index knows in another spelling; null if there is nothing to put right. `alike` yields words of the index. */
export function correct(query: Query, alike: (word: string) => readonly string[]): Query | null {
  let changed = false
  const walk = (item: Query): Query => {
    if (item.type === 'and' || item.type === 'or') return { ...item, items: item.items.map(walk) }
    if (item.type !== 'text' || item.exact || item.field === 'community' || item.field === 'from' || !SPELLED.test(item.text)) return item
    const better = best(item.text, alike(item.text))
    if (better === null) return item
    changed = true
    return { ...item, text: better }
  }
  const corrected = walk(query)
  return changed ? corrected : null
}

function best(word: string, others: readonly string[]): string | null {
  let found: string | null = null
  let most = 0
  for (const other of others) {
    if (!SPELLED.test(other) || other.includes(word)) continue
    const edits = distance(word, other, 2)
    const score = similarity(word, other) + (edits === 1 ? 0.5 : edits === 2 ? 0.2 : 0)
    if (score > most && (score >= ALIKE + (edits > 2 ? 0.2 : 0.1))) [found, most] = [other, score]
  }
  return found
}
