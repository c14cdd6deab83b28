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
  'help',
  'laboratory',
  'network',
  'communities',
  'trust',
] as const

/** The typed translation function; keys have the form "namespace:key". */
export type Translate = TFunction<typeof NAMESPACES>
export type Texts = Pick<UseTranslationResponse<typeof NAMESPACES, undefined>, 't' | 'i18n'>

/** Provided once for the whole app, so that a hundred rows do not subscribe to the language a hundred times. */
export const TextContext = createContext<Texts | null>(null)

/** The translations in the current language. */
export function useText(): Texts {
  const texts = useContext(TextContext)
  if (!texts) throw new Error('there is no TextProvider above')
  return texts
}
