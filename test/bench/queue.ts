import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { startLocalNet } from '../../main/network/local-net.ts'
import { ListDelta } from '../../main/transfers/views/change-feed.ts'
import { cleanNodes, tempDir } from '../transfers/helpers/cleanup.ts'
import { startNode } from '../transfers/helpers/node.ts'
import { type BenchLine, cost, median, seconds } from './lib/measure.ts'

const PEER = 'ab'.repeat(32)

/** Options: `--downloads` in the queue (1000), `--rounds` (5). */
interface Options {
  downloads?: number
  rounds?: number
}

const msOf = async (work: () => unknown): Promise<number> => (await seconds(work)) * 1000

/** The straightforward implementation: a table of downloads, and rows compared as JSON. */
class PlainQueue {
  readonly #sql: Sqlite.Database
  readonly #shown = new Map<string, string>()

  constructor(path: string) {
    this.#sql = new Sqlite(path)
    this.#sql.pragma('journal_mode = WAL')
    this.#sql.pragma('synchronous = NORMAL')
    this.#sql.exec(
      'CREATE TABLE q (id INTEGER PRIMARY KEY, place INTEGER, root TEXT, name TEXT, size INTEGER, peer TEXT)',
    )
  }

  /** Adds downloads in one transaction. */
  add(files: readonly { root: string; path: string; size: number; peer: string }[]): void {
    const put = this.#sql.prepare('INSERT INTO q (place, root, name, size, peer) VALUES (?, ?, ?, ?, ?)')
    this.#sql.transaction(() => {
      for (const [i, { root, path, size, peer }] of files.entries()) put.run(i, root, path, size, peer)
    })()
  }

  /** Moves the last `count` to the front in one transaction. */
  moveLast(count: number, total: number): void {
    const put = this.#sql.prepare('UPDATE q SET place = ? WHERE id = ?')
    this.#sql.transaction(() => {
      for (let i = 0; i < count; i++) put.run(i - count, total - count + i + 1)
    })()
  }

  list(): unknown[] {
    return this.#sql.prepare('SELECT * FROM q ORDER BY place').all()
  }

  /** Rows that differ from the previous call. */
  changed<T extends { id: string }>(rows: readonly T[]): T[] {
    return rows.filter((row) => {
      const text = JSON.stringify(row)
      if (this.#shown.get(row.id) === text) return false
      this.#shown.set(row.id, text)
      return true
    })
  }

  close(): void {
    this.#sql.close()
  }
}

/**
 * A queue of many downloads: adding them as one group, moving half of them to the front, listing all, and finding what
 * a change of priority affects, against a plain SQLite table (one statement per row, one transaction) and rows compared
 * as JSON. Alternating, medians.
 */
export default async function* run({ downloads = 1000, rounds = 5 }: Options = {}): AsyncGenerator<BenchLine> {
  const net = await startLocalNet(2)
  const files = Array.from({ length: downloads }, (_, i) => ({
    root: (i + 1).toString(16).padStart(64, '0'),
    path: `d${i % 10}/file ${i}`,
    size: i,
    peer: PEER,
  }))
  const half = Math.floor(downloads / 2)
  const ours = { add: [] as number[], move: [] as number[], list: [] as number[], tell: [] as number[] }
  const plain = { add: [] as number[], move: [] as number[], list: [] as number[], tell: [] as number[] }
  try {
    for (let round = 0; round < rounds; round++) {
      const { transfers } = await startNode({ bootstrap: net.bootstrap })
      const queue = new PlainQueue(join(tempDir(), 'plain.db'))
      plain.add.push(await msOf(() => queue.add(files)))
      let ids: string[] = []
      ours.add.push(await msOf(() => ({ ids } = transfers.downloadGroup({ name: 'many', files }))))
      plain.move.push(await msOf(() => queue.moveLast(half, downloads)))
      ours.move.push(await msOf(() => transfers.move(ids.slice(-half), 'first')))
      plain.list.push(await msOf(() => queue.list()))
      ours.list.push(await msOf(() => transfers.list()))
      const delta = new ListDelta()
      delta.next(transfers.list())
      queue.changed(transfers.list())
      transfers.setPriority([ids[downloads - 1] as string], 'high')
      const rows = transfers.list()
      plain.tell.push(await msOf(() => queue.changed(rows)))
      ours.tell.push(await msOf(() => delta.next(rows)))
      queue.close()
      await cleanNodes()
    }
    for (const [part, what] of [
      ['add', `adding ${downloads}, against inserts`],
      ['move', `moving ${half}, against updates`],
      ['list', `listing ${downloads}, against a SELECT`],
      ['tell', 'telling what changed, against JSON'],
    ] as const)
      yield cost(`queue, ${what}`, median(ours[part]), median(plain[part]), 'ms')
  } finally {
    await cleanNodes()
    await net.close()
  }
}
