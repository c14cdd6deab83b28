import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en, ja, LANGUAGES, type UiLanguage } from './languages.ts'

const STORED = 'hyoban.language'

function isLanguage(value: string | null | undefined): value is UiLanguage {
  return LANGUAGES.some((language) => language === value)
}

/** The stored language, else the browser's first supported one, else English. */
export function startLanguage(stored: string | null, wanted: readonly string[]): UiLanguage {
  if (isLanguage(stored)) return stored
  return wanted.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en'
}

/** Loads both languages and applies the initial one; `<html lang>` follows every change. */
export async function startTranslations(): Promise<void> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language
  })
  await i18next.use(initReactI18next).init({
    lng: startLanguage(localStorage.getItem(STORED), navigator.languages),
    fallbackLng: 'en',
    resources: { en, ja },
    defaultNS: 'common',
    interpolation: { escapeValue: false },
    missingInterpolationHandler: () => '',
  })
}

/** Switches the language and remembers it. */
export async function chooseLanguage(language: UiLanguage): Promise<void> {
  localStorage.setItem(STORED, language)
  await i18next.changeLanguage(language)
}
