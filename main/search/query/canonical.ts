import type { Query } from './ast.ts'
import { printQuery } from './printer.ts'
import { isPlain } from './terms.ts'

/** Joins items in canonical form: flattened, without duplicates and without `all`. */
export function joinTerms(type: 'and' | 'or', items: readonly Query[]): Query {
  const flat = items.flatMap((item) => (item.type === type ? item.items : [item])).filter((item) => item.type !== 'all')
  const unique = [...new Map(flat.map((item) => [printQuery(item), item])).values()]
  if (unique.length === 0) return { type: 'all' }
  return unique.length === 1 ? (unique[0] as Query) : { type, items: unique }
}

/** Drops punctuation between words ("a & b", "a - b"), unless there is nothing else. */
export function withoutPunctuation(query: Query): Query {
  if (query.type !== 'and') return query
  const words = query.items.filter(
    (item) => item.type !== 'text' || item.field !== null || isPlain(item.text) || /[\p{L}\p{N}\s]/u.test(item.text),
  )
  return words.length === 0 ? query : joinTerms('and', words)
}
