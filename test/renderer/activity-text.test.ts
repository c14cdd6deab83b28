import { createInstance } from 'i18next'
import { beforeAll, expect, test } from 'vitest'
import type { ActivityEntry } from '../../main/contract/activity.ts'
import type { Translate } from '../../renderer/hooks/use-text.ts'
import { createFormats } from '../../renderer/locales/format.ts'
import { en, ja } from '../../renderer/locales/languages.ts'
import { activityText } from '../../renderer/pages/activity/activity-text.ts'

const speakers = new Map<string, Translate>()
beforeAll(async () => {
  for (const lng of ['en', 'ja']) {
    const i18n = createInstance()
    await i18n.init({
      lng,
      resources: { en, ja },
      ns: Object.keys(en),
      defaultNS: 'common',
      interpolation: { escapeValue: false },
    })
    speakers.set(lng, i18n.t as Translate)
  }
})

const say = (kind: ActivityEntry['kind'], values: ActivityEntry['values'], lng = 'en'): string =>
  activityText(
    {
      id: 1,
      time: 0,
      kind,
      level: 'bad',
      peer: { publicKey: 'ab'.repeat(32), fingerprint: 'ab', name: 'Ines' },
      values,
    },
    speakers.get(lng) as Translate,
    createFormats(lng === 'en' ? 'en-GB' : 'ja-JP'),
  )

test("an exclusion gives its reason: failures and with whom, the user's block, or a proof", () => {
  const values = { why: 'excluded', whose: 'both', failed: 3, of: 4, u: 0.214 }
  expect(say('peerExcluded', values)).toBe(
    'Ines is excluded: 3 of its last 4 transfers with you and people you trust failed; its trust fell to 0.21',
  )
  expect(say('peerExcluded', { ...values, whose: 'you' })).toContain('transfers with you failed')
  expect(say('peerExcluded', values, 'ja')).toBe(
    'Ines を除外しました: あなたや信頼する人との最近4回の取引のうち3回が失敗し、信頼値が 0.21 に下がりました',
  )
  expect(say('peerExcluded', { why: 'blocked', whose: 'you', failed: 0, of: 2, u: 0.9 })).toBe(
    'Ines is excluded: you blocked it',
  )
  expect(say('peerExcluded', { why: 'proof', whose: 'anybody', failed: 0, of: 0, u: 0 })).toBe(
    'Ines is excluded: it signed two different versions of its rating log',
  )
  // An entry of a version without a reason.
  expect(say('peerExcluded', { u: 0.2 })).toBe('Ines is excluded: its trust fell to 0.20')
})

test('a readmission says who decided it, without a number if there is none', () => {
  expect(say('peerReadmitted', { by: 'user' })).toBe('Ines is readmitted: you allowed it')
  expect(say('peerReadmitted', { by: 'rule', u: 0.71 })).toBe('Ines is readmitted: its trust is 0.71')
  expect(say('peerReadmitted', { by: 'rule' })).toBe('Ines is readmitted')
})

test('a bad score for a complete file is described as contradictory', () => {
  expect(say('ratingSeen', { rater: 'Kenji', score: 0, reason: 'served' })).toBe(
    'Ines was rated by Kenji: 0.00, although served',
  )
})
