import type { Database } from './database.ts'

const KEY = 'node.identity'

/** Tables that belong to one identity, or derive from logs that are dropped when the identity changes. */
const BOUND = [
  'ratings',
  'ratingLogs',
  'ratingsIgnored',
  'futureRatings',
  'standings',
  'trustCourses',
  'ratedTransfers',
  'peers',
  'sightings',
  'catalogues',
  'withdrawn',
]

/**
 * Binds the database to an identity. If it was bound to another one, the ratings, trust and catalogues of that identity
 * are deleted; shares, settings, transfers and communities stay. Returns whether anything was deleted.
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
