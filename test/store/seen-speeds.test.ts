import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { openDatabase } from '../../main/store/database.ts'
import { SeenSpeeds } from '../../main/store/transfers/seen-speeds.ts'
import { TransferJournalStore } from '../../main/store/transfers/transfer-journal-store.ts'

test("a peer's speed is the best of its latest downloads; small ones, failures and uploads do not count", async () => {
  const dir = await mkdtemp(join(tmpdir(), 'hyoban-speeds-'))
  const database = openDatabase(join(dir, 'hyoban.db'), { log: () => {} })
  onTestFinished(async () => {
    database.close()
    await rm(dir, { recursive: true, force: true })
  })
  const journal = new TransferJournalStore(database)
  const clock = new ManualClock()
  const speeds = new SeenSpeeds(database, clock)
  const add = (id: string, more: object): void =>
    journal.add({
      id,
      direction: 'down',
      root: 'ab'.repeat(32),
      name: 'a',
      size: 1e6,
      moved: 1e6,
      peer: 'ann',
      state: 'done',
      code: '',
      path: '',
      started: 1000,
      ended: 2000,
      rated: null,
      ...more,
    })
  expect(speeds.of('ann')).toBe(0)
  add('1', {})
  add('2', { ended: 1500 })
  add('3', { ended: 1001, moved: 1000 })
  add('4', { ended: 1001, state: 'failed' })
  add('5', { ended: 1001, direction: 'up' })
  add('6', { ended: 1001, peer: 'ben' })
  // a figure is kept for half a minute
  expect(speeds.of('ann')).toBe(0)
  clock.advance(30_001)
  expect(speeds.of('ann')).toBe(2e6)
})
