import { mkdtempSync, rmSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { tmpdir, loadavg } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { systemClock } from '../../main/base/clock.ts'
import { toHex } from '../../main/base/hex.ts'
import { sign, verify } from '../../main/identity/signature.ts'
import { verifyHead } from '../../main/logs/head.ts'
import type { Signer } from '../../main/domain/signer.ts'
import { Ratings } from '../../main/ratings/ratings.ts'
import { type Database, openDatabase } from '../../main/store/database.ts'
import { DecisionsStore } from '../../main/store/decisions-store.ts'
import { RatingsStore } from '../../main/store/ratings-store.ts'
import { SqliteWaitingRatingStore } from '../../main/store/waiting-ratings-store.ts'
import { BLOCK_BYTES, keyPairOf, prepareLogs, SIGNATURE_BYTES, treeHashOf } from './ratings/log.ts'

/** Blocks per batch, as in LogFollower. */
const BATCH = 64
/** Logs read concurrently, as in LogFollower. */
const PARALLEL = 8
/** Ratings per turn: both sides alternate, so that the load of the machine affects both. */
const SLICE = 20_000
const COLUMNS = ['rater', 'seq', 'subject', 'score', 'reason', 'comment', 'time', 'receipt', 'nonce']

type Row = (string | number | Uint8Array | null)[]

/** Wall time of both sides in ms; `signatures` and `hashing` are parts of `ours`. */
export interface IngestResult {
  count: number
  ours: number
  reference: number
  signatures: number
  hashing: number
  prepared: number
  load: number
}

/** The reference: the same table, indexes and settings, filled by one prepared statement, one slice per transaction. */
class PlainInserts {
  readonly #sql: Sqlite.Database
  readonly #insert: (rows: Row[]) => void
  ms = 0

  constructor(path: string, like: Database) {
    const sql = new Sqlite(path)
    for (const pragma of [
      'journal_mode = WAL',
      'synchronous = NORMAL',
      'temp_store = MEMORY',
      'cache_size = -32000',
      'wal_autocheckpoint = 4000',
    ])
      sql.pragma(pragma)
    for (const statement of like.sql
      .prepare("SELECT sql FROM sqlite_master WHERE tbl_name = 'ratings' AND sql IS NOT NULL")
      .pluck()
      .all())
      sql.exec(statement as string)
    const insert = sql.prepare<Row>(
      `INSERT INTO ratings (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})`,
    )
    this.#sql = sql
    this.#insert = sql.transaction((rows: Row[]) => {
      for (const row of rows) insert.run(...row)
    })
  }

  run(rows: Row[]): void {
    const start = performance.now()
    this.#insert(rows)
    this.ms += performance.now() - start
  }

  get rows(): number {
    return this.#sql.prepare('SELECT count(*) FROM ratings').pluck().get() as number
  }

  close(): void {
    this.#sql.close()
  }
}

/**
 * Ingests prepared rating logs as the app does: every block is hashed into its log's tree and the tree's signature
 * verified (Hypercore does so during replication; here once per log), then 64 blocks at a time go through
 * Ratings.ingest: both signatures of each receipt, the store with its indexes, the robust fold, trust histories,
 * decisions and events. Hypercore's files and the network are left out. The reference inserts the same rows, in
 * alternation. Throws if a rating is lost.
 */
export async function ingest(peers: number, count: number): Promise<IngestResult> {
  const dir = mkdtempSync(join(tmpdir(), 'hyoban-bench-ratings-'))
  const perLog = Math.max(1, Math.floor(count / peers))
  try {
    const start = performance.now()
    const parts = await prepareLogs(dir, peers, perLog)
    const prepared = performance.now() - start
    const database = openDatabase(join(dir, 'hyoban.db'), { log: () => {} })
    const spent = { signatures: 0, hashing: 0, ours: 0 }
    const timed = <T>(part: keyof typeof spent, work: () => T): T => {
      const from = performance.now()
      const result = work()
      spent[part] += performance.now() - from
      return result
    }
    const { publicKey, secretKey } = keyPairOf(0)
    const signer: Signer = {
      publicKey: toHex(publicKey),
      sign: (domain, message) => sign(domain, message, secretKey),
      verify: (domain, message, signature, key) => timed('signatures', () => verify(domain, message, signature, key)),
    }
    const ratings = new Ratings({
      stores: {
        ratings: new RatingsStore(database),
        decisions: new DecisionsStore(database),
        waiting: new SqliteWaitingRatingStore(database, signer.publicKey),
      },
      // The node's own log comes from the files, too.
      logs: {
        own: {
          name: signer.publicKey,
          length: 0,
          append: () => Promise.reject(new Error('nothing is written here')),
          async *read() {},
        },
      },
      trust: { mode: 'robust' },
      signer,
      behaviour: { rates: (score) => score },
      clock: systemClock,
      log: () => {},
    })
    let heard = 0
    ratings.events.on('rating', () => heard++)
    const plain = new PlainInserts(join(dir, 'plain.db'), database)
    const rowsOf = database.prepare<[string], Row>(`SELECT ${COLUMNS.join(', ')} FROM ratings WHERE rater = ?`).raw()
    let rows: Row[] = []
    /** Reads the log of one peer; false if its signature is invalid. */
    const readLog = async (handle: FileHandle, key: string, offset: number): Promise<boolean> => {
      const bytes = Buffer.alloc(perLog * BLOCK_BYTES + SIGNATURE_BYTES)
      await handle.read(bytes, 0, bytes.length, offset * bytes.length)
      const blocks = Array.from({ length: perLog }, (_, i) => bytes.subarray(i * BLOCK_BYTES, (i + 1) * BLOCK_BYTES))
      const hash = timed('hashing', () => treeHashOf(blocks))
      const signature = bytes.subarray(perLog * BLOCK_BYTES)
      if (!timed('signatures', () => verifyHead({ peer: key, length: perLog, fork: 0, hash, signature }))) return false
      for (let at = 0; at < perLog; at += BATCH) await ratings.ingest(key, at, blocks.slice(at, at + BATCH))
      return true
    }
    for (const { file, from, to } of parts) {
      const handle = await open(file)
      for (let first = from; first < to; first += PARALLEL) {
        const keys = Array.from({ length: Math.min(PARALLEL, to - first) }, (_, i) =>
          toHex(keyPairOf(first + i).publicKey),
        )
        const began = performance.now()
        const read = await Promise.all(keys.map((key, i) => readLog(handle, key, first + i - from)))
        // Lets timers run, as the app does.
        await setImmediate()
        spent.ours += performance.now() - began
        if (read.includes(false)) throw new Error('a log with a wrong signature')
        for (const key of keys) for (const row of rowsOf.all(key)) rows.push(row)
        if (rows.length < SLICE && first + PARALLEL < to) continue
        plain.run(rows)
        rows = []
      }
      await handle.close()
    }
    const began = performance.now()
    await ratings.close()
    spent.ours += performance.now() - began
    const total = perLog * peers
    if (heard !== total || plain.rows !== total)
      throw new Error(`${heard} ratings heard of and ${plain.rows} rows kept, instead of ${total}`)
    plain.close()
    database.close()
    return { count: total, ...spent, reference: plain.ms, prepared, load: loadavg()[0] as number }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
