import { useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { NAMESPACES, TextContext } from './use-text.ts'

/** Provides the translations; everything below renders again when the language changes. */
export function TextProvider({ children }: { children: ReactNode }) {
  const { t, i18n } = useTranslation(NAMESPACES)
  const { language } = i18n
  // A new value per language, since i18n stays the same object.
  const texts = useMemo(() => ({ t, i18n, language }), [t, i18n, language])
  return <TextContext value={texts}>{children}</TextContext>
}
