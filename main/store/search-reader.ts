import type { EntryReader, EntryRow, PeerView, ReadRequest } from '../search/entry-reader.ts'
import { foldText } from '../base/fold-text.ts'
import { compile, WEIGHTS } from './search-sql.ts'
import type { Database } from './database.ts'

/** Entries looked through for words of another spelling, and groups of letters that they are found by: the rarest. */
const MOST_ALIKE = 400
const MOST_GRAMS = 6
const COMMON = 60_000
const MOST_STATEMENTS = 64

type Row = Omit<EntryRow, 'owner'> & { catalogue: number }
interface Connection {
  prepare: Database['prepare']
  exec(sql: string): unknown
  now: () => number
}

/** Reads the index in one connection; temporary tables tell SQL who is who. Works on a read-only connection, too. */
export class SqliteEntryReader implements EntryReader {
  readonly #db: Connection
  readonly #owners
  readonly #alikeNames
  readonly #frequency
  readonly #statements = new Map<string, ReturnType<typeof Database.prototype.prepare<unknown[], Row>>>()
  #places = new Map<number, number>()

  constructor(db: Connection) {
    this.#db = db
    db.exec(`
      CREATE TEMP TABLE IF NOT EXISTS peerView (catalogue INTEGER PRIMARY KEY, counts INTEGER, trust REAL, label TEXT, communities TEXT);
      CREATE TEMP TABLE IF NOT EXISTS searchTime (now INTEGER);
      CREATE VIRTUAL TABLE IF NOT EXISTS temp.entryGrams USING fts5vocab(main, entry_text, row);`)
    this.#owners = db.prepare<[Uint8Array], number>('SELECT DISTINCT catalogue FROM entries WHERE root = ?')
    this.#owners.pluck()
    this.#alikeNames = db.prepare<[string], { name: string; folder: string; metadata: string | null }>(`
      SELECT name, folder, metadata FROM (SELECT rowid FROM entry_text WHERE entry_text MATCH ? ORDER BY rank LIMIT ${MOST_ALIKE}) f JOIN entries ON entries.id = f.rowid`)
    this.#frequency = db.prepare<[string], { doc: number }>('SELECT doc FROM temp.entryGrams WHERE term = ?')
  }

  setPeers(peers: readonly PeerView[]): void {
    this.#places = new Map()
    this.#db.exec('DELETE FROM temp.peerView; DELETE FROM temp.searchTime')
    this.#db.prepare('INSERT INTO temp.searchTime VALUES (?)').run(this.#db.now())
    const catalogues = new Map(this.#db.prepare<[], { id: number; peer: string }>('SELECT id, peer FROM catalogues').all().map(({ id, peer }) => [peer, id]))
    const put = this.#db.prepare('INSERT INTO temp.peerView VALUES (?, ?, ?, ?, ?)')
    peers.forEach((view, place) => {
      const catalogue = catalogues.get(view.peer)
      if (catalogue === undefined) return
      this.#places.set(catalogue, place)
      put.run(catalogue, view.self || view.decision === 'bad' ? 0 : 1, view.decision === 'bad' ? 0 : view.trust, `${foldText(view.name)}\n${view.peer}`,
        view.communities.map(({ id, name }) => `${foldText(name)}\n${id}`).join('\n'))
    })
  }

  read({ query, kinds, order, descending, most }: ReadRequest): EntryRow[] {
    const { match, where, values } = compile(query)
    if (kinds.length > 0) {
      where.push('entries.kind IN (SELECT value FROM json_each(?))')
      values.push(JSON.stringify(kinds))
    }
    const limit = Math.max(1, Math.floor(most))
    const direction = descending ? 'DESC' : 'ASC'
    const columns = 'entries.id, root, catalogue, kind, size, modified'
    const conditions = where.length > 0 ? `AND ${where.join(' AND ')}` : ''
    const by = { name: `name ${direction}`, size: `size ${direction}`, date: `modified ${direction}`, newest: 'modified DESC', relevance: 'modified DESC' }[order]
    let sql: string
    if (match === null) {
      const short = firstShort(query)
      // names that begin with the word first, then short names
      const score = short === null || order !== 'relevance' ? '0.0' : 'CASE instr(name, ?) WHEN 0 THEN 0.1 WHEN 1 THEN 2.0 ELSE 1.0 END + 1.0 / (1 + length(name))'
      if (score !== '0.0') values.unshift(short as string)
      sql = `SELECT ${columns}, ${score} AS score FROM entries WHERE 1 ${conditions} ORDER BY ${score === '0.0' ? by : 'score DESC'} LIMIT ${limit}`
    } else if (order === 'relevance') {
      values.unshift(match)
      // what nothing narrows further is ranked before the entries are looked up
      sql = where.length > 0
        ? `SELECT ${columns}, -bm25(entry_text, ${WEIGHTS}) AS score FROM entry_text JOIN entries ON entries.id = entry_text.rowid WHERE entry_text MATCH ? ${conditions} ORDER BY score DESC LIMIT ${limit}`
        : `SELECT ${columns}, score FROM (SELECT rowid, -bm25(entry_text, ${WEIGHTS}) AS score FROM entry_text WHERE entry_text MATCH ? ORDER BY score DESC LIMIT ${limit}) f
          JOIN entries ON entries.id = f.rowid ORDER BY score DESC`
    } else {
      values.unshift(match)
      sql = `SELECT ${columns}, 0.0 AS score FROM entry_text JOIN entries ON entries.id = entry_text.rowid WHERE entry_text MATCH ? ${conditions} ORDER BY ${by} LIMIT ${limit}`
    }
    return this.#prepared(sql).all(...values).map(({ id, root, catalogue, kind, size, modified, score }) => ({ id, root, kind, size, modified, score, owner: this.#places.get(catalogue) ?? -1 }))
  }

  /** Statements are prepared once for each form of query; forms are few, but strangers can make more. */
  #prepared(sql: string): ReturnType<typeof Database.prototype.prepare<unknown[], Row>> {
    let found = this.#statements.get(sql)
    if (found) return found
    if (this.#statements.size >= MOST_STATEMENTS) this.#statements.clear()
    found = this.#db.prepare<unknown[], Row>(sql)
    this.#statements.set(sql, found)
    return found
  }

  owners(root: Uint8Array): number[] {
    return (this.#owners.all(root) as unknown as number[]).map((catalogue) => this.#places.get(catalogue) ?? -1)
  }

  alike(word: string): string[] {
    const letters = Array.from(word)
    const grams = [...new Set(letters.slice(2).map((_, i) => letters.slice(i, i + 3).join('')))]
      .map((gram) => ({ gram, entries: this.#frequency.get(gram)?.doc ?? 0 })).filter(({ entries }) => entries > 0 && entries < COMMON)
      .sort((a, b) => a.entries - b.entries).slice(0, MOST_GRAMS)
    if (grams.length === 0) return []
    const words = new Set<string>()
    for (const { name, folder, metadata } of this.#alikeNames.all(grams.map(({ gram }) => `"${gram.replaceAll('"', '""')}"`).join(' OR '))) {
      for (const [found] of `${name} ${folder} ${metadata === null ? '' : foldText(metadata)}`.matchAll(/[\p{L}\p{N}]{3,40}/gu)) words.add(found)
    }
    words.delete(word)
    return [...words]
  }
}

/** The first short word that must occur. */
function firstShort(query: ReadRequest['query']): string | null {
  const items = query.type === 'and' ? query.items : [query]
  const first = items.find((item) => item.type === 'text' && (item.field === null || item.field === 'name'))
  return first?.type === 'text' ? first.text : null
}
