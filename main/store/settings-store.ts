import type { SettingsStore } from '../settings/settings.ts'
import type { Database } from './database.ts'

/** The table of settings: one JSON value per key. */
export class SqliteSettingsStore implements SettingsStore {
  readonly #read
  readonly #write

  constructor(database: Database) {
    this.#read = database.prepare<[string], { value: string }>('SELECT value FROM settings WHERE key = ?')
    this.#write = database.prepare(
      'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    )
  }

  read(key: string): string | undefined {
    return this.#read.get(key)?.value
  }

  write(key: string, value: string): void {
    this.#write.run(key, value)
  }
}
