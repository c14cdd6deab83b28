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
import type { BenchLine } from './hash.ts'
import type { CatalogueChange } from '../../main/domain/catalogue-entry.ts'

const PEERS = 20
const BATCH = 25_000
const WINDOW = 200
const EXTENSIONS = ['mp3', 'flac', 'jpg', 'pdf', 'mkv', 'zip', 'txt', 'epub']
/** What is typed first. */
const LETTERS = [
  'k',
  'ka',
  'a',
  'an',
  'z',
  'zo',
  'r',
  're',
  's',
  'su',
  'm',
  'mp',
  '1',
  '12',
  'p',
  'pd',
  'q',
  'qu',
  'g',
  'gr',
]
const FILTERS = ['type:audio', 'ext:flac', 'size:>10mb', 'year:2001..2010', 'duration:>3m']

/** Words with the frequencies of a language: the second is half as common as the first, and so on. */
function vocabulary(random: Random, size: number): () => string {
  const syllables = [
    'ka',
    'lo',
    'mi',
    'ren',
    'ta',
    'su',
    'vor',
    'an',
    'el',
    'dri',
    'po',
    'que',
    'shi',
    'nal',
    'ber',
    'ist',
    'um',
    'gra',
    'fe',
    'zon',
  ]
  const words = Array.from({ length: size }, () =>
    Array.from({ length: 2 + Math.floor(random.next() * 3) }, () => pick(random, syllables)).join(''),
  )
  return () => words[Math.floor(size ** random.next()) - 1] as string
}

function* catalogue(random: Random, word: () => string, from: number, count: number): Generator<CatalogueChange> {
  for (let i = from; i < from + count; i++) {
    const extension = pick(random, EXTENSIONS)
    const root = new Uint8Array(32)
    // one in ten is a file that others have, too
    new DataView(root.buffer).setUint32(
      0,
      Math.imul(random.next() < 0.1 ? Math.floor(random.next() * i) : i, 2654435761) >>> 0,
    )
    const music = extension === 'mp3' || extension === 'flac'
    const metadata = music
      ? {
          metadata: {
            artist: word(),
            title: `${word()} ${word()}`,
            year: 1960 + Math.floor(random.next() * 65),
            duration: 60_000 + Math.floor(random.next() * 400_000),
          },
        }
      : {}
    yield {
      type: 'put',
      path: `${word()}/${word()} ${word()}/${word()} ${word()} ${i}.${extension}`,
      entry: { root, size: Math.floor(10 ** (3 + random.next() * 6)), modified: 1_600_000_000_000 + i, ...metadata },
    }
  }
}

const p95 = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] as number
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number

/**
 * The bare statement for the same question: FTS5's best rows, with the same conditions on the entries where there are
 * any.
 */
function bare(database: Database, text: string): () => number {
  const { match, where, values } = compile(parseQuery(text).query)
  const statement =
    where.length === 0
      ? database.prepare<unknown[]>(
          `SELECT rowid FROM entry_text WHERE entry_text MATCH ? ORDER BY bm25(entry_text, ${WEIGHTS}) LIMIT ${WINDOW}`,
        )
      : database.prepare<unknown[]>(
          `SELECT entry_text.rowid FROM entry_text JOIN entries ON entries.id = entry_text.rowid WHERE entry_text MATCH ? AND ${where.join(' AND ')} ORDER BY bm25(entry_text, ${WEIGHTS}) LIMIT ${WINDOW}`,
        )
  return () => statement.all(match, ...values).length
}

const trust: Trust = {
  u: 0.8,
  total: 0.8,
  recent: 0.8,
  count: 10,
  raters: 3,
  decision: 'good',
  low: 0.7,
  high: 0.9,
  by: 'rule',
  override: null,
}

/**
 * 200 queries of one, two and three words and with filters on fields over `--entries` entries (1,000,000): from the
 * question to the
 * first 200 rows with names, sources and trust, in the app's threads, against the bare FTS5 statement in the same run,
 * turn by turn. p95 and
 * median in milliseconds, ratio = ours / reference. Then one and two letters, against the exhaustive statement for the
 * best rows; building the index against one pass of plain FTS5 inserts of a tenth of it (entries a second),
 * and memory of the process in MB (reference: before the searches).
 */
export default async function* run({
  entries = 1_000_000,
  queries = 200,
}: { entries?: number; queries?: number } = {}): AsyncGenerator<BenchLine> {
  const dir = mkdtempSync(join(tmpdir(), 'hyoban-bench-search-'))
  const random = seededRandom(7)
  const database = openDatabase(join(dir, 'hyoban.db'), { log: () => {} })
  const threads = new SearchThreads(database.path)
  try {
    database.sql.pragma('synchronous = OFF')
    const index = new SqliteSearchIndex(database)
    const word = vocabulary(random, 40_000)
    const began = performance.now()
    for (let done = 0; done < entries; done += BATCH) {
      const peer = (1 + ((done / BATCH) % PEERS)).toString(16).padStart(64, '0')
      index.apply(peer, 'key', [...catalogue(random, word, done, Math.min(BATCH, entries - done))], done + BATCH)
    }
    const building = (performance.now() - began) / 1000
    database.sql.pragma('wal_checkpoint(TRUNCATE)')
    const search = new Search({
      self: '0'.repeat(64),
      index,
      clock: systemClock,
      finder: new Finder(entryReader(database, () => systemClock.now())),
      finding: threads,
      arriving: () => 0,
      trustOf: () => trust,
      peerOf: (peer) => ({ name: peer.slice(60), fingerprint: peer.slice(0, 8), online: true }),
    })
    const before = process.memoryUsage().rss
    const first = async (text: string): Promise<number> => {
      const stop = new AbortController()
      for await (const { hits } of search.stream({ text, kinds: [], limit: WINDOW }, () => () => {}, stop.signal))
        return hits.length
      return 0
    }
    const texts = Array.from({ length: queries }, (_, i) => {
      const words = Array.from({ length: 1 + (i % 3) }, word).join(' ')
      return i % 4 === 3 ? `${words} ${pick(random, FILTERS)}` : words
    })
    await first(texts[0] as string)
    const [ours, reference]: [number[], number[]] = [[], []]
    for (const [i, text] of texts.entries()) {
      const statement = bare(database, text)
      const one = async (): Promise<unknown> => {
        const start = performance.now()
        await first(text)
        return ours.push(performance.now() - start)
      }
      const other = (): unknown => {
        const start = performance.now()
        statement()
        return reference.push(performance.now() - start)
      }
      // both find the pages warm once a turn: who goes first takes turns
      if (i % 2 === 0) {
        await one()
        other()
      } else {
        other()
        await one()
      }
    }
    const line = (name: string, a: number, b: number, unit: string): BenchLine => ({
      name,
      ours: Number(a.toFixed(2)),
      reference: Number(b.toFixed(2)),
      ratio: Number((a / b).toFixed(3)),
      unit,
    })
    yield line('search (p95)', p95(ours), p95(reference), 'ms')
    yield line('search (median)', median(ours), median(reference), 'ms')
    const letters: [number[], number[]] = [[], []]
    const reader = entryReader(database, () => systemClock.now())
    reader.setPeers([])
    for (const text of LETTERS) {
      const query = parseQuery(text).query
      let start = performance.now()
      await first(text)
      letters[0].push(performance.now() - start)
      start = performance.now()
      reader.read({ query, kinds: [], order: 'relevance', descending: true, most: WINDOW })
      letters[1].push(performance.now() - start)
    }
    yield line('search, first keys (p95)', p95(letters[0]), p95(letters[1]), 'ms')
    yield line(
      'search index, building',
      entries / building,
      plainInserts(dir, random, word, Math.ceil(entries / 10)),
      'entries/s',
    )
    yield line('search, memory of the process', process.memoryUsage().rss / 1e6, before / 1e6, 'MB')
    yield line('search index, bytes an entry', statSync(database.path).size / entries, 1024, 'B')
  } finally {
    await threads.close()
    database.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Entries a second that plain FTS5 takes in: the same names and trigrams, nothing else kept. */
function plainInserts(dir: string, random: Random, word: () => string, count: number): number {
  const database = openDatabase(join(dir, 'plain.db'), {
    log: () => {},
    migrations: [
      {
        number: 1,
        name: 'plain',
        sql: "CREATE VIRTUAL TABLE t USING fts5(path, tokenize = 'trigram remove_diacritics 1')",
      },
    ],
  })
  try {
    database.sql.pragma('synchronous = OFF')
    const put = database.prepare('INSERT INTO t VALUES (?)')
    const paths = [...catalogue(random, word, 0, count)].map(({ path }) => path)
    const start = performance.now()
    for (let at = 0; at < count; at += BATCH)
      database.transaction(() => paths.slice(at, at + BATCH).forEach((path) => put.run(path)))
    return count / ((performance.now() - start) / 1000)
  } finally {
    database.close()
  }
}
