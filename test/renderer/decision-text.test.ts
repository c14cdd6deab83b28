import { createInstance } from 'i18next'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  EXCLUSION_REASONS,
  IGNORED_REASONS,
  SENTENCE_KEYS,
  STANDINGS,
  type ExplanationView,
} from '../../main/contract/peers.ts'
import { confidence } from '../../renderer/components/trust/confidence.ts'
import type { Translate } from '../../renderer/hooks/use-text.ts'
import { createFormats } from '../../renderer/locales/format.ts'
import { en, ja } from '../../renderer/locales/languages.ts'
import {
  decisionText,
  changeText,
  ignoredReasonsText,
  trendOf,
  evidenceOrigin,
} from '../../renderer/pages/peers/decision-text.ts'

const now = new Date(2026, 10, 21, 15, 0).getTime()
const since = new Date(2026, 10, 21, 14, 2).getTime()
const format = createFormats('en-GB')
let t: Translate
let tJa: Translate

const speak = async (lng: string): Promise<Translate> => {
  const i18n = createInstance()
  await i18n.init({
    lng,
    resources: { en, ja },
    ns: Object.keys(en),
    defaultNS: 'common',
    interpolation: { escapeValue: false },
  })
  return i18n.t as Translate
}

beforeAll(async () => {
  ;[t, tJa] = await Promise.all([speak('en'), speak('ja')])
})

const values = { since, failed: 8, recent: 10, evidence: 1.23, needed: 3, u: 0.2 }
const sources = (you: number, raters: number): ExplanationView['sources'] => ({
  you: { count: you, reasons: [] },
  trusted: { count: raters, raters, reasons: [] },
  ignored: { count: 0, reasons: [] },
})

describe('the text for a decision', () => {
  test('matches the sentence of the design', () => {
    expect(decisionText({ key: 'excluded', values }, 'trusted', t, format, now)).toBe(
      'Excluded since 14:02: 8 of its last 10 transfers with people you trust failed.',
    )
  })
  test('differs for an excluded peer with few recent failures', () => {
    expect(decisionText({ key: 'excluded', values: { ...values, failed: 1 } }, 'both', t, format, now)).toMatch(
      /^Excluded since 14:02\. Only 1 of its last 10/,
    )
  })
  test('rounds the missing evidence', () => {
    expect(decisionText({ key: 'new', values }, 'you', t, format, now)).toContain('1.2 of 3 votes')
  })
  test('distinguishes a permanent block from a temporary one', () => {
    expect(decisionText({ key: 'blocked', values }, 'you', t, format, now)).toBe('Blocked by you since 14:02.')
    expect(
      decisionText({ key: 'blocked', values: { ...values, until: since + 3_600_000 } }, 'you', t, format, now),
    ).toBe('Blocked by you until 15:02.')
  })
  test.each(SENTENCE_KEYS)('%s exists in both languages with every number filled in', (key) => {
    for (const translate of [t, tJa]) {
      for (const whose of ['you', 'trusted', 'both', 'anybody'] as const) {
        const said = decisionText({ key, values: { ...values, until: now } }, whose, translate, format, now)
        expect(said).not.toMatch(/\{\{|trust:|sentence\.|^$/)
      }
    }
  })
  test('names the people whose transfers count', () => {
    expect(evidenceOrigin({ mode: 'robust', sources: sources(3, 2) })).toBe('both')
    expect(evidenceOrigin({ mode: 'robust', sources: sources(0, 2) })).toBe('trusted')
    expect(evidenceOrigin({ mode: 'robust', sources: sources(3, 0) })).toBe('you')
    expect(evidenceOrigin({ mode: 'paper', sources: sources(3, 2) })).toBe('anybody')
  })
})

describe('the text for what would change a decision', () => {
  const change = (direction: 'readmit' | 'exclude', count: number | null): string =>
    changeText(
      {
        sentence: { key: direction === 'readmit' ? 'excluded' : 'good', values },
        whatWouldChange: { direction, count, with: 'trusted' },
      },
      t,
    )
  test('gives the number of transfers and with whom', () => {
    expect(change('readmit', 6)).toContain('about 6 good transfers in a row with people you trust')
    expect(change('exclude', 1)).toContain('about 1 failed transfer with people you trust')
  })
  test('says when too many would be needed', () => {
    expect(change('readmit', null)).toContain('more than a thousand')
    expect(change('exclude', null)).toContain('not exclude it soon')
  })
  test("names the user's own decision where it applies or is the only way", () => {
    const whatWouldChange = { direction: 'readmit', count: 3, with: 'you' } as const
    expect(changeText({ sentence: { key: 'blocked', values }, whatWouldChange }, t)).toContain('Back to the rule')
    expect(changeText({ sentence: { key: 'proof', values }, whatWouldChange }, t)).toContain('Only you can readmit it')
  })
})

describe('texts for numbers', () => {
  test('lists the most frequent reason for ignored ratings first', () => {
    expect(
      ignoredReasonsText(
        [
          { reason: 'unknown-rater', count: 15 },
          { reason: 'no-receipt', count: 25 },
        ],
        t,
      ),
    ).toBe('no receipt (25), unknown raters (15)')
  })
  test('gives high, middle, low or no confidence', () => {
    expect([confidence(0.1, 0.2), confidence(0.1, 0.4), confidence(0, 1), confidence(null, null)]).toEqual([
      'high',
      'middle',
      'low',
      null,
    ])
  })
  test('treats a trend below 0.05 as flat', () => {
    expect([trendOf(0.2), trendOf(-0.2), trendOf(0.04), trendOf(-0.04)]).toEqual(['up', 'down', 'flat', 'flat'])
  })
  test('has a text for every value of the contract', () => {
    for (const translate of [t, tJa]) {
      for (const reason of IGNORED_REASONS) expect(translate(`trust:ignored.${reason}`)).not.toContain('ignored.')
      for (const standing of STANDINGS) expect(translate(`trust:standing.${standing}`)).not.toContain('standing.')
      for (const reason of EXCLUSION_REASONS)
        expect(translate(`trust:excludedBy.${reason}`)).not.toContain('excludedBy.')
    }
  })
})
