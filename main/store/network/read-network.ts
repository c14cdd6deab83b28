import { existsSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { HyobanError } from '../../base/errors.ts'
import type { NetworkCounts } from '../../simulator/mine/counts.ts'
import { countNetwork } from './network-counts.ts'
import { asStoreError } from '../store-errors.ts'

/** Tables that the counts are read from. */
const NEEDED = ['ratings', 'standings', 'overrides', 'peers', 'settings', 'communities', 'sightings']

/**
 * Counts what the database at `path` knows of its network, without changing it: its node may be running. Throws
 * HyobanError: NOT_FOUND if there is none, UNSUPPORTED for that of an older version, IN_USE, CORRUPT, others of disks.
 */
export function readNetwork(path: string, { now, days }: { now: number; days: number }): NetworkCounts {
  if (!existsSync(path))
    throw new HyobanError('NOT_FOUND', `There is no database of a node at ${path}.`, {
      hint: 'Name the data directory of your node with --data-dir.',
      details: { path },
    })
  let sql: Sqlite.Database | undefined
  try {
    sql = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: 2000 })
    const tables = sql.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[]
    if (NEEDED.some((name) => !tables.includes(name)))
      throw new HyobanError('UNSUPPORTED', `The database ${path} was last used by an older version of Hyoban.`, {
        hint: 'Start the node once with this version; then it also begins to record when peers are there.',
        details: { path },
      })
    const self = sql.prepare("SELECT value FROM settings WHERE key = 'node.identity'").pluck().get() as
      string | undefined
    // one moment of the database, though the node writes on
    const found = sql
    return found.transaction(() => countNetwork(found, { self: self ?? '', now, days }))()
  } catch (error) {
    throw error instanceof HyobanError ? error : asStoreError(error, path)
  } finally {
    sql?.close()
  }
}
