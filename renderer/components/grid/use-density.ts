import { useLocalStorage, useMediaQuery } from '@mantine/hooks'
import type { Density } from './layout.ts'

/** The height of rows in every table: compact, or comfortable by choice and where fingers point. */
export function useDensity(): [Density, (density: Density) => void] {
  const touch = useMediaQuery('(pointer: coarse)', false, { getInitialValueInEffect: false })
  const [chosen, choose] = useLocalStorage<string>({
    key: 'hyoban.rows',
    defaultValue: '',
    getInitialValueInEffect: false,
  })
  if (chosen === 'compact' || chosen === 'comfortable') return [chosen, choose]
  return [touch ? 'comfortable' : 'compact', choose]
}
