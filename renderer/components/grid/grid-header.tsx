import { useRef, type KeyboardEvent, type PointerEvent } from 'react'
import { VisuallyHidden } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useText } from '../../hooks/use-text.ts'
import type { Column } from './grid-row.tsx'
import type { Sort } from './sort.ts'
import type { TableColumns } from './use-columns.ts'
import classes from './data-grid.module.css'

/** Pixels by which Alt and an arrow key change the width of a column. */
const STEP = 16

const widthOf = (element: Element): number =>
  element.closest('[role="columnheader"]')?.getBoundingClientRect().width ?? 0

interface GridHeaderProps<T> {
  columns: readonly Column<T>[]
  table: TableColumns
  sort: Sort | null | undefined
  /** Width of the body's scrollbar in pixels. */
  gutter: number
}

/** The grip at the end of a header. The keyboard has Alt and the arrow keys on the header's button instead. */
function Grip({ id, table }: { id: string; table: TableColumns }) {
  const start = useRef<{ x: number; width: number } | null>(null)
  const end = (): void => {
    start.current = null
  }
  return (
    <span
      className={classes.grip}
      aria-hidden
      data-testid={`grip-${id}`}
      onPointerDown={(event: PointerEvent<HTMLElement>) => {
        event.preventDefault()
        event.currentTarget.setPointerCapture(event.pointerId)
        start.current = { x: event.clientX, width: widthOf(event.currentTarget) }
      }}
      onPointerMove={(event) => {
        if (start.current) table.resize(id, start.current.width + event.clientX - start.current.x)
      }}
      onPointerUp={end}
      onPointerCancel={end}
      onDoubleClick={() => table.resize(id, null)}
    />
  )
}

/** The column headers of a grid. That of a sortable column is a button, and the column can be resized. */
export function GridHeader<T>({ columns, table, sort, gutter }: GridHeaderProps<T>) {
  const { t } = useText()
  const onKeyDown = (event: KeyboardEvent<HTMLElement>, id: string): void => {
    const step = event.key === 'ArrowRight' ? STEP : event.key === 'ArrowLeft' ? -STEP : 0
    if (!event.altKey || step === 0) return
    event.preventDefault()
    table.resize(id, widthOf(event.currentTarget) + step)
  }
  return (
    <div className={classes.header} role="rowgroup" style={{ paddingRight: gutter }}>
      <div className={classes.row} role="row" aria-rowindex={1}>
        {columns.map((column) => {
          const on = sort?.column === column.id
          const order = on ? (sort.down ? 'descending' : 'ascending') : 'none'
          return (
            <div
              key={column.id}
              role="columnheader"
              className={classes.head}
              data-align={column.align}
              aria-sort={column.sortable ? order : undefined}
            >
              {column.head ??
                (column.sortable ? (
                  <button
                    type="button"
                    className={classes.sort}
                    data-on={on || undefined}
                    aria-keyshortcuts="Alt+ArrowLeft Alt+ArrowRight"
                    title={t('common:table.header')}
                    onClick={() => table.sortBy(column.id)}
                    onKeyDown={(event) => onKeyDown(event, column.id)}
                  >
                    <span className="truncate">{column.header}</span>
                    {on &&
                      (sort.down ? <IconArrowDown size={12} aria-hidden /> : <IconArrowUp size={12} aria-hidden />)}
                  </button>
                ) : column.quietHeader ? (
                  <VisuallyHidden>{column.header}</VisuallyHidden>
                ) : (
                  <span className="truncate">{column.header}</span>
                ))}
              {column.sortable && <Grip id={column.id} table={table} />}
            </div>
          )
        })}
      </div>
    </div>
  )
}
