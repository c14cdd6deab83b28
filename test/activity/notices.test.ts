import { expect, test } from 'vitest'
import type { ActivityRow } from '../../main/activity/activity.ts'
import { Notices } from '../../main/activity/notices.ts'
import { ManualClock } from '../../main/base/clock.ts'
import { Emitter } from '../../main/base/emitter.ts'
import type { ErrorCode } from '../../main/base/errors.ts'
import { triggerNotices } from '../../main/activity/notice-triggers.ts'
import type { Notice } from '../../main/contract/activity.ts'
import { createFormats } from '../../renderer/locales/format.ts'
import { noticeText } from '../../renderer/shell/notice-text.ts'

type Ended = {
  id: string
  direction: 'down' | 'up'
  state: string
  name: string
  problem: { code: ErrorCode } | null
}

/** Hears of notices until it is stopped; `heard` grows as they come. */
function listen(notices: Notices): { heard: Notice[]; next: () => Promise<Notice>; stop: () => Promise<void> } {
  const stop = new AbortController()
  const stream = notices.stream(stop.signal)
  const heard: Notice[] = []
  return {
    heard,
    next: async () => {
      const { value } = await stream.next()
      heard.push(value as Notice)
      return value as Notice
    },
    stop: async () => {
      const last = stream.next()
      stop.abort()
      expect((await last).done).toBe(true)
    },
  }
}

test('events that come together are one notice, at most one of a kind every 15 seconds', async () => {
  const clock = new ManualClock()
  const notices = new Notices(clock)
  const page = listen(notices)
  const first = page.next()
  for (const name of ['a', 'b', 'b', 'c', 'd']) notices.add({ kind: 'downloadDone', name })
  notices.add({ kind: 'wishFound', name: 'jazz', count: 7 })
  clock.advance(1500)
  expect(await first).toEqual({ kind: 'downloadDone', count: 5, names: ['a', 'b', 'c'], code: null })
  expect(await page.next()).toEqual({ kind: 'wishFound', count: 7, names: ['jazz'], code: null })
  let told = 0
  const second = page.next().then((notice) => (told++, notice))
  for (let i = 0; i < 14; i++) {
    notices.add({ kind: 'downloadDone', name: `e${i}` })
    clock.advance(1000)
  }
  await Promise.resolve()
  expect(told).toBe(0)
  clock.advance(1000)
  expect(await second).toMatchObject({ count: 14, names: ['e0', 'e1', 'e2'] })
  // after a long silence the first is told at once again
  clock.advance(60_000)
  const third = page.next()
  notices.add({ kind: 'downloadDone', name: 'late' })
  clock.advance(1500)
  expect(await third).toMatchObject({ count: 1, names: ['late'] })
  await page.stop()
})

test('a notice of several failures names the reason only if it is the same for all', async () => {
  const clock = new ManualClock()
  const notices = new Notices(clock)
  const page = listen(notices)
  const first = page.next()
  notices.add({ kind: 'downloadFailed', name: 'a', code: 'NO_SPACE' })
  notices.add({ kind: 'downloadFailed', name: 'b', code: 'NO_SPACE' })
  clock.advance(1500)
  expect((await first).code).toBe('NO_SPACE')
  const second = page.next()
  notices.add({ kind: 'downloadFailed', name: 'a', code: 'CORRUPT' })
  notices.add({ kind: 'downloadFailed', name: 'b', code: 'NO_SPACE' })
  clock.advance(15_000)
  expect((await second).code).toBeNull()
  await page.stop()
})

test('notices are raised for failures that need a person, exclusions by the rule, and wishes', async () => {
  const clock = new ManualClock()
  const transfers = {
    events: new Emitter<{
      downloadDone: { id: string; name: string }
      downloadFailed: { id: string; name: string; code: string }
      ended: Ended
    }>(),
  }
  const activity = { events: new Emitter<{ change: null; added: Omit<ActivityRow, 'id'> }>() }
  let by: 'rule' | 'user' = 'rule'
  const ratings = { events: new Emitter<{ excluded: { subject: string } }>(), decisions: { decision: () => ({ by }) } }
  const names = { named: (key: string) => ({ name: `peer ${key}` }) }
  const notices = new Notices(clock)
  triggerNotices(notices, { activity, ratings, transfers, names })
  const page = listen(notices)
  const emit = (row: Ended): void => transfers.events.emit('ended', row)
  const row: Ended = { id: '1', direction: 'down', state: 'failed', name: 'big.iso', problem: { code: 'NO_SPACE' } }
  const first = page.next()
  emit({ ...row, id: '2', problem: { code: 'TIMEOUT' } }) // is tried again by itself
  emit({ ...row, id: '3', direction: 'up' })
  emit(row)
  emit(row) // again in vain: told once
  clock.advance(1500)
  expect(await first).toEqual({ kind: 'downloadFailed', count: 1, names: ['big.iso'], code: 'NO_SPACE' })
  const [second, excluded] = [page.next(), page.next()]
  transfers.events.emit('downloadFailed', { id: '1', name: 'big.iso', code: 'CORRUPT' })
  ratings.events.emit('excluded', { subject: 'x' })
  by = 'user'
  ratings.events.emit('excluded', { subject: 'y' })
  clock.advance(15_000)
  expect([(await second).kind, (await excluded).kind].sort()).toEqual(['downloadFailed', 'peerExcluded'])
  expect(page.heard.find(({ kind }) => kind === 'peerExcluded')?.names).toEqual(['peer x'])
  const wish = page.next()
  activity.events.emit('added', { time: 0, kind: 'uploadDone', level: 'good', peer: null, values: { name: 'no' } })
  activity.events.emit('added', {
    time: 0,
    kind: 'wishFound',
    level: 'good',
    peer: null,
    values: { name: 'jazz', count: 3, first: 'a' },
  })
  clock.advance(1500)
  expect(await wish).toEqual({ kind: 'wishFound', count: 3, names: ['jazz'], code: null })
  await page.stop()
})

test('the text of a notice is short, says how many more there are, and what to do', () => {
  const t = ((key: string, values: Record<string, unknown> = {}) =>
    `${key}${Object.keys(values).length > 0 ? JSON.stringify(values) : ''}`) as unknown as Parameters<
    typeof noticeText
  >[1]
  const format = createFormats('en-GB')
  expect(noticeText({ kind: 'downloadDone', count: 5, names: ['a', 'b', 'c'], code: null }, t, format)).toEqual({
    title: 'activity:notice.downloadDone{"count":5}',
    body: 'a, b, c and activity:notice.more{"count":2}',
  })
  expect(noticeText({ kind: 'wishFound', count: 9, names: ['jazz'], code: null }, t, format).body).toBe('jazz')
  const failed = noticeText(
    { kind: 'downloadFailed', count: 1, names: ['あ'.repeat(200)], code: 'NO_SPACE' },
    t,
    format,
  )
  expect(failed.body).toContain('errors:NO_SPACE')
  expect(failed.body).toContain('errors:hint.NO_SPACE')
  expect([...failed.body].length).toBeLessThan(220)
})
