import { describe, expect, test } from 'vitest'
import type { Transfer } from '../../main/contract/transfers.ts'
import { decodePreviewText } from '../../renderer/components/preview/text-view.tsx'
import { filtered, itemsOf, linesOf } from '../../renderer/pages/transfers/list/lines.ts'
import { statesOf, newlyStopped } from '../../renderer/pages/transfers/list/state-announcements.ts'
import { toggled, withRange } from '../../renderer/pages/transfers/list/use-transfer-selection.ts'
import { barsOf } from '../../renderer/pages/transfers/statistics/day-bars.tsx'

const peer = (name: string): Transfer['peer'] => ({
  publicKey: name.padEnd(64, '0'),
  fingerprint: name,
  name,
  trust: {
    u: 0.5,
    total: 0.5,
    recent: 0.5,
    low: 0.4,
    high: 0.6,
    count: 1,
    raters: 1,
    decision: 'good',
    standing: 'good',
    by: 'rule',
    override: null,
  },
})
function transfer(id: string, more: Partial<Transfer> = {}): Transfer {
  return {
    id,
    direction: 'down',
    root: 'ab'.repeat(32),
    name: id,
    size: 100,
    moved: 40,
    state: 'active',
    problem: null,
    rate: 10,
    peer: peer('ann'),
    peerOnline: true,
    started: 1,
    ended: null,
    path: '',
    rated: null,
    priority: 'normal',
    place: null,
    retryAt: null,
    attempts: 0,
    queued: null,
    group: null,
    folder: '',
    sources: 1,
    ...more,
  }
}
const tour = { id: 'g', name: 'Tour' }
type View = Parameters<typeof linesOf>[1]
const view = (grouping: View['grouping'], closed: ReadonlySet<string>, more: Partial<View> = {}): View => ({
  grouping,
  closed,
  sort: null,
  given: null,
  ...more,
})

describe('lines of the transfer list', () => {
  const all = [
    transfer('one'),
    transfer('two', { group: tour, moved: 100 }),
    transfer('three', { group: tour, peer: peer('ben') }),
    transfer('late', { state: 'waiting', place: 2 }),
    transfer('next', { state: 'waiting', place: 1, started: 0 }),
  ]
  const keys = (lines: ReturnType<typeof linesOf>): string[] =>
    lines.map((line) =>
      line.kind === 'group'
        ? `[${line.name} ${line.moved}/${line.size} ${line.rate}]`
        : `${line.inner ? '-' : ''}${line.key}`,
    )

  test('are ungrouped in queue order', () => {
    expect(keys(linesOf(all, view('item', new Set())))).toEqual(['one', 'three', 'two', 'next', 'late'])
  })
  test('are grouped by folder with totals, and hidden when it is collapsed', () => {
    expect(keys(linesOf(all, view('folder', new Set())))).toEqual([
      'one',
      '[Tour 140/200 20]',
      '-three',
      '-two',
      'next',
      'late',
    ])
    const closed = linesOf(all, view('folder', new Set(['group:g'])))
    expect(keys(closed)).toEqual(['one', '[Tour 140/200 20]', 'next', 'late'])
    expect(closed.flatMap((line) => itemsOf(line).map(({ id }) => id))).toEqual(['one', 'three', 'two', 'next', 'late'])
  })
  test('are sorted by a column: groups by their totals, and the transfers within them', () => {
    const by = (column: string, down: boolean) =>
      keys(linesOf(all, view('folder', new Set(), { sort: { column, down } })))
    expect(by('name', false)).toEqual(['late', 'next', 'one', '[Tour 140/200 20]', '-three', '-two'])
    expect(by('name', true)).toEqual(['[Tour 140/200 20]', '-two', '-three', 'one', 'next', 'late'])
    expect(by('progress', true).slice(0, 3)).toEqual(['[Tour 140/200 20]', '-two', '-three'])
    expect(by('rate', true)).toEqual(['[Tour 140/200 20]', '-three', '-two', 'one', 'late', 'next'])
    // Without a speed they come last upwards, too.
    expect(by('rate', false)).toEqual(['one', '[Tour 140/200 20]', '-three', '-two', 'late', 'next'])
  })
  test('end with a group of finished uploads', () => {
    const some = [
      transfer('given', { direction: 'up', state: 'done', moved: 100, started: 9, group: tour }),
      transfer('giving', { direction: 'up', started: 2 }),
      transfer('mine', { state: 'done', moved: 100 }),
    ]
    const of = (more: Partial<View>) => keys(linesOf(some, view('folder', new Set(), { given: 'Done', ...more })))
    expect(of({})).toEqual(['giving', 'mine', '[Done 100/100 0]', '-given'])
    expect(of({ sort: { column: 'progress', down: true } })).toEqual(['mine', 'giving', '[Done 100/100 0]', '-given'])
    expect(of({ grouping: 'peer' })[0]).toBe('[ann 240/300 10]')
  })
  test('are grouped by peer', () => {
    expect(keys(linesOf(all, view('peer', new Set())))).toEqual([
      '[ann 220/400 20]',
      '-one',
      '-two',
      '-next',
      '-late',
      '[ben 40/100 10]',
      '-three',
    ])
  })
})

describe('bars of the statistics', () => {
  const now = new Date(2026, 10, 21, 9).getTime()
  const day = (name: string, given: number) => ({ day: name, given, received: 1, ratio: null })
  test('end today and include empty days', () => {
    const bars = barsOf([day('2026-11-19', 5), day('2026-11-21', 7), day('2026-11-01', 9)], 7, now)
    expect(bars.map((bar) => bar.day)).toEqual([
      '2026-11-15',
      '2026-11-16',
      '2026-11-17',
      '2026-11-18',
      '2026-11-19',
      '2026-11-20',
      '2026-11-21',
    ])
    expect(bars.map((bar) => bar.given)).toEqual([0, 0, 0, 0, 5, 0, 7])
  })
  test('of a year are weeks that cover every day once', () => {
    const bars = barsOf([day('2026-11-21', 7), day('2026-11-20', 1), day('2026-03-29', 2)], 365, now)
    expect(bars).toHaveLength(53)
    expect(bars.at(-1)).toMatchObject({ given: 8, received: 2 })
    expect(bars.reduce((sum, bar) => sum + bar.given, 0)).toBe(10)
  })
})

describe('text of unknown encoding', () => {
  test('is UTF-8, else Shift JIS, else Latin-1; a truncated character is dropped', () => {
    expect(decodePreviewText(new TextEncoder().encode('評判 é'), false)).toBe('評判 é')
    expect(decodePreviewText(new Uint8Array([0x95, 0x5d, 0x94, 0xbb]), false)).toBe('評判')
    expect(decodePreviewText(new Uint8Array([0x63, 0x61, 0x66, 0xe9, 0x20, 0x61]), false)).toBe('café a')
    expect(decodePreviewText(new TextEncoder().encode('評判').subarray(0, 5), true)).toBe('評')
  })
})

test('the filter matches names, folders and peers in any width and case', () => {
  const all = [
    transfer('Ｓummer.MKV'),
    transfer('two', { group: { id: 'g', name: '京都の旅' }, folder: '嵐山' }),
    transfer('three', { peer: peer('ben') }),
  ]
  const ids = (text: string): string[] => filtered(all, text).map(({ id }) => id)
  expect(filtered(all, '  ')).toBe(all)
  expect(ids('summer')).toEqual(['Ｓummer.MKV'])
  expect(ids('嵐山 京都')).toEqual(['two'])
  expect(ids('BEN')).toEqual(['three'])
  expect(ids('ann three')).toEqual([])
})

test('failed and paused transfers are announced; new, running and finished ones are not', () => {
  const before = statesOf([transfer('a'), transfer('b'), transfer('c', { state: 'paused' }), transfer('d')])
  const now = [
    transfer('a', { state: 'failed' }),
    transfer('b', { state: 'done' }),
    transfer('c', { state: 'paused' }),
    transfer('d', { state: 'paused' }),
    transfer('e', { state: 'failed' }),
  ]
  expect(newlyStopped(before, now).map(({ id }) => id)).toEqual(['a', 'd'])
  expect(newlyStopped(statesOf(now), now)).toEqual([])
})

test('selection toggles single lines, ranges and whole groups', () => {
  const lines = linesOf(
    [
      transfer('one', { started: 3 }),
      transfer('two', { group: tour, started: 2 }),
      transfer('three', { group: tour, started: 1 }),
      transfer('late', { state: 'waiting' }),
    ],
    view('folder', new Set()),
  )
  const names = (picked: ReadonlySet<string>): string[] => [...picked].sort()
  const head = lines.find(({ kind }) => kind === 'group')
  const first = lines[0]
  if (!head || !first) throw new Error('no such lines')
  const group = toggled(new Set(['two']), head)
  expect(names(group)).toEqual(['three', 'two'])
  expect(names(toggled(group, head))).toEqual([])
  expect(names(toggled(group, first))).toEqual(['one', 'three', 'two'])
  expect(names(withRange(new Set(), lines, lines.length - 1, lines.indexOf(head)))).toEqual(['late', 'three', 'two'])
})
