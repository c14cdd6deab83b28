import type { Database } from './database.ts'

const KEY = 'node.identity'

/** What belongs to one identity, or can be read again from logs that are not there any more after a change. */
const BOUND = [
  'ratings',
  'ratingLogs',
  'ratingsIgnored',
  'standings',
  'trustCourses',
  'ratedTransfers',
  'peers',
  'catalogues',
  'withdrawn',
]

/**
 * Remembers whose database this is. Under another identity than last time, what the former one gave, got and read of
 * others is
 * forgotten; shares, settings, transfers and communities stay. True if something was forgotten.
 */
export function bindToIdentity(database: Database, publicKey: string): boolean {
  const bound = database
    .prepare<[string], { value: string }>('SELECT value FROM settings WHERE key = ?')
    .get(KEY)?.value
  if (bound === publicKey) return false
  const tables = database
    .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
    .all()
    .map(({ name }) => name)
  return database.durable(() => {
    if (bound !== undefined)
      for (const table of BOUND.filter((name) => tables.includes(name))) database.sql.exec(`DELETE FROM ${table}`)
    database
      .prepare('INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
      .run(KEY, publicKey)
    return bound !== undefined
  })
}
