import { useMemo } from 'react'
import { createFormats, type Formats } from '../locales/format.ts'
import { useText } from './use-text.ts'

/** Numbers and dates in the language of the page. */
export function useFormat(): Formats {
  const { i18n } = useText()
  return useMemo(() => createFormats(i18n.language), [i18n.language])
}
