import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import type { SearchHit } from '../../../../main/contract/search.ts'
import { useClient } from '../../../client/provider.tsx'
import type { ResultRow } from './use-result-rows.ts'

/** Maximum number of results selected at once and fetched with one call. */
const MAX_SELECTED = 1000

const NONE: ReadonlyMap<string, SearchHit> = new Map()

interface HitSelection {
  /** By root, in the order of selection; they survive scrolling and a new search. */
  selected: ReadonlyMap<string, SearchHit>
  /** Toggles one; with `range` selects all from the anchor to it. */
  toggle: (index: number, range: boolean) => void
  /** Sets the anchor of range selections. */
  anchor: (index: number) => void
  all: () => void
  clear: () => void
}

/** A multiple selection of results, including rows that the list has not fetched yet. */
export function useHitSelection(rows: readonly ResultRow[], snapshot: number | undefined): HitSelection {
  const client = useClient()
  const [selected, setSelected] = useState(NONE)
  const from = useRef(0)
  const list = useRef({ rows, snapshot })
  useLayoutEffect(() => {
    list.current = { rows, snapshot }
  })

  /** The hits at these indices: from the list if present, else fetched. */
  const hitsAt = useCallback(
    async (low: number, high: number): Promise<SearchHit[]> => {
      const { rows, snapshot } = list.current
      const known = rows.slice(low, high + 1).flatMap(({ hit }) => hit ?? [])
      if (known.length === Math.min(rows.length - 1, high) - low + 1 || snapshot === undefined) return known
      // The search may have ended meanwhile: only fetched rows can be selected.
      return client.search.rows({ snapshot, offset: low, limit: high - low + 1 }).then(
        ({ hits }) => hits,
        () => known,
      )
    },
    [client],
  )
  const set = useCallback((hits: readonly SearchHit[], on: boolean) => {
    setSelected((before) => {
      const next = new Map(before)
      for (const hit of hits) {
        if (on) next.set(hit.root, hit)
        else next.delete(hit.root)
      }
      return next
    })
  }, [])

  const toggle = useCallback(
    (index: number, range: boolean) => {
      const hit = list.current.rows[index]?.hit
      if (!range) {
        from.current = index
        if (hit)
          setSelected((before) => {
            const next = new Map(before)
            if (!next.delete(hit.root)) next.set(hit.root, hit)
            return next
          })
        return
      }
      const [low, high] =
        from.current <= index
          ? [from.current, Math.min(index, from.current + MAX_SELECTED - 1)]
          : [Math.max(index, from.current - MAX_SELECTED + 1), from.current]
      void hitsAt(low, high).then((hits) => set(hits, true))
    },
    [hitsAt, set],
  )
  const all = useCallback(
    () => void hitsAt(0, Math.min(list.current.rows.length, MAX_SELECTED) - 1).then((hits) => set(hits, true)),
    [hitsAt, set],
  )
  const anchor = useCallback((index: number) => {
    from.current = index
  }, [])
  const clear = useCallback(() => setSelected(NONE), [])
  return { selected, toggle, anchor, all, clear }
}
