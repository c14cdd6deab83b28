import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { SearchHit, SearchResult } from '../../../../main/contract/search.ts'
import { useClient } from '../../../client/provider.tsx'
import { FIRST_ROWS } from '../../../client/streams.ts'

/** One place of the list: a result, or one that has not been fetched yet. */
export interface Slot {
  index: number
  hit: SearchHit | null
}

export const slotKey = (slot: Slot): string => slot.hit?.root ?? `#${slot.index}`

interface Windows {
  snapshot: number | undefined
  pages: ReadonlyMap<number, readonly SearchHit[]>
}

/** Places that hold nothing yet, made once: a list of 100,000 rows is built anew with each answer of a peer. */
const blanks: Slot[] = []

/** `total` places: the first hits, and those of the pages that have been fetched. */
export function slotsOf(total: number, hits: readonly SearchHit[], pages: ReadonlyMap<number, readonly SearchHit[]>): Slot[] {
  const count = Math.max(total, hits.length)
  while (blanks.length < count) blanks.push({ index: blanks.length, hit: null })
  const slots = blanks.slice(0, count)
  const put = (from: number, list: readonly SearchHit[]): void =>
    list.forEach((hit, i) => {
      if (from + i < count) slots[from + i] = { index: from + i, hit }
    })
  for (const [page, list] of pages) put(page * FIRST_ROWS, list)
  put(0, hits)
  return slots
}

const NONE: Windows = { snapshot: undefined, pages: new Map() }

/**
 * All rows of a result of any length: those that came with it, and the others page by page as they are looked at. Rows keep
 * their places as long as the search runs (the node's snapshot), so nothing jumps.
 */
export function useRows(result: SearchResult | undefined): { slots: readonly Slot[]; onRange: (first: number, last: number) => void } {
  const client = useClient()
  const [windows, setWindows] = useState<Windows>(NONE)
  const [range, setRange] = useState<readonly [number, number]>([0, 0])
  const asked = useRef(new Map<string, AbortController>())
  const snapshot = result?.snapshot
  const total = result?.total ?? 0
  const pages = windows.snapshot === snapshot ? windows.pages : NONE.pages

  useEffect(() => {
    const running = asked.current
    return () => {
      for (const call of running.values()) call.abort()
      running.clear()
    }
  }, [snapshot])

  useEffect(() => {
    if (snapshot === undefined) return
    const last = Math.floor(Math.min(range[1], total - 1) / FIRST_ROWS)
    for (let page = Math.max(1, Math.floor(range[0] / FIRST_ROWS)); page <= last; page++) {
      const key = `${snapshot}/${page}`
      if (asked.current.has(key)) continue
      const call = new AbortController()
      asked.current.set(key, call)
      client.search
        .rows({ snapshot, offset: page * FIRST_ROWS, limit: FIRST_ROWS }, { signal: call.signal })
        .then(({ hits }) => setWindows((before) => ({ snapshot, pages: new Map([...(before.snapshot === snapshot ? before.pages : []), [page, hits]]) })))
        // a search that has ended meanwhile: another one comes, or scrolling asks again
        .catch(() => asked.current.delete(key))
    }
  }, [client, snapshot, range, total])

  const hits = result?.hits
  const slots = useMemo(() => slotsOf(total, hits ?? [], pages), [total, hits, pages])
  const onRange = useCallback((first: number, last: number) => setRange([first, last]), [])
  return { slots, onRange }
}
