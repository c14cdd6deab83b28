import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../main/base/clock.ts'
import { pick, type Random, seededRandom } from '../../main/base/random.ts'
import { SearchThreads } from '../../main/search/local/search-threads.ts'
import type { Trust } from '../../main/contract/trust.ts'
import { Finder } from '../../main/search/local/finder.ts'
import { parseQuery } from '../../main/search/query/parser.ts'
import { Search } from '../../main/search/search.ts'
import { type Database, openDatabase } from '../../main/store/database.ts'
import { entryReader } from '../../main/store/search/search-connection.ts'
import { compile, WEIGHTS } from '../../main/store/search/search-sql.ts'
import { SqliteSearchIndex } from '../../main/store/search/search-store.ts'
import { catalogue, vocabulary } from './lib/catalogue.ts'
import { type BenchLine, cost, limit, median, percentile, rate, seconds } from './lib/measure.ts'

const SEED = 7
const WORDS = 40_000
const PEERS = 20
const BATCH = 25_000
const WINDOW = 200
/** Bytes per entry that the settings allow. */
const ENTRY_LIMIT = 1024
/** The first letters typed. */
const LETTERS = 'k ka a an z zo r re s su m mp 1 12 p pd q qu g gr'.split(' ')
const FILTERS = ['type:audio', 'ext:flac', 'size:>10mb', 'year:2001..2010', 'duration:>3m']
const TRUSTED: Trust = {
  u: 0.8,
  total: 0.8,
  recent: 0.8,
  count: 10,
  raters: 3,
  decision: 'good',
  standing: 'good',
  low: 0.7,
  high: 0.9,
  by: 'rule',
  override: null,
}

/** Options: `--entries` of the index (1,000,000), `--queries` (200). */
interface Options {
  entries?: number
  queries?: number
}

/** Milliseconds to the first rows, and to the complete ranking and counts. */
interface Answer {
  first: number
  whole: number
}

/** Bare FTS5 statements with the same conditions: the newest matching rows, and the best by BM25. */
function bareStatements(database: Database, text: string): { newest: () => unknown; best: () => unknown } {
  const { match, where, values } = compile(parseQuery(text).query)
  const join = where.length === 0 ? '' : 'JOIN entries ON entries.id = entry_text.rowid'
  const conditions = ['entry_text MATCH ?', ...where].join(' AND ')
  const select = `SELECT entry_text.rowid FROM entry_text ${join} WHERE ${conditions}`
  const newest = database.prepare<unknown[]>(`${select} ORDER BY entry_text.rowid DESC LIMIT ${WINDOW}`)
  const best = database.prepare<unknown[]>(`${select} ORDER BY bm25(entry_text, ${WEIGHTS}) LIMIT ${WINDOW}`)
  return { newest: () => newest.all(match, ...values), best: () => best.all(match, ...values) }
}

/** Milliseconds that `work` takes. */
const msOf = async (work: () => unknown): Promise<number> => (await seconds(work)) * 1000

/** Indexes `entries` files of several peers in the app's index; returns seconds. */
function buildIndex(index: SqliteSearchIndex, random: Random, word: () => string, entries: number): number {
  let ms = 0
  for (let done = 0; done < entries; done += BATCH) {
    const peer = (1 + ((done / BATCH) % PEERS)).toString(16).padStart(64, '0')
    const changes = catalogue(random, word, done, Math.min(BATCH, entries - done))
    const start = performance.now()
    index.apply(peer, 'key', changes, done + BATCH)
    ms += performance.now() - start
  }
  return ms / 1000
}

/** Seconds that plain FTS5 takes to index the paths of the same files as trigrams. */
function buildPlain(dir: string, entries: number): number {
  const random = seededRandom(SEED)
  const word = vocabulary(random, WORDS)
  const sql = "CREATE VIRTUAL TABLE t USING fts5(path, tokenize = 'trigram remove_diacritics 1')"
  const database = openDatabase(join(dir, 'plain.db'), {
    log: () => {},
    migrations: [{ number: 1, name: 'plain', sql }],
  })
  try {
    database.sql.pragma('synchronous = OFF')
    const put = database.prepare('INSERT INTO t VALUES (?)')
    let ms = 0
    for (let done = 0; done < entries; done += BATCH) {
      const paths = catalogue(random, word, done, Math.min(BATCH, entries - done)).map(({ path }) => path)
      const start = performance.now()
      database.transaction(() => paths.forEach((path) => put.run(path)))
      ms += performance.now() - start
    }
    return ms / 1000
  } finally {
    database.close()
  }
}

/** Searches as the page does. */
async function ask(search: Search, text: string): Promise<Answer> {
  const stop = new AbortController()
  const start = performance.now()
  let first = Number.NaN
  for await (const { facets } of search.stream({ text, kinds: [], limit: WINDOW }, () => () => {}, stop.signal)) {
    const now = performance.now() - start
    if (Number.isNaN(first)) first = now
    if (facets) return { first, whole: now }
  }
  throw new Error(`the search for "${text}" ended without an answer`)
}

/**
 * Queries of one to three words and with filters, in the app's threads, alternating with bare FTS5:
 * - first answer: the first 200 rows with names, sources and trust, against the newest 200 matching row ids;
 * - whole answer: all matches ranked and counted, against the best 200 row ids by BM25.
 * Then the first answer to one and two letters, against a scan of the names that stops at the 200th hit; building the
 * index, against plain FTS5 over the same paths; and the process's memory, against that before the searches.
 */
export default async function* run({ entries = 1_000_000, queries = 200 }: Options = {}): AsyncGenerator<BenchLine> {
  const dir = mkdtempSync(join(tmpdir(), 'hyoban-bench-search-'))
  const random = seededRandom(SEED)
  const word = vocabulary(random, WORDS)
  const database = openDatabase(join(dir, 'hyoban.db'), { log: () => {} })
  const threads = new SearchThreads(database.path)
  try {
    database.sql.pragma('synchronous = OFF')
    const index = new SqliteSearchIndex(database)
    const building = buildIndex(index, random, word, entries)
    database.sql.pragma('wal_checkpoint(TRUNCATE)')
    const search = new Search({
      self: '0'.repeat(64),
      index,
      clock: systemClock,
      executors: { finder: new Finder(entryReader(database, () => systemClock.now())), threads },
      peers: {
        trust: { trustOf: () => TRUSTED },
        names: { named: (peer) => ({ name: peer.slice(60), fingerprint: peer.slice(0, 8) }) },
        presence: { isOnline: () => true },
      },
      indexer: { arriving: 0 },
    })
    const before = process.memoryUsage().rss
    const texts = Array.from({ length: queries }, (_, i) => {
      const words = Array.from({ length: 1 + (i % 3) }, word).join(' ')
      return i % 4 === 3 ? `${words} ${pick(random, FILTERS)}` : words
    })
    yield* questions(database, search, texts)
    yield* letters(database, search)
    yield rate('search index, building', entries / building, entries / buildPlain(dir, entries), 'entries/s')
    yield cost('search, memory of the process', process.memoryUsage().rss / 1e6, before / 1e6, 'MB')
    yield limit('search index, size of an entry', statSync(database.path).size / entries, ENTRY_LIMIT, 'bytes')
  } finally {
    await threads.close()
    database.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

async function* questions(database: Database, search: Search, texts: readonly string[]): AsyncGenerator<BenchLine> {
  await ask(search, texts[0] as string)
  const ours: Answer[] = []
  const reference: Answer[] = []
  for (const [i, text] of texts.entries()) {
    const { newest, best } = bareStatements(database, text)
    const turns = [
      async () => void ours.push(await ask(search, text)),
      async () => void reference.push({ first: await msOf(newest), whole: await msOf(best) }),
    ]
    // They take turns, since the second finds the pages cached.
    for (const turn of i % 2 === 0 ? turns : turns.reverse()) await turn()
  }
  for (const [part, against] of [
    ['first', 'the newest by FTS5'],
    ['whole', 'the best by FTS5'],
  ] as const) {
    const [mine, theirs] = [ours, reference].map((list) => list.map((answer) => answer[part])) as [number[], number[]]
    const name = `search, ${part} answer against ${against}`
    yield cost(`${name} (p95)`, percentile(mine, 0.95), percentile(theirs, 0.95), 'ms')
    yield cost(`${name} (median)`, median(mine), median(theirs), 'ms')
  }
}

async function* letters(database: Database, search: Search): AsyncGenerator<BenchLine> {
  const scan = database.prepare<[string]>(`SELECT id FROM entries WHERE instr(name, ?) > 0 LIMIT ${WINDOW}`)
  const [ours, reference]: [number[], number[]] = [[], []]
  for (const text of LETTERS) {
    ours.push((await ask(search, text)).first)
    reference.push(await msOf(() => scan.all(text)))
  }
  const name = 'search, first answer to one or two letters (p95)'
  yield cost(name, percentile(ours, 0.95), percentile(reference, 0.95), 'ms')
}
