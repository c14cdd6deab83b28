import { createFormats, regional, type Formats } from '../locales/format.ts'
import { useText } from './use-text.ts'

const made = new Map<string, Formats>()

/**
 * Numbers and dates in the language of the page, as the browser's region writes them; made once a language, since
 * making them is slow.
 */
export function useFormat(): Formats {
  const { i18n } = useText()
  let formats = made.get(i18n.language)
  if (!formats) made.set(i18n.language, (formats = createFormats(regional(i18n.language, navigator.languages))))
  return formats
}
