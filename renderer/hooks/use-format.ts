import { useMemo } from 'react'
import { createFormats, regional, type Formats } from '../locales/format.ts'
import { useText } from './use-text.ts'

/** Numbers and dates in the language of the page, as the browser's region writes them. */
export function useFormat(): Formats {
  const { i18n } = useText()
  return useMemo(() => createFormats(regional(i18n.language, navigator.languages)), [i18n.language])
}
