import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { systemClock } from '../../../main/base/clock.ts'
import { openDatabase } from '../../../main/store/database.ts'
import { TransferJournalStore } from '../../../main/store/transfers/transfer-journal-store.ts'
import { dayOf, TransferJournal } from '../../../main/transfers/views/transfer-journal.ts'
import { cleanNodes, tempDir } from '../helpers/cleanup.ts'

afterEach(cleanNodes)

test('the journal sums bytes by day and peer, and finds ended transfers by name', () => {
  const database = openDatabase(join(tempDir(), 'journal.db'), { log: () => {} })
  const trust = {
    u: null,
    total: null,
    recent: null,
    low: null,
    high: null,
    count: 0,
    raters: 0,
    decision: 'new' as const,
    standing: 'new' as const,
    by: 'rule' as const,
    override: null,
  }
  let now = new Date(2026, 10, 20, 12).getTime()
  const journal = new TransferJournal({
    store: new TransferJournalStore(database),
    clock: { ...systemClock, now: () => now },
    badge: (publicKey) => ({ publicKey, fingerprint: '', name: '', trust }),
  })
  const [x, y] = ['aa'.repeat(32), 'bb'.repeat(32)] as const
  journal.exchanged({ peer: x, given: 100, received: 0 })
  journal.exchanged({ peer: x, given: 50, received: 25 })
  now += 86_400_000
  journal.exchanged({ peer: y, given: 0, received: 75 })
  const all = journal.statistics({ days: 30, offset: 0, limit: 10 })
  expect(all.total).toEqual({ given: 150, received: 100, ratio: 1.5 })
  expect(all.byDay).toEqual([
    { day: '2026-11-20', given: 150, received: 25, ratio: 6 },
    { day: '2026-11-21', given: 0, received: 75, ratio: 0 },
  ])
  expect(all.byPeer.map(({ peer, given }) => [peer.publicKey, given])).toEqual([
    [x, 150],
    [y, 0],
  ])
  expect(journal.statistics({ days: 1, offset: 0, limit: 10 }).byPeer).toHaveLength(1)
  expect(dayOf(now)).toBe('2026-11-21')
  const row = {
    direction: 'down' as const,
    root: x,
    size: 5,
    peer: x,
    folder: '',
    part: '',
    path: '/f',
    inode: 0,
    moved: 5,
    problem: null,
    started: 1,
    rated: null,
    due: null,
    target: '',
  }
  for (let i = 0; i < 30; i++)
    journal.ended({
      ...row,
      id: `t${i}`,
      name: i % 3 === 0 ? `映画 100%_${i}` : `file ${i}`,
      state: 'done',
      ended: i,
    })
  expect(journal.history({ text: '画 100%', offset: 2, limit: 3 })).toMatchObject({
    total: 10,
    rows: [{ id: 't21' }, { id: 't18' }, { id: 't15' }],
  })
  expect(journal.history({ text: '', direction: 'up', offset: 0, limit: 3 }).total).toBe(0)
  journal.clearHistory()
  expect(journal.history({ text: '', offset: 0, limit: 3 }).total).toBe(0)
  database.close()
})
