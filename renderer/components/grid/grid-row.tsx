import { memo, type ComponentProps, type MouseEvent, type ReactNode } from 'react'
import { cardPart, type CardPart } from './card.ts'
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
  /** Its place in a card, which is what a row becomes on a phone; by default `cardPart` decides. */
  card?: CardPart
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
  cards: boolean
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
  cards,
  active,
  picked,
  clickable,
  dim,
  testId,
  drag,
  onPress,
  onReach,
}: GridRowProps<T>) {
  const cellOf = (column: Column<T>, part?: CardPart): ReactNode => (
    <div
      key={column.id}
      role="gridcell"
      className={classes.cell}
      data-align={part ? undefined : column.align}
      data-part={part}
    >
      {part === 'lead' ? <label className={classes.all}>{column.cell(row, active)}</label> : column.cell(row, active)}
    </div>
  )
  const of = (part: CardPart): ReactNode[] =>
    columns.filter((column) => cardPart(column, columns) === part).map((column) => cellOf(column, part))
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
      {cards ? (
        <>
          {of('lead')}
          <div role="presentation" className={classes.card}>
            {of('title')}
            {of('line')}
            {of('text')}
            <div role="presentation" className={classes.facts}>
              {of('fact')}
            </div>
          </div>
          {of('end')}
        </>
      ) : (
        columns.map((column) => cellOf(column))
      )}
    </div>
  )
}

/**
 * One row of a grid, memoised: while the user types or scrolls, unchanged rows do not render again as long as their
 * columns stay the same.
 */
export const GridRow = memo(Row) as typeof Row
