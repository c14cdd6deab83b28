import type { Query } from '../../search/query/ast.ts'
import { compile, partsOf, shortWords } from './search-sql.ts'

/** Maximum number of entries read for a first result whatever the size of the index, which takes some milliseconds. */
const MAX_READ = 2000
const MAX_WORDS = 8
/** Score of a name for the bound word: it begins with it, contains it, or matches elsewhere; short names first. */
export const CLOSENESS = 'CASE instr(name, ?) WHEN 0 THEN 0.1 WHEN 1 THEN 2.0 ELSE 1.0 END + 1.0 / (1 + length(name))'

/** Score of a name for the words of a query, as an SQL expression with the words to bind; 0 without words. */
export function closeness(query: Query): { score: string; words: string[] } {
  const words = partsOf(query)
    .flatMap((item) => (item.type === 'text' && (item.field === null || item.field === 'name') ? [item.text] : []))
    .slice(0, MAX_WORDS)
  return { score: words.length === 0 ? '0.0' : words.map(() => CLOSENESS).join(' + '), words }
}

/**
 * `from`: a statement that yields the ids of at most `limit` entries, with its values; `where`: conditions on them.
 */
export interface Step {
  from: string
  limit: number
  values: (string | number)[]
  where: string[]
  whereValues: (string | number)[]
}

/** The first word that must occur anywhere or in the name. */
export function firstWord(query: Query): string | null {
  const first = partsOf(query).find((item) => item.type === 'text' && (item.field === null || item.field === 'name'))
  return first?.type === 'text' ? first.text : null
}

/**
 * Plans how to find some matching entries without reading all: each step is bounded and yields only matches. Null if
 * the index finds all matches at once.
 */
export function planFirst(query: Query, max: number): Step[] | null {
  const { match, where, values } = compile(query)
  if (partsOf(query).some(({ type }) => type === 'root')) return null
  const conditions = { where, whereValues: values }
  if (match !== null) {
    const newest: Step = {
      from: `SELECT rowid AS id FROM entry_text WHERE entry_text MATCH ? ORDER BY rowid DESC LIMIT ${MAX_READ}`,
      limit: MAX_READ,
      values: [match],
      ...conditions,
    }
    const word = query.type === 'text' && (query.field === null || query.field === 'name') ? query.text : null
    if (word === null) return [newest]
    const begins: Step = {
      ...newest,
      from: `SELECT rowid AS id FROM entry_text WHERE entry_text MATCH ? ORDER BY rowid DESC LIMIT ${max}`,
      limit: max,
      values: [`{name} : ^"${word.replaceAll('"', '""')}"`],
    }
    return [begins, newest]
  }
  const short = shortWords(query)
  if (!short)
    return [
      {
        from: `SELECT id FROM entries ORDER BY modified DESC LIMIT ${MAX_READ * 2}`,
        limit: MAX_READ * 2,
        values: [],
        ...conditions,
      },
    ]
  const narrowed = compile(query, short.terms)
  const holding: Step = {
    from: `SELECT rowid AS id FROM entry_short WHERE entry_short MATCH ? ORDER BY rowid DESC LIMIT ${MAX_READ}`,
    limit: MAX_READ,
    values: [short.match],
    where: narrowed.where,
    whereValues: narrowed.values,
  }
  const [word, ...others] = short.terms
  if (!word || others.length > 0 || (word.field !== null && word.field !== 'name')) return [holding]
  const letters = Array.from(word.text).length
  const column = letters === 1 ? 'substr(name, 1, 1)' : 'substr(name, 1, 2)'
  const begins: Step = {
    ...holding,
    from: `SELECT id FROM entries WHERE ${column} = ? ORDER BY length(name) LIMIT ${max}`,
    limit: max,
    values: [word.text],
  }
  return [begins, holding]
}
