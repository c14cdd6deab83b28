import { useCallback } from 'react'
import { useLocalStorage } from '@mantine/hooks'
import { sortFrom } from './layout.ts'
import type { Sort } from './sort.ts'

/** The sort of the table `name`, remembered in the browser's storage. `fallback` until one of `columns` is chosen. */
export function useTableSort<S extends Sort | null>(name: string, columns: readonly string[], fallback: S) {
  const [sort, setSort] = useLocalStorage<Sort | S>({
    key: `hyoban.sort.${name}`,
    defaultValue: fallback,
    deserialize: (text) => sortFrom(text, columns, fallback),
    getInitialValueInEffect: false,
  })
  const choose = useCallback((next: Sort | null) => setSort(next ?? fallback), [setSort, fallback])
  return [sort, choose] as const
}
