import { useMediaQuery } from '@mantine/hooks'

/** True below 640 pixels, where pages have the layout of a phone; the style sheets have the same number. */
export function usePhone(): boolean {
  return useMediaQuery('(max-width: 639px)', false, { getInitialValueInEffect: false }) ?? false
}
