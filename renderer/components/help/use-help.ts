import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useText } from '../../hooks/use-text.ts'
import { loadHelp, type HelpTexts } from './help-texts.ts'

/** The help in the current language, loaded when `enabled`. */
export function useHelp(enabled = true): UseQueryResult<HelpTexts> {
  const { i18n } = useText()
  return useQuery({
    queryKey: ['help', i18n.language],
    queryFn: () => loadHelp(i18n.language),
    staleTime: Infinity,
    enabled,
  })
}
