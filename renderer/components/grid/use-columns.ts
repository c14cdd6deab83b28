import { useMemo } from 'react'
import { useLocalStorage } from '@mantine/hooks'
import {
  columnSizingFeature,
  columnVisibilityFeature,
  functionalUpdate,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
  type TableOptions,
} from '@tanstack/react-table'
import type { Column } from './grid-row.tsx'
import { clampWidth, layoutFrom, NO_CHANGES, type Layout } from './layout.ts'
import type { Sort } from './sort.ts'

const features = tableFeatures({ columnSizingFeature, columnVisibilityFeature, rowSortingFeature })
/** The library keeps columns only: rows are paged, and sorted by the page or the node. */
const NO_ROWS: Record<string, never>[] = []

interface ColumnsOptions<T> {
  /** The name under which the layout is remembered. */
  name: string
  columns: readonly Column<T>[]
  sort: Sort | null | undefined
  onSort: ((sort: Sort | null) => void) | undefined
  /** The third click on a header returns to the table's own order. */
  ownOrder: boolean
}

export interface TableColumns {
  isVisible: (id: string) => boolean
  canHide: (id: string) => boolean
  toggle: (id: string) => void
  sortBy: (id: string) => void
  /** Widths in pixels of resized columns, by id. */
  widths: Readonly<Record<string, number>>
  /** Sets a width in pixels; null returns to the column's own. */
  resize: (id: string, width: number | null) => void
  reset: () => void
  changed: boolean
}

/** A column that is no command, no checkbox and not the row's name can be hidden. */
const isOptional = <T>(column: Column<T>, index: number): boolean =>
  index > 0 && !column.quietHeader && column.head === undefined && column.id !== 'name'

/** The columns of a table: which are shown, how wide, and by which one rows are sorted. */
export function useColumns<T>({ name, columns, sort, onSort, ownOrder }: ColumnsOptions<T>): TableColumns {
  const [layout, setLayout] = useLocalStorage<Layout>({
    key: `hyoban.table.${name}`,
    defaultValue: NO_CHANGES,
    deserialize: layoutFrom,
    getInitialValueInEffect: false,
  })
  const definitions = useMemo(
    () =>
      columns.map((column, index): ColumnDef<typeof features, Record<string, never>> => ({
        id: column.id,
        accessorFn: () => null,
        enableSorting: column.sortable === true,
        sortDescFirst: column.downFirst === true,
        enableHiding: isOptional(column, index),
      })),
    [columns],
  )
  // React owns the state, so that the library's own subscription would only render everything twice.
  const state = useMemo(
    () => ({
      sorting: sort ? [{ id: sort.column, desc: sort.down }] : [],
      columnVisibility: Object.fromEntries(layout.hidden.map((id) => [id, false])),
      columnSizing: layout.widths,
    }),
    [sort, layout],
  )
  const options: TableOptions<typeof features, Record<string, never>> = {
    features,
    data: NO_ROWS,
    columns: definitions,
    manualSorting: true,
    enableMultiSort: false,
    enableSortingRemoval: ownOrder,
    state,
    onSortingChange: (change) => {
      const [first] = functionalUpdate(change, state.sorting)
      onSort?.(first ? { column: first.id, down: first.desc } : null)
    },
    onColumnVisibilityChange: (change) =>
      setLayout((before) => {
        const shown = functionalUpdate(change, Object.fromEntries(before.hidden.map((id) => [id, false])))
        return { ...before, hidden: Object.keys(shown).filter((id) => shown[id] === false) }
      }),
    onColumnSizingChange: (change) =>
      setLayout((before) => ({ ...before, widths: functionalUpdate(change, before.widths) })),
  }
  const table = useTable(options, () => null)
  const isOptionalId = (id: string): boolean => table.getColumn(id)?.getCanHide() ?? false
  return {
    isVisible: (id) => !isOptionalId(id) || !layout.hidden.includes(id),
    canHide: isOptionalId,
    toggle: (id) => table.getColumn(id)?.toggleVisibility(layout.hidden.includes(id)),
    sortBy: (id) => table.getColumn(id)?.toggleSorting(),
    widths: layout.widths,
    resize: (id, width) =>
      width === null
        ? table.getColumn(id)?.resetSize()
        : table.setColumnSizing((before) => ({ ...before, [id]: clampWidth(width) })),
    reset: () => setLayout(NO_CHANGES),
    changed: layout.hidden.length > 0 || Object.keys(layout.widths).length > 0,
  }
}
