import { useCallback, useMemo, useState } from 'react'
import { keepPreviousData, useQueries, type UseQueryResult } from '@tanstack/react-query'

/** Rows fetched per call. */
const PAGE = 200

/** A row of a long list, fetched when it comes into view. */
export interface PagedRow<T> {
  index: number
  row: T | null
}

interface PageOf<T> {
  total: number
  rows: T[]
}

interface PagedRows<T> {
  /** The page that failed, or the first one. */
  query: UseQueryResult<PageOf<T>> | undefined
  total: number
  /** One entry for each of `total`; rows not fetched yet are null. */
  places: PagedRow<T>[]
  /** To be called with the rendered range (`onRange` of a grid). */
  onRange: (first: number, last: number) => void
}

/** The pages that hold rows `first` to `last`. The first page is always included: it carries the total. */
export function pagesOf(first: number, last: number): number[] {
  const [from, to] = [Math.floor(first / PAGE), Math.floor(last / PAGE)]
  return [0, ...Array.from({ length: to - from + 1 }, (_, i) => from + i).filter((page) => page > 0)]
}

/** Places the rows of the fetched pages; the others stay null. */
export function pagedRowsOf<T>(total: number, pages: readonly { page: number; rows: readonly T[] }[]): PagedRow<T>[] {
  const places: PagedRow<T>[] = Array.from({ length: total }, (_, index) => ({ index, row: null }))
  for (const { page, rows } of pages) {
    rows.forEach((row, at) => {
      const index = page * PAGE + at
      if (index < total) places[index] = { index, row }
    })
  }
  return places
}

export const pagedRowKey = ({ index }: { index: number }): string => String(index)

/**
 * A list of any length of which only the pages in view are fetched. `key` identifies the list; a new one starts at its
 * first row.
 */
export function usePagedRows<T>(
  key: readonly unknown[],
  fetchPage: (offset: number, limit: number, signal: AbortSignal) => Promise<PageOf<T>>,
): PagedRows<T> {
  const [{ first, last }, setRange] = useState({ first: 0, last: 0 })
  const onRange = useCallback((first: number, last: number) => setRange({ first, last }), [])
  const name = JSON.stringify(key)
  const [asked, setAsked] = useState(name)
  if (asked !== name) {
    setAsked(name)
    setRange({ first: 0, last: 0 })
  }
  const [low, high] = [Math.floor(first / PAGE), Math.floor(last / PAGE)]
  const pages = useMemo(() => pagesOf(low * PAGE, high * PAGE), [low, high])
  const combined = useQueries({
    queries: pages.map((page) => ({
      queryKey: [...key, page],
      queryFn: ({ signal }: { signal: AbortSignal }) => fetchPage(page * PAGE, PAGE, signal),
      placeholderData: keepPreviousData,
    })),
    combine: useCallback(
      (results: UseQueryResult<PageOf<T>>[]) => {
        const total = results.find((result) => result.data)?.data?.total ?? 0
        // Placeholder data belongs to another page.
        const came = results.flatMap((result, i) =>
          result.data && !result.isPlaceholderData ? [{ page: pages[i] ?? 0, rows: result.data.rows }] : [],
        )
        return {
          query: results.find((result) => result.isError) ?? results[0],
          total,
          places: pagedRowsOf(total, came),
        }
      },
      [pages],
    ),
  })
  return { ...combined, onRange }
}
