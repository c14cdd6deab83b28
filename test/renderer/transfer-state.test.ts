import { createInstance } from 'i18next'
import { describe, expect, test } from 'vitest'
import type { Problem } from '../../main/contract/base.ts'
import { ERROR_CODES } from '../../main/base/errors.ts'
import { type QueueReason } from '../../main/contract/views/transfer-views.ts'
import type { Transfer } from '../../main/contract/transfers.ts'
import * as problems from '../../main/transfers/problems.ts'
import type { Translate } from '../../renderer/hooks/use-text.ts'
import { createFormats } from '../../renderer/locales/format.ts'
import { en, ja } from '../../renderer/locales/languages.ts'
import { problemText } from '../../renderer/locales/problem-text.ts'
import { activityText } from '../../renderer/pages/activity/activity-text.ts'
import { byUrgency, shareMoved, stateText, timeLeft } from '../../renderer/pages/transfers/transfer-state.ts'
import { QUEUE_REASONS } from '../../main/domain/reasons.ts'

const i18n = createInstance()
await i18n.init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en, ja },
  defaultNS: 'common',
  interpolation: { escapeValue: false },
  missingInterpolationHandler: () => '',
})
const inEnglish = i18n.getFixedT('en') as unknown as Translate
const inJapanese = i18n.getFixedT('ja') as unknown as Translate
const format = createFormats('en')
const problem = (code: Problem['code'], change: Partial<Problem> = {}): Problem => ({
  code,
  message: '',
  hint: '',
  details: {},
  ...change,
})

function transfer(change: Partial<Transfer>): Transfer {
  return {
    id: 'x',
    direction: 'down',
    root: 'a'.repeat(64),
    name: 'file',
    size: 1000,
    moved: 250,
    state: 'active',
    problem: null,
    rate: 100,
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
    peer: {
      publicKey: 'b'.repeat(64),
      fingerprint: 'f',
      name: 'Aoi',
      trust: {
        u: null,
        total: null,
        recent: null,
        low: null,
        high: null,
        count: 0,
        raters: 0,
        decision: 'new',
        standing: 'new',
        by: 'rule',
        override: null,
      },
    },
    ...change,
  }
}

describe('the state of a transfer', () => {
  test('gives the remaining time if it is known', () => {
    expect(timeLeft(transfer({}))).toBe(7500)
    expect(timeLeft(transfer({ rate: 0 }))).toBeNull()
    expect(timeLeft(transfer({ state: 'paused' }))).toBeNull()
  })
  test('is complete for an empty file only when done', () => {
    expect(shareMoved(transfer({ size: 0, moved: 0 }))).toBe(0)
    expect(shareMoved(transfer({ size: 0, moved: 0, state: 'done' }))).toBe(1)
  })
  test('names the absent peer that it waits for', () => {
    expect(stateText(transfer({ state: 'waiting', peerOnline: false }), inEnglish, 'en', format)).toMatchObject({
      tone: 'wait',
      text: expect.stringContaining('Waiting for the peer'),
    })
  })
  test('gives the cause of a failure and what to do', () => {
    const failed = transfer({ state: 'failed', problem: problem('NO_SPACE', { details: { path: '/disk' } }) })
    expect(stateText(failed, inEnglish, 'en', format)).toEqual({
      text: 'No space left on the disk at /disk.',
      hint: 'Free some space, then resume.',
      tone: 'bad',
    })
  })
  test('sorts running before waiting before finished transfers', () => {
    const rows = [transfer({ id: 'd', state: 'done' }), transfer({ id: 'w', state: 'waiting' }), transfer({ id: 'a' })]
    expect(rows.toSorted(byUrgency).map((row) => row.id)).toEqual(['a', 'w', 'd'])
  })
})

describe('the text of a problem', () => {
  test.each(ERROR_CODES)('%s is a full sentence with a hint in both languages, with and without details', (code) => {
    for (const [t, language] of [
      [inEnglish, 'en'],
      [inJapanese, 'ja'],
    ] as const) {
      const cases: Problem['details'][] = [{}, { path: '/somewhere', port: 80 }]
      for (const details of cases) {
        const { title, hint } = problemText(problem(code, { details }), t, language)
        expect(`${title} ${hint}`).not.toMatch(/\{\{|errors:|^\s|\s{2}/)
        expect(hint).not.toBe('')
        expect(title).not.toBe(code)
      }
    }
  })
  test("keeps the node's message: alone in English, beside the translation in Japanese", () => {
    const exact = problem('BAD_INPUT', { message: 'MAXtm must be above 0.', hint: 'Set it to 5.' })
    expect(problemText(exact, inEnglish, 'en')).toEqual({ title: 'MAXtm must be above 0.', hint: 'Set it to 5.' })
    expect(problemText(exact, inJapanese, 'ja').title).toBe('その入力は使えません。（MAXtm must be above 0.）')
  })
})

test('an event is described with numbers, reasons and placeholders for missing names', () => {
  const peer = { publicKey: 'b'.repeat(64), fingerprint: 'kato-wimu', name: '' }
  const entry = { id: 1, time: 1, level: 'bad', peer } as const
  expect(
    activityText({ ...entry, kind: 'ratingGiven', values: { score: 0, reason: 'corrupt' } }, inEnglish, format),
  ).toBe('You rated kato-wimu: 0.00, sent corrupt data')
  expect(
    activityText(
      { ...entry, kind: 'ratingSeen', values: { score: 1, reason: 'served', rater: '' } },
      inEnglish,
      format,
    ),
  ).toBe('kato-wimu was rated by Unnamed: 1.00, served')
  expect(
    activityText(
      { ...entry, kind: 'ratingSeen', values: { score: 0, reason: 'served', rater: 'Mio' } },
      inEnglish,
      format,
    ),
  ).toBe('kato-wimu was rated by Mio: 0.00, although served')
  expect(
    activityText({ ...entry, kind: 'ratingGiven', values: { score: 0, reason: 'served' } }, inJapanese, format),
  ).toBe('kato-wimu を評価しました: 提供したのに 0.00')
  expect(activityText({ ...entry, kind: 'uploadRefused', values: { reason: 'busy' } }, inEnglish, format)).toBe(
    'A request by kato-wimu was refused: no free upload slot',
  )
  expect(
    activityText({ ...entry, kind: 'uploadRefused', values: { reason: 'something new' } }, inEnglish, format),
  ).toBe('A request by kato-wimu was refused: something new')
})

test('a full disk shows the missing space, what to do, and the next attempt', () => {
  const full = transfer({
    state: 'failed',
    attempts: 2,
    retryAt: Date.now() + 60_000,
    problem: problem('NO_SPACE', { message: 'x', details: { path: '/d', needed: 5e9, free: 12e6 } }),
  })
  const { text, hint } = stateText(full, inEnglish, 'en', format)
  expect(text).toBe('No space left on the disk at /d.')
  expect(hint).toMatch(/^5\.0 GB needed, 12\.0 MB free\. Free some space, then resume\. Tried 2 times; next try at /)
  expect(stateText(full, inJapanese, 'ja', createFormats('ja')).hint).toContain('12.0 MB')
  // A problem that passes by itself needs no advice beside the time of the next attempt.
  expect(
    stateText(
      transfer({ state: 'failed', attempts: 1, retryAt: Date.now(), problem: problem('TIMEOUT') }),
      inEnglish,
      'en',
      format,
    ).hint,
  ).toMatch(/^Tried 1 time; next try at /)
})

test('a waiting download shows its place in the local queue', () => {
  expect(stateText(transfer({ state: 'waiting', place: 1200 }), inEnglish, 'en', format).text).toBe(
    'Waiting for its turn: number 1,200 in the queue',
  )
  expect(stateText(transfer({ state: 'waiting' }), inEnglish, 'en', format).text).toBe('Waiting for its turn')
})

test("a download in a peer's queue shows its place and reason in both languages", () => {
  const waits = (reason: QueueReason): Transfer =>
    transfer({ state: 'waiting', queued: { position: 3, of: 7, reason, weight: 1 }, problem: problem('QUEUED') })
  expect(stateText(waits('little'), inEnglish, 'en', format)).toEqual({
    text: 'Waiting: position 3 of 7, because you have given it little so far.',
    hint: 'Sharing files that it wants moves you up.',
    tone: 'wait',
  })
  for (const [t, language] of [
    [inEnglish, 'en'],
    [inJapanese, 'ja'],
  ] as const) {
    const told = QUEUE_REASONS.map((reason) => stateText(waits(reason), t, language, format))
    for (const { text, hint } of told) expect(`${text} ${hint}`).toMatch(/^(?=.*3)(?=.*7)(?!.*(transfers:|\{\{))/)
    expect(new Set(told.map(({ text }) => text)).size).toBe(QUEUE_REASONS.length)
  }
})

test('causes at a peer and ends of uploads have their own texts in both languages', () => {
  const say = (part: Parameters<typeof transfer>[0], language: 'en' | 'ja'): string => {
    const { text, hint } = stateText(
      transfer({ state: 'failed', ...part }),
      language === 'en' ? inEnglish : inJapanese,
      language,
      format,
    )
    expect(`${text} ${hint}`).not.toMatch(/transfers:|errors:|\{\{/)
    return text
  }
  const down = [
    ...(['vanished', 'changed', 'not-shared', 'unreadable', 'refused', 'newcomer'] as const).map(
      (reason) => problems.refused(reason) as Problem,
    ),
    problems.corrupt(),
    problems.abusive(),
    problems.stalled(30),
  ]
  const up = ([null, 'busy', 'refused', 'newcomer', 'changed'] as const).map((refusal) =>
    problems.uploadEnded(refusal, 'ab'),
  )
  for (const language of ['en', 'ja'] as const) {
    expect(new Set(down.map((one) => say({ problem: one }, language))).size).toBe(down.length)
    expect(new Set(up.map((one) => say({ direction: 'up', problem: one }, language))).size).toBe(up.length)
  }
  expect(say({ problem: problems.refused('vanished') }, 'en')).toBe('The peer no longer has this file.')
  expect(say({ problem: problems.stalled(30) }, 'en')).toBe('The peer sent nothing for 30 seconds.')
  expect(say({ problem: problems.stalled(30) }, 'ja')).toContain('30秒')
  // English shows the node's message verbatim.
  for (const one of down) expect(say({ problem: one }, 'en')).toBe(one.message)
  for (const one of up) expect(say({ direction: 'up', problem: one }, 'en')).toBe(one.message)
  expect(say({ problem: problem('TIMEOUT') }, 'en')).toBe('No answer in time.')
  // A complete upload must not claim that the peer left early.
  expect(say({ direction: 'up', problem: problems.uploadEnded(null, 'ab', true) }, 'en')).toBe(
    'The peer did not sign a receipt for the data that it received.',
  )
})
