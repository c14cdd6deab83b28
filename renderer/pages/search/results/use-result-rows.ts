import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { SearchHit, SearchResult } from '../../../../main/contract/search.ts'
import { useClient } from '../../../client/provider.tsx'
import { FIRST_ROWS } from '../../../client/streams/streams.ts'

/** One row of the list: a result, or null until it is fetched. */
export interface ResultRow {
  index: number
  hit: SearchHit | null
}

export const resultRowKey = (row: ResultRow): string => row.hit?.root ?? `#${row.index}`

interface Windows {
  snapshot: number | undefined
  pages: ReadonlyMap<number, readonly SearchHit[]>
}

/**
 * Maximum number of pages requested at a time: while the user scrolls fast, pages already out of view are never
 * requested.
 */
const AT_ONCE = 2

/** Empty rows, created once: a list of 100,000 rows is rebuilt with each peer's answer. */
const blanks: ResultRow[] = []

/** `total` rows: the first hits, those of the fetched pages, and empty ones. */
export function resultRowsOf(
  total: number,
  hits: readonly SearchHit[],
  pages: ReadonlyMap<number, readonly SearchHit[]>,
): ResultRow[] {
  const count = Math.max(total, hits.length)
  while (blanks.length < count) blanks.push({ index: blanks.length, hit: null })
  const rows = blanks.slice(0, count)
  const put = (from: number, list: readonly SearchHit[]): void =>
    list.forEach((hit, i) => {
      if (from + i < count) rows[from + i] = { index: from + i, hit }
    })
  for (const [page, list] of pages) put(page * FIRST_ROWS, list)
  put(0, hits)
  return rows
}

const NONE: Windows = { snapshot: undefined, pages: new Map() }

/**
 * All rows of a result of any length: the first ones arrive with it, the others page by page as they come into view.
 * Rows keep their places as long as the search runs (the node's snapshot), so nothing jumps.
 */
export function useResultRows(result: SearchResult | undefined): {
  rows: readonly ResultRow[]
  onRange: (first: number, last: number) => void
} {
  const client = useClient()
  const [windows, setWindows] = useState<Windows>(NONE)
  const snapshot = result?.snapshot
  const total = result?.total ?? 0
  const pages = windows.snapshot === snapshot ? windows.pages : NONE.pages
  // Refs, since a change of the visible range needs no render by itself.
  const view = useRef({ first: 0, last: 0, total: 0 })
  const fetchSeen = useRef((): void => {})

  useEffect(() => {
    if (snapshot === undefined) return
    const asked = new Map<number, AbortController>()
    /** Number of rows requested per page: the last page grows when more results arrive. */
    const had = new Map<number, number>()
    const next = (): void => {
      const { first, last, total } = view.current
      const end = Math.floor(Math.min(last, total - 1) / FIRST_ROWS)
      for (let page = Math.max(1, Math.floor(first / FIRST_ROWS)); page <= end && asked.size < AT_ONCE; page++) {
        const wanted = Math.min(FIRST_ROWS, total - page * FIRST_ROWS)
        if (asked.has(page) || (had.get(page) ?? 0) >= wanted) continue
        const call = new AbortController()
        asked.set(page, call)
        client.search
          .rows({ snapshot, offset: page * FIRST_ROWS, limit: FIRST_ROWS }, { signal: call.signal })
          .then(({ hits }) => {
            had.set(page, wanted)
            setWindows((before) => ({
              snapshot,
              pages: new Map([...(before.snapshot === snapshot ? before.pages : []), [page, hits]]),
            }))
          })
          // The search may have ended meanwhile: a new one follows, or scrolling requests the page again.
          .catch(() => {})
          .finally(() => {
            asked.delete(page)
            if (had.has(page)) next()
          })
      }
    }
    fetchSeen.current = next
    return () => {
      fetchSeen.current = () => {}
      for (const call of asked.values()) call.abort()
    }
  }, [client, snapshot])
  useEffect(() => {
    view.current.total = total
    fetchSeen.current()
  }, [snapshot, total])

  const hits = result?.hits
  const rows = useMemo(() => resultRowsOf(total, hits ?? [], pages), [total, hits, pages])
  const onRange = useCallback((first: number, last: number) => {
    Object.assign(view.current, { first, last })
    fetchSeen.current()
  }, [])
  return { rows, onRange }
}
