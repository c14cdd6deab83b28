import { VisuallyHidden } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import type { Column } from './grid-row.tsx'
import type { Sort } from './sort.ts'
import classes from './data-grid.module.css'

interface GridHeaderProps<T> {
  columns: readonly Column<T>[]
  sort: Sort | null | undefined
  onSort: ((column: string) => void) | undefined
  /** Width of the body's scrollbar in pixels. */
  gutter: number
}

/** The column headers of a grid; a sortable one is a button. */
export function GridHeader<T>({ columns, sort, onSort, gutter }: GridHeaderProps<T>) {
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
                    onClick={() => onSort?.(column.id)}
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
            </div>
          )
        })}
      </div>
    </div>
  )
}
