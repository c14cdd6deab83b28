import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { type Database, openDatabase } from '../../main/store/database.ts'
import { setFull } from '../helpers/full-database.ts'

// SQLite is told that it may not grow, and says SQLITE_FULL as on a full disk.

let dir = ''
let database: Database
let clock: ManualClock
const seen: string[] = []

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hyoban-pending-'))
  clock = new ManualClock()
  database = openDatabase(join(dir, 'hyoban.db'), { log: () => {}, clock })
  database.sql.exec('CREATE TABLE parent (id TEXT PRIMARY KEY, value BLOB) STRICT')
  database.sql.exec('CREATE TABLE child (parent TEXT NOT NULL REFERENCES parent(id), value INTEGER) STRICT')
  database.pending.events.on('refused', () => seen.push('refused'))
  database.pending.events.on('written', () => seen.push('written'))
})
afterEach(() => {
  database.close()
  rmSync(dir, { recursive: true, force: true })
  seen.length = 0
})

const put = (id: string, value: number): void =>
  database.later(`parent ${id}`, () =>
    database.prepare('INSERT OR REPLACE INTO parent VALUES (?, ?)').run(id, Buffer.alloc(20_000, value)),
  )
const link = (id: string, value: number): void =>
  database.later(null, () => database.prepare('INSERT INTO child VALUES (?, ?)').run(id, value))
const parents = (): unknown =>
  database.prepare<[], { id: string; value: Buffer }>('SELECT id, value FROM parent ORDER BY id').all()

test('what a full disk refuses throws nothing, waits in memory, and is written two seconds after there is room', () => {
  setFull(database, true)
  put('a', 1)
  link('a', 7)
  put('b', 1)
  put('a', 2)
  expect(database.pending.size).toBe(3)
  expect(seen).toEqual(['refused'])
  clock.advance(2000)
  expect(parents()).toEqual([])
  setFull(database, false)
  clock.advance(1999)
  expect(parents()).toEqual([])
  clock.advance(1)
  // the newest value of each row, each before what refers to it
  expect(parents()).toEqual([
    { id: 'a', value: Buffer.alloc(20_000, 2) },
    { id: 'b', value: Buffer.alloc(20_000, 1) },
  ])
  expect(database.prepare('SELECT * FROM child').all()).toEqual([{ parent: 'a', value: 7 }])
  expect(seen).toEqual(['refused', 'written'])
})

test('a write that must come after those that wait says why it cannot', () => {
  setFull(database, true)
  put('a', 1)
  expect(() => database.settle()).toThrow(expect.objectContaining({ code: 'SQLITE_FULL' }))
  setFull(database, false)
  database.settle()
  expect(database.pending.size).toBe(0)
})

test('one write that is at fault does not keep the others from the disk', () => {
  setFull(database, true)
  put('a', 1)
  link('nobody', 1)
  put('b', 1)
  setFull(database, false)
  database.settle()
  expect(parents()).toHaveLength(2)
  expect(database.prepare('SELECT * FROM child').all()).toEqual([])
})

test('an error that is no matter of the disk is thrown at once', () => {
  expect(() => link('nobody', 1)).toThrow(expect.objectContaining({ code: 'SQLITE_CONSTRAINT_FOREIGNKEY' }))
  expect(database.pending.size).toBe(0)
})

test('inside a transaction a write belongs to it, and fails with it', () => {
  setFull(database, true)
  expect(() => database.transaction(() => put('a', 1))).toThrow(expect.objectContaining({ code: 'SQLITE_FULL' }))
  expect(database.pending.size).toBe(0)
})

test('closing writes what waits', () => {
  setFull(database, true)
  put('a', 1)
  setFull(database, false)
  database.close()
  database = openDatabase(join(dir, 'hyoban.db'), { log: () => {}, clock })
  expect(parents()).toHaveLength(1)
})

test('10,000 writes are kept at most, the newest ones', () => {
  setFull(database, true)
  for (let i = 0; i < 10_002; i++) put(String(i), 1)
  expect(database.pending.size).toBe(10_000)
})
