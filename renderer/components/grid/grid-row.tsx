import { memo, type ComponentProps, type MouseEvent, type ReactNode } from 'react'
import classes from './data-grid.module.css'

export interface Column<T> {
  id: string
  header: string
  /** The header is visible to screen readers only. */
  quietHeader?: boolean
  /** Replaces the header's text. */
  head?: ReactNode
  /** A CSS grid track such as "120px" or "minmax(0, 2fr)". */
  width: string
  /** The track while the grid is narrow. */
  narrow?: string
  /** The track on the screen of a phone. */
  phone?: string
  align?: 'end'
  /** Hidden while the grid is narrower than this, in pixels. */
  from?: number
  sortable?: boolean
  /** The first click on the header sorts downwards. */
  downFirst?: boolean
  /** `active` is true in the row with the keyboard focus: only its controls are tab stops. */
  cell: (row: T, active: boolean) => ReactNode
}

interface GridRowProps<T> {
  row: T
  name: string
  index: number
  start: number
  columns: readonly Column<T>[]
  active: boolean
  picked: boolean | undefined
  clickable: boolean
  dim: boolean
  testId: string
  drag: ComponentProps<'div'>
  onPress: (event: MouseEvent<HTMLDivElement>, row: T, index: number) => void
  onReach: (name: string, index: number) => void
}

export const NO_DRAG: ComponentProps<'div'> = {}

function Row<T>({
  row,
  name,
  index,
  start,
  columns,
  active,
  picked,
  clickable,
  dim,
  testId,
  drag,
  onPress,
  onReach,
}: GridRowProps<T>) {
  return (
    <div
      role="row"
      className={classes.row}
      aria-rowindex={index + 2}
      tabIndex={active ? 0 : -1}
      data-key={name}
      data-testid={testId}
      data-picked={picked || undefined}
      aria-selected={picked}
      data-clickable={clickable || undefined}
      data-dim={dim || undefined}
      onClick={(event) => onPress(event, row, index)}
      onFocus={() => onReach(name, index)}
      {...drag}
      style={{ transform: `translateY(${start}px)` }}
    >
      {columns.map((column) => (
        <div key={column.id} role="gridcell" className={classes.cell} data-align={column.align}>
          {column.cell(row, active)}
        </div>
      ))}
    </div>
  )
}

/**
 * One row of a grid, memoised: while the user types or scrolls, unchanged rows do not render again as long as their
 * columns stay the same.
 */
export const GridRow = memo(Row) as typeof Row
