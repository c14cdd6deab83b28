import { createInstance } from 'i18next'
import { expect, test } from 'vitest'
import type { Translate } from '../../renderer/hooks/use-text.ts'
import { en, ja } from '../../renderer/locales/languages.ts'
import { problemText } from '../../renderer/locales/problem-text.ts'

const i18n = createInstance()
await i18n.init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en, ja },
  defaultNS: 'common',
  interpolation: { escapeValue: false },
})

test.each(['en', 'ja'])('a truncated catalogue is reported as such, not as a refusal (%s)', (language) => {
  const t = i18n.getFixedT(language) as unknown as Translate
  const told = problemText(
    { code: 'REFUSED', message: 'Only a part.', hint: 'Settings.', details: { catalogue: 'Aiko' } },
    t,
    language,
  )
  expect(told.title).toContain('Aiko')
  expect(told.title).toMatch(language === 'en' ? /^Only part of what/ : /切り捨て/)
  expect(told.hint).toMatch(language === 'en' ? /Settings/ : /設定/)
  expect(problemText({ code: 'REFUSED', message: '', hint: '', details: {} }, t, language).title).toMatch(
    language === 'en' ? /refused/ : /断られ/,
  )
})
