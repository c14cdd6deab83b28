import { existsSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { HyobanError } from '../../base/errors.ts'
import type { NetworkCounts } from '../../simulator/mine/counts.ts'
import type { NetworkPart, NetworkWindow } from '../../simulator/mine/live/network-source.ts'
import { countNetwork } from './network-counts.ts'
import { asStoreError } from '../store-errors.ts'

const DAY_MS = 86_400_000
/** Tables that the counts are read from. */
const NEEDED = ['ratings', 'standings', 'overrides', 'peers', 'settings', 'communities', 'sightings']
/** Most parts of a history. */
const MAX_PARTS = 10

/**
 * Counts what the database at `path` knows of its network, without changing it: its node may be running. Throws
 * HyobanError: NOT_FOUND if there is none, UNSUPPORTED for that of an older version, IN_USE, CORRUPT, others of disks.
 */
export const readNetwork = (path: string, window: NetworkWindow): NetworkCounts =>
  withNetwork(path, (sql, self) => countNetwork(sql, { self, ...window }))

/** The same for each of up to ten parts of equal length, of whole days, that end at `now`. Throws as `readNetwork`. */
export function readHistory(path: string, { now, days }: NetworkWindow): NetworkPart[] {
  const length = Math.ceil(days / MAX_PARTS)
  const parts = Math.ceil(days / length)
  return withNetwork(path, (sql, self) => {
    const exclusions = sql
      .prepare(`SELECT count(DISTINCT peer) FROM decisions WHERE after = 'bad' AND time > ? AND time <= ?`)
      .pluck()
    const newcomers = sql
      .prepare('SELECT count(*) FROM peers WHERE key <> ? AND firstSeen > ? AND firstSeen <= ?')
      .pluck()
    return Array.from({ length: parts }, (_, i): NetworkPart => {
      const until = now - (parts - 1 - i) * length * DAY_MS
      const from = until - length * DAY_MS
      return {
        from,
        until,
        counts: countNetwork(sql, { self, now: until, days: length }),
        exclusions: exclusions.get(from, until) as number,
        newcomers: newcomers.get(self, from, until) as number,
      }
    })
  })
}

/** Reads the database as of one moment, though its node writes on. */
function withNetwork<T>(path: string, read: (sql: Sqlite.Database, self: string) => T): T {
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
    const found = sql
    return found.transaction(() => read(found, self ?? ''))()
  } catch (error) {
    throw error instanceof HyobanError ? error : asStoreError(error, path)
  } finally {
    sql?.close()
  }
}
