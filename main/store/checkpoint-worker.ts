import { workerData } from 'node:worker_threads'
import Sqlite from 'better-sqlite3'
import { serveJobs } from '../base/worker-messages.ts'

/** Pages in the write-ahead log, and how many of them have been moved into the database. */
export interface Checkpointed {
  log: number
  moved: number
}

/** A log of more pages (8 MB) is made to begin anew. */
const LARGE_LOG_PAGES = 2000
/**
 * Readers of a large log are waited for 1 ms for so many pages (34 ms for 8 MB), and no longer than this. Meanwhile
 * nothing can be written, and the node's thread waits.
 */
const PAGES_PER_MS = 60
const MAX_WAIT_MS = 200

const { path } = workerData as { path: string }
const sql = new Sqlite(path, { timeout: 0 })
sql.pragma('synchronous = NORMAL')

/**
 * Moves what no reader needs, without waiting. While somebody always reads and writes, the log would never begin anew:
 * the next frames are there before the last ones are moved. So the few that are left of a large log are moved with
 * writers locked out (https://www.sqlite.org/pragma.html#pragma_wal_checkpoint, RESTART).
 */
function move(): Checkpointed {
  const moved = checkpoint('PASSIVE')
  if (moved.log < LARGE_LOG_PAGES) return moved
  sql.pragma(`busy_timeout = ${Math.min(MAX_WAIT_MS, Math.ceil(moved.log / PAGES_PER_MS))}`)
  try {
    return checkpoint('RESTART')
  } finally {
    sql.pragma('busy_timeout = 0')
  }
}

function checkpoint(mode: 'PASSIVE' | 'RESTART'): Checkpointed {
  const [row] = sql.pragma(`wal_checkpoint(${mode})`) as { log: number; checkpointed: number }[]
  return { log: row?.log ?? 0, moved: row?.checkpointed ?? 0 }
}

serveJobs<'move', Checkpointed>(
  () => ({ reply: move() }),
  () => sql.close(),
)
