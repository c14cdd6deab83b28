import { useCallback, useMemo, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react'
import type { SearchResult } from '../../../../main/contract/search.ts'
import { DataGrid } from '../../../components/grid/data-grid.tsx'
import type { Sort } from '../../../components/grid/sort.ts'
import { useText } from '../../../hooks/use-text.ts'
import { DetailsPane } from '../details/details-pane.tsx'
import { useHitColumns } from './hit-columns.tsx'
import { useDownloads, useHitExtras } from './hit-extras.tsx'
import { ResultSelectionBar } from './result-selection-bar.tsx'
import { useHitSelection } from './use-hit-selection.ts'
import { resultRowKey, useResultRows, type ResultRow } from './use-result-rows.ts'
import cells from './hit-cells.module.css'
import classes from '../search.module.css'

interface ResultListProps {
  result: SearchResult
  /** Identifies the list; a new key resets it. */
  listKey: string
  /** The results still belong to the previous query. */
  old: boolean
  sort: Sort
  onSort: (sort: Sort | null) => void
  /** Shown when there are no rows. */
  nothing: ReactNode
}

/** The list of results with its commands: details, download, multiple selection. */
export function ResultList({ result, listKey, old, sort, onSort, nothing }: ResultListProps) {
  const { t } = useText()
  const { rows, onRange } = useResultRows(result)
  const downloads = useDownloads()
  const selection = useHitSelection(rows, result.snapshot)
  const [selected, setSelected] = useState<string | null>(null)
  const hit = useMemo(
    () => (selected === null ? undefined : rows.find((row) => row.hit?.root === selected)?.hit),
    [rows, selected],
  )
  const { actions, near, hide, floats } = useHitExtras()
  const allSelected = selection.selected.size > 0 && selection.selected.size >= rows.length
  const { all, clear, toggle, anchor } = selection
  const someSelected = selection.selected.size > 0
  const selectAll = useMemo(
    () => (
      <input
        type="checkbox"
        className={cells.pick}
        checked={allSelected}
        aria-label={t('search:picks.all')}
        data-testid="pick-all"
        ref={(box) => {
          if (box) box.indeterminate = someSelected && !allSelected
        }}
        onChange={someSelected ? clear : all}
      />
    ),
    [allSelected, someSelected, clear, all, t],
  )
  const columns = useHitColumns({
    downloads,
    selected: selection.selected,
    selectAll,
    onSelect: toggle,
    onNear: near,
    actions,
  })

  const onPress = (event: MouseEvent<HTMLElement>, _slot: ResultRow, index: number): boolean => {
    if (event.shiftKey || event.ctrlKey || event.metaKey) {
      toggle(index, event.shiftKey)
      return true
    }
    anchor(index)
    return false
  }
  const onKey = (event: KeyboardEvent<HTMLElement>, index: number, to: number): boolean => {
    const command = event.ctrlKey || event.metaKey
    if (command && event.key.toLowerCase() === 'a') all()
    else if (command && event.key === ' ') toggle(index, false)
    else if (event.shiftKey && to !== index) toggle(to, true)
    else return false
    return true
  }
  const ranged = useCallback(
    (first: number, last: number) => {
      hide()
      onRange(first, last)
    },
    [hide, onRange],
  )

  return (
    <>
      <ResultSelectionBar hits={selection.selected} downloads={downloads} onClear={clear} />
      <div
        className={classes.split}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || event.defaultPrevented || !event.currentTarget.contains(event.target as Node))
            return
          if (selected !== null) setSelected(null)
          else clear()
        }}
      >
        <div className={classes.list} aria-busy={old}>
          {rows.length === 0 ? (
            nothing
          ) : (
            <DataGrid
              label={t('search:results')}
              name="search"
              columns={columns}
              rows={rows}
              rowKey={resultRowKey}
              testId="search-row"
              freezeKey={listKey}
              recycle
              selected={selected}
              onOpen={(row) => row.hit && setSelected(row.hit.root)}
              onRange={ranged}
              sort={sort}
              onSort={onSort}
              onPress={onPress}
              onKey={onKey}
            />
          )}
        </div>
        {hit && (
          <DetailsPane
            key={hit.root}
            hit={hit}
            transfer={downloads.get(hit.root)}
            snapshot={result.snapshot}
            onClose={() => setSelected(null)}
          />
        )}
      </div>
      {floats}
    </>
  )
}
