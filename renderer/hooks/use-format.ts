import { createFormats, regional, type Formats } from '../locales/format.ts'
import { useText } from './use-text.ts'

const made = new Map<string, Formats>()

/**
 * Number and date formats for the page's language and the browser's region, cached per language since they are slow to
 * create.
 */
export function useFormat(): Formats {
  const { i18n } = useText()
  let formats = made.get(i18n.language)
  if (!formats) made.set(i18n.language, (formats = createFormats(regional(i18n.language, navigator.languages))))
  return formats
}
