import { expect, test } from 'vitest'
import { endOf } from '../../../main/transfers/download/end.ts'
import type { SessionEnd } from '../../../main/transfers/download/session/session-types.ts'
import { DownloadSource } from '../../../main/transfers/download/sources/source.ts'
import { DownloadQueue, type QueueEntry, type QueueStore } from '../../../main/transfers/queue/queue.ts'
import { mayPass, retryDelay } from '../../../main/transfers/download/retry.ts'
import { DEFAULT_RULES } from '../../../main/transfers/queue/rules.ts'
import { limitsAt } from '../../../main/transfers/queue/schedule.ts'
import { refused, stalled } from '../../../main/transfers/problems.ts'
import { fc } from '../../helpers/property.ts'

/** Keeps entries as a table would: copies. */
function memory(): QueueStore & { rows: Map<string, QueueEntry> } {
  const rows = new Map<string, QueueEntry>()
  return {
    rows,
    entries: () => [...rows.values()].map((entry) => ({ ...entry })),
    saveEntry: (entry) => void rows.set(entry.id, { ...entry }),
    removeEntry: (id) => void rows.delete(id),
    together: (work) => work(),
  }
}

const ids = (queue: DownloadQueue): string[] => queue.order().map(({ id }) => id)

test('downloads are ordered by priority, then as they were added', () => {
  const queue = new DownloadQueue(memory())
  for (const [id, priority] of [
    ['a', 'low'],
    ['b', 'normal'],
    ['c', 'high'],
    ['d', 'normal'],
  ] as const)
    queue.add({ id, priority })
  expect(ids(queue)).toEqual(['c', 'b', 'd', 'a'])
  queue.change('a', { priority: 'high' })
  expect(ids(queue)).toEqual(['a', 'c', 'b', 'd'])
})

test('moving any selection anywhere behaves like a list, and the order survives a restart', () => {
  const command = fc.record({
    pick: fc.uniqueArray(fc.nat(11), { minLength: 1, maxLength: 4 }),
    where: fc.constantFrom('before' as const, 'after' as const, 'first' as const, 'last' as const),
    anchor: fc.nat(11),
  })
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
      const store = memory()
      const queue = new DownloadQueue(store)
      let model = Array.from({ length: 12 }, (_, i) => `t${i}`)
      for (const id of model) queue.add({ id })
      for (const { pick, where, anchor } of commands) {
        const moving = pick.map((i) => `t${i}`).filter((id) => id !== `t${anchor}`)
        queue.move(moving, where, `t${anchor}`)
        const rest = model.filter((id) => !moving.includes(id))
        const at =
          where === 'first'
            ? 0
            : where === 'last'
              ? rest.length
              : rest.indexOf(`t${anchor}`) + (where === 'after' ? 1 : 0)
        model = [...rest.slice(0, at), ...moving, ...rest.slice(at)]
        expect(ids(queue)).toEqual(model)
      }
      expect(ids(new DownloadQueue(store))).toEqual(model)
    }),
    { numRuns: 200 },
  )
})

test('a thousand moves between the same neighbours keep the order', () => {
  const queue = new DownloadQueue(memory())
  for (const id of ['a', 'b', 'x', 'y']) queue.add({ id })
  for (let i = 0; i < 1000; i++) queue.move([i % 2 === 0 ? 'x' : 'y'], 'after', 'a')
  expect(ids(queue)).toEqual(['a', 'y', 'x', 'b'])
})

test('a download moved beside another takes its priority', () => {
  const queue = new DownloadQueue(memory())
  queue.add({ id: 'high', priority: 'high' })
  queue.add({ id: 'low', priority: 'low' })
  queue.move(['low'], 'before', 'high')
  expect(queue.of('low').priority).toBe('high')
  expect(ids(queue)).toEqual(['low', 'high'])
})

test('retries back off, end after ten tries, and are for passing failures only', () => {
  const delays = Array.from({ length: 9 }, (_, i) => retryDelay(i + 1, 0) as number)
  expect(delays.slice(0, 4)).toEqual([15_000, 30_000, 60_000, 120_000])
  expect(Math.max(...delays)).toBe(1_800_000)
  expect(retryDelay(10, 0)).toBeNull()
  expect(mayPass(stalled(30))).toBe(true)
  expect(mayPass(refused('unreadable'))).toBe(true)
  expect(mayPass(refused('vanished'))).toBe(false)
})

test('when all sources failed, one that may serve later decides: the download is retried', () => {
  const source = (end: SessionEnd): DownloadSource => {
    const made = new DownloadSource({ peer: 'ab', bytes: 0, rated: null, due: null }, 0, 0)
    made.sessionEnded(end, 0)
    return made
  }
  const [liar, silent, gone, left] = [
    source({ kind: 'corrupt' }),
    source({ kind: 'stalled' }),
    source({ kind: 'refused', reason: 'vanished' }),
    source({ kind: 'left' }),
  ]
  const end = (...sources: DownloadSource[]) => endOf({ kind: 'dry' }, sources, '/d')
  expect(end(liar, gone)).toMatchObject({ state: 'failed', problem: { code: 'CORRUPT' } })
  expect(end(liar, gone, silent)).toMatchObject({ state: 'failed', problem: { code: 'TIMEOUT' } })
  expect(end(liar, left)).toMatchObject({ state: 'waiting', problem: { code: 'PEER_LEFT' } })
  expect([liar, silent, gone, left].map(({ final }) => final)).toEqual([true, false, true, false])
})

test('schedule rules apply by weekday and hour, also over midnight, and say until when', () => {
  const transferLimits = { down: 1, up: 2, peerDown: 0, peerUp: 0 }
  const transferSchedule = [
    { days: [5], from: 22, to: 6, down: 10, up: 20 },
    { days: [1, 2, 3, 4, 5], from: 9, to: 17, down: 30, up: 40 },
  ]
  const at = (day: number, hour: number): number => new Date(2026, 10, 15 + day, hour, 30).getTime()
  const limits = (day: number, hour: number) =>
    limitsAt({ ...DEFAULT_RULES, transferLimits, transferSchedule }, at(day, hour))
  // 15 November 2026 is a Sunday
  expect(limits(1, 12)).toEqual({
    down: 30,
    up: 40,
    scheduled: true,
    alternative: false,
    until: new Date(2026, 10, 16, 17).getTime(),
  })
  expect(limits(5, 23)).toMatchObject({ down: 10, scheduled: true, until: new Date(2026, 10, 21, 6).getTime() })
  expect(limits(6, 5)).toMatchObject({ down: 10, scheduled: true })
  expect(limits(6, 7)).toMatchObject({ down: 1, up: 2, scheduled: false, until: new Date(2026, 10, 23, 9).getTime() })
  expect(limitsAt({ ...DEFAULT_RULES, transferLimits, transferSchedule: [] }, at(0, 0)).until).toBeNull()
  // switched on, the alternative limits apply whatever the hour, until they are switched off
  const alternative = { ...DEFAULT_RULES, transferLimits, transferSchedule, alternativeLimits: { down: 5, up: 6 } }
  const now = at(1, 12)
  expect(limitsAt({ ...alternative, alternativeLimitsOn: true }, now)).toEqual({
    down: 5,
    up: 6,
    scheduled: false,
    alternative: true,
    until: null,
  })
  expect(limitsAt({ ...alternative, alternativeLimitsOn: false }, now)).toMatchObject({ down: 30, alternative: false })
})
