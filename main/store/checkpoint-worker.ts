import { workerData } from 'node:worker_threads'
import Sqlite from 'better-sqlite3'
import { serveJobs } from '../base/worker-messages.ts'

/** Pages in the write-ahead log, and how many of them have been moved into the database. */
export interface Checkpointed {
  log: number
  moved: number
}

const { path } = workerData as { path: string }
const sql = new Sqlite(path, { timeout: 0 })
sql.pragma('synchronous = NORMAL')

serveJobs<'move', Checkpointed>(
  () => {
    const [row] = sql.pragma('wal_checkpoint(PASSIVE)') as { log: number; checkpointed: number }[]
    return { reply: { log: row?.log ?? 0, moved: row?.checkpointed ?? 0 } }
  },
  () => sql.close(),
)
