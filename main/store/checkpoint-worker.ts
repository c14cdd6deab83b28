import { messageOf } from '../base/errors.ts'
import { parentPort, workerData } from 'node:worker_threads'
import Sqlite from 'better-sqlite3'

/** How far the log is, and how much of it is in the database, in pages; `problem` where it could not be moved. */
export type CheckpointReply = { log: number; moved: number } | { problem: string }

export type CheckpointWish = 'move' | 'close'

const { path } = workerData as { path: string }
const sql = new Sqlite(path, { timeout: 0 })
sql.pragma('synchronous = NORMAL')

parentPort?.on('message', (wish: CheckpointWish) => {
  if (wish === 'close') {
    sql.close()
    parentPort?.close()
    return
  }
  try {
    const [row] = sql.pragma('wal_checkpoint(PASSIVE)') as { log: number; checkpointed: number }[]
    parentPort?.postMessage({ log: row?.log ?? 0, moved: row?.checkpointed ?? 0 } satisfies CheckpointReply)
  } catch (error) {
    parentPort?.postMessage({
      problem: messageOf(error),
    } satisfies CheckpointReply)
  }
})
