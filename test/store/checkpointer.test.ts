import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ManualClock, systemClock } from '../../main/base/clock.ts'
import { Checkpointer } from '../../main/store/checkpointer.ts'
import { openDatabase, type Database } from '../../main/store/database.ts'

let dir: string
let database: Database

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hyoban-checkpoint-'))
  database = openDatabase(join(dir, 'hyoban.db'), { log: () => {} })
  database.sql.exec('CREATE TABLE heap (id INTEGER PRIMARY KEY, bytes BLOB) STRICT')
})
afterEach(() => {
  database.close()
  rmSync(dir, { recursive: true, force: true })
})

/** Writes so many megabytes, at most one a transaction. */
function write(megabytes: number): void {
  const put = database.prepare<[Buffer]>('INSERT INTO heap (bytes) VALUES (?)')
  for (let i = 0; i < megabytes; i++) put.run(Buffer.alloc(Math.min(1, megabytes) * 1024 * 1024, i))
}

const fileSize = (): number => statSync(database.path).size

test('moves the log into the database in its own thread, beside readers, and leaves no log', async () => {
  const checkpointer = new Checkpointer(database, systemClock)
  write(24)
  // 24 MB are more than SQLite moves by itself without a checkpointer, and less than it moves with one
  expect(fileSize()).toBeLessThan(4 * 1024 * 1024)
  const reply = await checkpointer.run()
  if (!reply || 'problem' in reply) throw new Error(JSON.stringify(reply))
  expect(reply.log).toBeGreaterThan(5000)
  expect(reply.moved).toBe(reply.log)
  expect(fileSize()).toBeGreaterThan(24 * 1024 * 1024)
  // what is all moved is written over from the start, in a log that has been cut
  write(8)
  expect(statSync(`${database.path}-wal`).size).toBeLessThan(9 * 2 ** 20)
  // a reader holds what it reads; the rest waits for the next time, nobody for it
  const reading = database.prepare('SELECT id FROM heap').iterate()
  reading.next()
  expect(await checkpointer.run()).toHaveProperty('moved')
  reading.return?.()
  expect(database.prepare('SELECT count(*) FROM heap').pluck().get()).toBe(32)
  await checkpointer.close()
  expect(await checkpointer.run()).toBeNull()
  database.close()
  expect(existsSync(`${database.path}-wal`)).toBe(false)
})

test('checks periodically, and ignores a small log', async () => {
  const clock = new ManualClock(1_790_000_000_000)
  const checkpointer = new Checkpointer(database, clock)
  write(1)
  clock.advance(1000)
  // closing waits for the look that has begun
  await checkpointer.close()
  expect(fileSize()).toBeLessThan(1024 * 1024)
  const another = new Checkpointer(database, clock)
  write(10)
  clock.advance(1000)
  await another.close()
  expect(fileSize()).toBeGreaterThan(10 * 1024 * 1024)
})

test('a thread that cannot open the database reports it; the database keeps working', async () => {
  const elsewhere = { path: join(dir, 'none', 'hyoban.db'), sql: database.sql } as Database
  const checkpointer = new Checkpointer(elsewhere, systemClock)
  expect(await checkpointer.run()).toHaveProperty('problem')
  expect(await checkpointer.run()).toHaveProperty('problem')
  write(1)
  await checkpointer.close()
})

test('without a thread, the problem is reported, nothing is thrown, and closing works', async () => {
  const clock = new ManualClock(1_790_000_000_000)
  // what cannot be handed to a thread: the thread is not even made
  const unmade = {
    path: Object.assign(() => '', { toString: () => database.path }) as unknown as string,
    sql: database.sql,
  } as Database
  const checkpointer = new Checkpointer(unmade, clock)
  expect(await checkpointer.run()).toHaveProperty('problem')
  write(10)
  clock.advance(1000)
  clock.advance(1000)
  await checkpointer.close()
})

test('a log that has grown is cut to 8 MiB once it has been moved', async () => {
  const checkpointer = new Checkpointer(database, systemClock)
  write(24)
  expect(statSync(`${database.path}-wal`).size).toBeGreaterThan(20 * 2 ** 20)
  await checkpointer.run()
  // the log begins anew
  write(1)
  expect(statSync(`${database.path}-wal`).size).toBe(8 * 2 ** 20)
  await checkpointer.close()
})

test('a large log begins anew although somebody writes while it is moved', async () => {
  const checkpointer = new Checkpointer(database, systemClock)
  for (let round = 0; round < 5; round++) {
    write(24)
    let moving = true
    const moved = checkpointer.run().finally(() => (moving = false))
    for (let turn = 0; moving; turn++) {
      if (turn % 10 === 0) write(1 / 16)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await moved).toHaveProperty('moved')
    write(1)
    expect(statSync(`${database.path}-wal`).size).toBe(8 * 2 ** 20)
  }
  await checkpointer.close()
})
