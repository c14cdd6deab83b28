import type { Query, TextTerm } from '../../search/query/ast.ts'

/** Shortest text that the trigram tokenizer indexes. */
const GRAM = 3
/** Columns of entry_text by text field. */
const COLUMNS: Readonly<Record<string, string>> = {
  name: 'name',
  folder: 'folder',
  title: 'title',
  artist: 'artist',
  album: 'album',
  author: 'author',
  text: 'text',
}
/** BM25 weights of the columns name, folder, title, artist, album, author, text. */
export const WEIGHTS = '8, 2, 6, 5, 3, 4, 1'

/** `match` for FTS5, null if it cannot find anything in the query; `where` conditions for the rest. */
export interface CompiledQuery {
  match: string | null
  where: string[]
  values: (string | number)[]
}

/** A text as an FTS5 string, without operators. */
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
const isLong = (text: string): boolean => Array.from(text).length >= GRAM
const isMatchable = (term: TextTerm): boolean =>
  (term.field === null || COLUMNS[term.field] !== undefined) && isLong(term.text)

/** The query as an FTS5 expression; null if FTS5 cannot express it. */
function toMatch(query: Query): string | null {
  if (query.type === 'text') {
    if (!isMatchable(query)) return null
    return query.field === null ? quoted(query.text) : `{${COLUMNS[query.field]}} : ${quoted(query.text)}`
  }
  if (query.type === 'or' || query.type === 'and') {
    const parts = query.items.map(toMatch)
    return parts.every((part) => part !== null) ? `(${parts.join(query.type === 'or' ? ' OR ' : ' AND ')})` : null
  }
  return null
}

/** The terms that must all hold. */
export const partsOf = (query: Query): readonly Query[] => (query.type === 'and' ? query.items : [query])

/** Whether the index of short words has a term: letters only, too few for trigrams, not in the file's text. */
const isShort = (item: Query): item is TextTerm =>
  item.type === 'text' &&
  !isLong(item.text) &&
  item.field !== 'community' &&
  item.field !== 'from' &&
  item.field !== 'text' &&
  /^[\p{L}\p{N}]+$/u.test(item.text)

/** The short words that must occur, with `match` for the index of short words; null if there are none. */
export function shortWords(query: Query): { terms: TextTerm[]; match: string } | null {
  const terms = partsOf(query).filter(isShort)
  return terms.length === 0 ? null : { terms, match: terms.map(({ text }) => quoted(text)).join(' AND ') }
}

/**
 * Splits a query into an FTS5 expression and conditions on its matches. Values are bound, never spliced. `known`: short
 * words that were looked up already.
 */
export function compile(query: Query, known: readonly Query[] = []): CompiledQuery {
  const items = partsOf(query)
  const matches = items.map(toMatch)
  const found = matches.filter((match) => match !== null)
  const values: (string | number)[] = []
  const where: string[] = []
  const excluded: string[] = []
  items.forEach((item, i) => {
    if (item.type === 'all' || matches[i] !== null) return
    if (known.includes(item) && item.type === 'text') {
      if (item.field !== null) where.push(textCondition(item, values, true))
      return
    }
    const never = found.length > 0 && item.type === 'not' ? toMatch(item.item) : null
    if (never !== null) excluded.push(never)
    else where.push(condition(item, values, found.length > 0))
  })
  if (found.length === 0) return { match: null, where, values }
  const positive = found.join(' AND ')
  return { match: excluded.length === 0 ? positive : `(${positive}) NOT (${excluded.join(' OR ')})`, where, values }
}

const NUMBERS: Readonly<Record<string, string>> = {
  size: 'size',
  year: 'year',
  duration: 'duration',
  pages: 'pages',
  width: 'width',
  height: 'height',
  bitrate: 'bitrate',
}

/** A condition on a row of `entries`. `narrowed`: few rows are tested, so each may be scanned without an index. */
function condition(query: Query, values: (string | number)[], narrowed: boolean): string {
  switch (query.type) {
    case 'all':
      return '1'
    case 'and':
    case 'or':
      return `(${query.items
        .map((item) => condition(item, values, narrowed))
        .join(query.type === 'and' ? ' AND ' : ' OR ')})`
    case 'not':
      return `NOT coalesce(${condition(query.item, values, narrowed)}, 0)`
    case 'kind':
      values.push(JSON.stringify(query.kinds))
      return 'entries.kind IN (SELECT value FROM json_each(?))'
    case 'ext':
      values.push(JSON.stringify(query.extensions))
      return 'entries.ext IN (SELECT value FROM json_each(?))'
    case 'root':
      values.push(query.prefix.padEnd(64, '0'), query.prefix.padEnd(64, 'f'))
      return 'entries.root BETWEEN unhex(?) AND unhex(?)'
    case 'text':
      return textCondition(query, values, narrowed)
    case 'number': {
      const { field, min, max, open } = query
      const bounds = (column: string): string => {
        const parts: string[] = []
        if (min !== null) parts.push(`${column} ${open ? '>' : '>='} ?`)
        if (max !== null) parts.push(`${column} ${open ? '<' : '<='} ?`)
        values.push(...[min, max].filter((bound) => bound !== null))
        return parts.join(' AND ')
      }
      if (field === 'peers')
        return `(SELECT ${bounds('count(DISTINCT o.catalogue)')} FROM entries o
          JOIN temp.peerView p ON p.catalogue = o.catalogue WHERE o.root = entries.root AND p.counts = 1)`
      if (field === 'trust')
        return `EXISTS (SELECT 1 FROM entries o
          JOIN temp.peerView p ON p.catalogue = o.catalogue WHERE o.root = entries.root AND ${bounds('p.trust')})`
      if (field === 'shared' || field === 'modified')
        return `(${bounds(`((SELECT now FROM temp.searchTime)
          - entries.${field === 'shared' ? 'added' : 'modified'})`)})`
      return `(${bounds(`entries.${NUMBERS[field]}`)})`
    }
  }
}

function textCondition({ field, text }: TextTerm, values: (string | number)[], narrowed: boolean): string {
  if (field === 'community' || field === 'from') {
    values.push(text)
    return `entries.catalogue IN (SELECT catalogue FROM temp.peerView
      WHERE instr(${field === 'from' ? 'label' : 'communities'}, ?) > 0)`
  }
  if (isLong(text)) {
    values.push(field === null ? quoted(text) : `{${COLUMNS[field]}} : ${quoted(text)}`)
    return 'entries.id IN (SELECT rowid FROM entry_text WHERE entry_text MATCH ?)'
  }
  const columns =
    field === null
      ? ['entries.name', 'entries.folder', 'searchWords(entries.metadata)']
      : field === 'name' || field === 'folder'
        ? [`entries.${field}`]
        : [`searchFold(coalesce(entries.metadata ->> '$.${field}', ''))`]
  const within = (): string =>
    `(${columns.map((column) => (values.push(text), `instr(${column}, ?) > 0`)).join(' OR ')})`
  // punctuation is in no index; letters are looked up before rows are scanned
  if (narrowed || field === 'text' || !/^[\p{L}\p{N}]+$/u.test(text)) return within()
  values.push(quoted(text))
  const found = 'entries.id IN (SELECT rowid FROM entry_short WHERE entry_short MATCH ?)'
  return field === null ? found : `(${found} AND ${within()})`
}
