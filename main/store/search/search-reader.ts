import type { EntryReader, EntryRow, PeerView, ReadRequest } from '../../search/local/entry-reader.ts'
import type { Metadata } from '../../domain/metadata.ts'
import { foldText } from '../../domain/text/fold-text.ts'
import { denseRuns } from '../../domain/text/short-grams.ts'
import { CLOSENESS, closeness, firstWord, planFirst, type Step } from './search-first.ts'
import { compile, WEIGHTS } from './search-sql.ts'
import { SimilarWords } from './similar-words.ts'
import type { Database } from '../database.ts'

const MAX_STATEMENTS = 64

type Row = Omit<EntryRow, 'owner'> & { catalogue: number }
export interface ReaderConnection {
  prepare: Database['prepare']
  exec(sql: string): unknown
  /** Registers a function that SQL can call. */
  define(name: string, run: (text: unknown) => number | string): unknown
  now: () => number
}
/** Calls `check` for one row in 64, which cancels a running statement by throwing. */
const alive = (id: string): string => `(${id} & 63 OR searchAlive())`
const COLUMNS = 'entries.id, root, catalogue, kind, size, modified'

/** The folded text of metadata (JSON) in which words of one or two letters are searched, as in the index of these. */
function shortWordsOf(metadata: string): string {
  const { title, artist, album, author, text } = JSON.parse(metadata) as Metadata
  const said = [title, artist, album, author].filter((value) => value !== undefined).map(foldText)
  return [...said, denseRuns(foldText(text ?? ''))].join('\n')
}

/** Reads the index over one connection, which may be read-only. Temporary tables hold the views of peers. */
export class SqliteEntryReader implements EntryReader {
  readonly #db: ReaderConnection
  readonly #owners
  readonly #words: SimilarWords
  readonly #statements = new Map<string, ReturnType<typeof Database.prototype.prepare<unknown[], Row>>>()
  #places = new Map<number, number>()
  #check: (() => void) | undefined

  constructor(db: ReaderConnection) {
    this.#db = db
    db.define('searchAlive', () => {
      this.#check?.()
      return 1
    })
    db.define('searchFold', (text) => foldText(String(text)))
    db.define('searchWords', (metadata) => (typeof metadata === 'string' ? shortWordsOf(metadata) : ''))
    db.exec(`
      CREATE TEMP TABLE IF NOT EXISTS peerView (
        catalogue INTEGER PRIMARY KEY, counts INTEGER, trust REAL, label TEXT, communities TEXT
      );
      CREATE TEMP TABLE IF NOT EXISTS searchTime (now INTEGER);`)
    this.#owners = db.prepare<[Uint8Array], number>('SELECT DISTINCT catalogue FROM entries WHERE root = ?')
    this.#owners.pluck()
    this.#words = new SimilarWords(db)
  }

  setPeers(peers: readonly PeerView[]): void {
    this.#places = new Map()
    this.#db.exec('DELETE FROM temp.peerView; DELETE FROM temp.searchTime')
    this.#db.prepare('INSERT INTO temp.searchTime VALUES (?)').run(this.#db.now())
    const catalogues = new Map(
      this.#db
        .prepare<[], { id: number; peer: string }>('SELECT id, peer FROM catalogues')
        .all()
        .map(({ id, peer }) => [peer, id]),
    )
    const put = this.#db.prepare('INSERT INTO temp.peerView VALUES (?, ?, ?, ?, ?)')
    peers.forEach((view, place) => {
      const catalogue = catalogues.get(view.peer)
      if (catalogue === undefined) return
      this.#places.set(catalogue, place)
      put.run(
        catalogue,
        view.self || view.decision === 'bad' ? 0 : 1,
        view.decision === 'bad' ? 0 : view.trust,
        `${foldText(view.name)}\n${view.peer}`,
        view.communities.map(({ id, name }) => `${foldText(name)}\n${id}`).join('\n'),
      )
    })
  }

  read({ query, kinds, order, descending, maxEntries, check }: ReadRequest): EntryRow[] {
    const { match, where, values } = compile(query)
    narrow(kinds, where, values)
    const limit = Math.max(1, Math.floor(maxEntries))
    const direction = descending ? 'DESC' : 'ASC'
    const conditions = where.length > 0 ? `AND ${where.join(' AND ')}` : ''
    const by = {
      name: `name ${direction}`,
      size: `size ${direction}`,
      date: `modified ${direction}`,
      newest: 'modified DESC',
      relevance: 'modified DESC',
    }[order]
    if (match === null) {
      const word = order === 'relevance' ? firstWord(query) : null
      if (word === null)
        return this.#all(
          `SELECT ${COLUMNS}, 0.0 AS score FROM entries WHERE ${alive('entries.id')} ${conditions}
          ORDER BY ${by} LIMIT ${limit}`,
          values,
          check,
        )
      return this.#all(
        `SELECT ${COLUMNS}, ${CLOSENESS} AS score FROM entries WHERE ${alive('entries.id')} ${conditions}
        ORDER BY score DESC LIMIT ${limit}`,
        [word, ...values],
        check,
      )
    }
    values.unshift(match)
    const found = `entry_text MATCH ? AND ${alive('entry_text.rowid')}`
    if (order !== 'relevance') {
      return this.#all(
        `SELECT ${COLUMNS}, 0.0 AS score FROM entry_text JOIN entries ON entries.id = entry_text.rowid
        WHERE ${found} ${conditions} ORDER BY ${by} LIMIT ${limit}`,
        values,
        check,
      )
    }
    // without further conditions, rows are ranked before their entries are joined
    return this.#all(
      where.length > 0
        ? `SELECT ${COLUMNS}, -bm25(entry_text, ${WEIGHTS}) AS score
        FROM entry_text JOIN entries ON entries.id = entry_text.rowid
        WHERE ${found} ${conditions} ORDER BY score DESC LIMIT ${limit}`
        : `SELECT ${COLUMNS}, score FROM (
          SELECT rowid, -bm25(entry_text, ${WEIGHTS}) AS score FROM entry_text WHERE ${found}
          ORDER BY score DESC LIMIT ${limit}) f
        JOIN entries ON entries.id = f.rowid WHERE ${alive('f.rowid')} ORDER BY score DESC`,
      values,
      check,
    )
  }

  first({ query, kinds, maxEntries, check }: Omit<ReadRequest, 'order' | 'descending'>): {
    rows: EntryRow[]
    more: boolean
  } {
    const plan = planFirst(query, maxEntries)
    if (plan === null) {
      const rows = this.read({ query, kinds, order: 'relevance', descending: true, maxEntries, check })
      return { rows, more: rows.length >= maxEntries }
    }
    const { score, words } = closeness(query)
    const found = new Map<number, Row>()
    for (const { from, values: bound, where, whereValues } of plan) {
      const [conditions, values] = [[...where], [...whereValues]]
      narrow(kinds, conditions, values)
      const narrowed = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''
      const sql = `
        SELECT ${COLUMNS}, ${score} AS score FROM (${from}) c JOIN entries ON entries.id = c.id ${narrowed}
        ORDER BY score DESC, modified DESC LIMIT ${Math.floor(maxEntries)}`
      for (const row of this.#rows(sql, [...words, ...bound, ...values], check))
        if (!found.has(row.id)) found.set(row.id, row)
      if (found.size >= maxEntries) break
    }
    const rows = [...found.values()].sort((a, b) => b.score - a.score || b.modified - a.modified)
    return {
      rows: rows.slice(0, maxEntries).map((row) => this.#entry(row)),
      more: rows.length > 0 || plan.some((step) => this.#isCut(step)),
    }
  }

  /** Whether a step has reached its limit, so that there may be more matches. */
  #isCut({ from, values, limit }: Step): boolean {
    return (
      (this.#db.prepare<unknown[], { n: number }>(`SELECT count(*) AS n FROM (${from})`).get(...values)?.n ?? 0) >=
      limit
    )
  }

  #all(sql: string, values: unknown[], check: ReadRequest['check']): EntryRow[] {
    return this.#rows(sql, values, check).map((row) => this.#entry(row))
  }

  #rows(sql: string, values: unknown[], check: ReadRequest['check']): Row[] {
    this.#check = check
    try {
      return this.#prepared(sql).all(...values)
    } finally {
      this.#check = undefined
    }
  }

  #entry({ id, root, catalogue, kind, size, modified, score }: Row): EntryRow {
    return { id, root, kind, size, modified, score, owner: this.#places.get(catalogue) ?? -1 }
  }

  /** Statements are cached by their SQL; the cache is bounded, since peers can send queries of many shapes. */
  #prepared(sql: string): ReturnType<typeof Database.prototype.prepare<unknown[], Row>> {
    let found = this.#statements.get(sql)
    if (found) return found
    if (this.#statements.size >= MAX_STATEMENTS) this.#statements.clear()
    found = this.#db.prepare<unknown[], Row>(sql)
    this.#statements.set(sql, found)
    return found
  }

  owners(root: Uint8Array): number[] {
    return (this.#owners.all(root) as unknown as number[]).map((catalogue) => this.#places.get(catalogue) ?? -1)
  }

  alike(word: string): string[] {
    return this.#words.alike(word)
  }
}

function narrow(kinds: ReadRequest['kinds'], where: string[], values: (string | number)[]): void {
  if (kinds.length === 0) return
  where.push('entries.kind IN (SELECT value FROM json_each(?))')
  values.push(JSON.stringify(kinds))
}
