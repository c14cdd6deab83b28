import { useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { NAMESPACES, TextContext } from './use-text.ts'

/** Gives the texts to everything below; all of it is drawn again when the language changes. */
export function TextProvider({ children }: { children: ReactNode }) {
  const { t, i18n } = useTranslation(NAMESPACES)
  const { language } = i18n
  // a new value for a new language, though i18n stays the same object
  const texts = useMemo(() => ({ t, i18n, language }), [t, i18n, language])
  return <TextContext value={texts}>{children}</TextContext>
}
