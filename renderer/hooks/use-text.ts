import { createContext, useContext } from 'react'
import type { TFunction } from 'i18next'
import type { UseTranslationResponse } from 'react-i18next'

export const NAMESPACES = [
  'common',
  'errors',
  'firstRun',
  'search',
  'transfers',
  'library',
  'peers',
  'activity',
  'settings',
  'simulator',
  'communities',
  'trust',
] as const

/** The typed translation function; keys are written "namespace:key". */
export type Translate = TFunction<typeof NAMESPACES>
export type Texts = Pick<UseTranslationResponse<typeof NAMESPACES, undefined>, 't' | 'i18n'>

/** Filled once for the whole app: a list of a hundred rows must not watch the language a hundred times. */
export const TextContext = createContext<Texts | null>(null)

/** The texts of every page in the present language. */
export function useText(): Texts {
  const texts = useContext(TextContext)
  if (!texts) throw new Error('there is no TextProvider above')
  return texts
}
