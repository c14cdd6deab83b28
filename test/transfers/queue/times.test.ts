import { afterEach, expect, test } from 'vitest'
import { DEFAULT_RULES } from '../../../main/transfers/queue/rules.ts'
import { limitsAt } from '../../../main/transfers/queue/schedule.ts'
import { dayOf } from '../../../main/transfers/views/transfer-journal.ts'

// Times of the world in the machine's time zone: days of 23 and 25 hours, the first and the last years.

const zone = process.env['TZ']
afterEach(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

const HOUR = 3_600_000
const MINUTE = 60_000
const everyDay = [0, 1, 2, 3, 4, 5, 6]
/** Slow from two to three at night. */
const settings = { ...DEFAULT_RULES, transferSchedule: [{ days: everyDay, from: 2, to: 3, down: 5, up: 5 }] }

test('the hour that summer time skips has no rule; the one that is there twice has it twice', () => {
  process.env['TZ'] = 'Europe/Berlin'
  const minutes = (from: number): number =>
    Array.from({ length: 48 * 60 }, (_, n) => from + n * MINUTE).filter((at) => limitsAt(settings, at).scheduled).length
  // 2027-03-28: from 02:00 to 03:00; 2027-10-31: from 03:00 back to 02:00; each with the day after
  expect(minutes(Date.UTC(2027, 2, 27, 23))).toBe(60)
  expect(minutes(Date.UTC(2027, 9, 30, 22))).toBe(180)
  expect(minutes(Date.UTC(2027, 5, 1, 22))).toBe(120)
})

test.each(['Europe/Berlin', 'Australia/Lord_Howe', 'Pacific/Apia', 'Asia/Kathmandu', 'America/Sao_Paulo'])(
  'in %s a limit ends after now, and another one is in force then',
  (name) => {
    process.env['TZ'] = name
    for (const start of [Date.UTC(2027, 2, 27), Date.UTC(2027, 3, 3), Date.UTC(2027, 9, 2), Date.UTC(2027, 9, 30)]) {
      for (let at = start; at < start + 72 * HOUR; at += 10 * MINUTE) {
        const { scheduled, until } = limitsAt(settings, at)
        expect(until, new Date(at).toISOString()).toBeGreaterThan(at)
        expect(limitsAt(settings, until ?? 0).scheduled, new Date(at).toISOString()).toBe(!scheduled)
      }
    }
  },
)

test.each([
  ['1970-01-01', 0],
  ['2038-01-19', Date.UTC(2038, 0, 19, 3, 14, 8)],
  ['2107-12-31', Date.UTC(2107, 11, 31)],
  ['9999-12-31', Date.UTC(9999, 11, 31, 23, 59)],
  ['275760-09-13', 8_640_000_000_000_000],
])('%s has a day and limits', (day, at) => {
  process.env['TZ'] = 'UTC'
  expect(dayOf(at)).toBe(day)
  expect(limitsAt(settings, at)).toMatchObject({ scheduled: false })
})
