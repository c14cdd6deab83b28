import type { TFunction } from 'i18next'
import { useTranslation, type UseTranslationResponse } from 'react-i18next'

const NAMESPACES = [
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

/** The texts of every page in the present language. */
export function useText(): UseTranslationResponse<typeof NAMESPACES, undefined> {
  return useTranslation(NAMESPACES)
}
