import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  openSync,
  writeSync,
  closeSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from '../../main/store/database.ts'
import { migrations } from '../../main/store/migrations/index.ts'

let dir: string
const log = (): void => {}
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hyoban-store-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

describe('database', () => {
  test('is created, closed and reopened with its contents', () => {
    const path = join(dir, 'hyoban.db')
    const first = openDatabase(path, { log })
    expect(first.rebuilt).toBe(false)
    expect(first.sql.pragma('journal_mode', { simple: true })).toBe('wal')
    first.durable(() => first.sql.prepare('INSERT INTO folders (path, name) VALUES (?, ?)').run('/a', 'a'))
    expect(first.sql.pragma('synchronous', { simple: true })).toBe(1)
    first.close()
    first.close()
    const second = openDatabase(path, { log })
    expect(second.sql.prepare('SELECT path FROM folders').pluck().all()).toEqual(['/a'])
    second.close()
  })

  test('a transaction that throws leaves nothing behind', () => {
    const database = openDatabase(join(dir, 'hyoban.db'), { log })
    expect(() =>
      database.transaction(() => {
        database.sql.prepare('INSERT INTO folders (path, name) VALUES (?, ?)').run('/a', 'a')
        throw new Error('stop')
      }),
    ).toThrow('stop')
    expect(database.sql.prepare('SELECT count(*) FROM folders').pluck().get()).toBe(0)
    database.close()
  })

  test('numbers of migrations are unique and ascending', () => {
    const numbers = migrations.map((migration) => migration.number)
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
  })

  test('an older database gets the missing steps, once each', () => {
    const path = join(dir, 'hyoban.db')
    const one = { number: 1, name: 'one', sql: 'CREATE TABLE one (x INTEGER) STRICT; INSERT INTO one VALUES (1);' }
    const two = { number: 2, name: 'two', sql: 'ALTER TABLE one ADD COLUMN y INTEGER NOT NULL DEFAULT 7;' }
    openDatabase(path, { log, migrations: [one] }).close()
    openDatabase(path, { log, migrations: [one, two] }).close()
    const database = openDatabase(path, { log, migrations: [one, two] })
    expect(database.sql.prepare('SELECT * FROM one').all()).toEqual([{ x: 1, y: 7 }])
    database.close()
  })

  test('a step that fails halfway changes nothing', () => {
    const path = join(dir, 'hyoban.db')
    const broken = { number: 2, name: 'broken', sql: 'CREATE TABLE half (x INTEGER); CREATE TABLE half (x INTEGER);' }
    const one = { number: 1, name: 'one', sql: 'CREATE TABLE one (x INTEGER)' }
    expect(() => openDatabase(path, { log, migrations: [one, broken] })).toThrow(/half/)
    const database = openDatabase(path, { log, migrations: [one] })
    expect(
      database.sql.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").pluck().all(),
    ).toEqual(['migrations', 'one'])
    database.close()
  })

  test('the database of a newer version is refused and left unchanged', () => {
    const path = join(dir, 'hyoban.db')
    const newer = { number: 9999, name: 'future', sql: 'CREATE TABLE future (x INTEGER)' }
    openDatabase(path, { log, migrations: [...migrations, newer] }).close()
    expect(() => openDatabase(path, { log })).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED', message: expect.stringContaining('newer') }),
    )
    expect(readdirSync(dir).filter((name) => name.includes('corrupt'))).toEqual([])
  })

  test('a file that is not a database is moved aside and a new one created', () => {
    const path = join(dir, 'hyoban.db')
    writeFileSync(path, 'this is not a database, whatever its name says. '.repeat(100))
    const lines: string[] = []
    const database = openDatabase(path, {
      log: (line) => lines.push(line),
      clock: { now: () => 0, after: () => () => {} },
    })
    expect(database.rebuilt).toBe(true)
    expect(database.movedTo).toBe(`${path}.corrupt-1970-01-01T00-00-00-000Z`)
    expect(readFileSync(database.movedTo as string, 'utf8')).toMatch(/^this is not/)
    expect(lines[0]).toContain('moved to')
    expect(database.sql.prepare('SELECT count(*) FROM files').pluck().get()).toBe(0)
    database.close()
  })

  test('overwritten pages are detected at the start', () => {
    const path = join(dir, 'hyoban.db')
    const database = openDatabase(path, { log })
    const insert = database.sql.prepare('INSERT INTO folders (path, name) VALUES (?, ?)')
    database.transaction(() => {
      for (let i = 0; i < 5000; i++) insert.run(`/folder/${i}`, `name ${i}`)
    })
    database.close()
    const file = openSync(path, 'r+')
    const size = statSync(path).size
    writeFileSync(`${path}.keepsake.json`, '{"folders": [{"path": 7}, null], "settings"') // damaged, too
    for (let at = 8192; at < size; at += 4096) writeSync(file, Buffer.alloc(200, 0xff), 0, 200, at)
    closeSync(file)
    const again = openDatabase(path, { log })
    expect(again.rebuilt).toBe(true)
    expect(again.sql.prepare('SELECT count(*) FROM folders').pluck().get()).toBe(0)
    again.close()
  })

  test('shared folders and settings survive a damaged database', () => {
    const path = join(dir, 'hyoban.db')
    const database = openDatabase(path, { log })
    database.sql.prepare('INSERT INTO folders (path, name) VALUES (?, ?)').run('/home/ann/music', 'music')
    database.sql.prepare('INSERT INTO settings (key, value) VALUES (?, ?)').run('name', '"Ann"')
    database.close()
    writeFileSync(path, 'x'.repeat(10_000))
    const again = openDatabase(path, { log })
    expect(again.rebuilt).toBe(true)
    expect(again.sql.prepare('SELECT path, name FROM folders').all()).toEqual([
      { path: '/home/ann/music', name: 'music' },
    ])
    expect(again.sql.prepare('SELECT key, value FROM settings').all()).toEqual([{ key: 'name', value: '"Ann"' }])
    again.close()
  })

  test('an invalid copy restores nothing and does no harm', () => {
    const path = join(dir, 'hyoban.db')
    writeFileSync(path, 'x'.repeat(10_000))
    writeFileSync(
      `${path}.keepsake.json`,
      JSON.stringify({ folders: [{ path: 7 }, null, { path: '/a' }], settings: 'none' }),
    )
    const database = openDatabase(path, { log })
    expect(database.sql.prepare('SELECT count(*) FROM folders').pluck().get()).toBe(0)
    database.close()
  })

  test('a missing directory is reported', () => {
    expect(() => openDatabase(join(dir, 'missing', 'hyoban.db'), { log })).toThrow(
      expect.objectContaining({ code: 'FOLDER_MISSING' }),
    )
  })
})
