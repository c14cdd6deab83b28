import { memo, useCallback, useEffect, useMemo, useRef, useState, type ComponentProps, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react'
import { VisuallyHidden } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useStableOrder } from '../hooks/use-stable-order.ts'
import { useRowDrag, type RowOrder } from './row-order.ts'
import classes from './data-grid.module.css'

export interface Column<T> {
  id: string
  header: string
  /** The header is for screen readers only. */
  quietHeader?: boolean
  /** A CSS grid track: "120px", "minmax(0, 2fr)". */
  width: string
  /** The track while the grid is narrow. */
  narrow?: string
  align?: 'end'
  /** Left out while the grid is narrower than so many pixels. */
  from?: number
  sortable?: boolean
  /** `active` is true in the row that the keyboard is on: only its controls are tab stops. */
  cell: (row: T, active: boolean) => ReactNode
}

export interface Sort {
  column: string
  down: boolean
}

interface DataGridProps<T> {
  label: string
  columns: Column<T>[]
  rows: readonly T[]
  rowKey: (row: T) => string
  rowHeight: number
  testId: string
  /** Rows keep their places under the pointer until this changes. */
  freezeKey: string
  /** Rows that have gone stay visible while the pointer is over the grid. */
  keepGone?: boolean
  isDim?: (row: T) => boolean
  selected?: string | null
  onOpen?: (row: T) => void
  sort?: Sort | null
  onSort?: (column: string) => void
  onEnd?: () => void
  /** Told which rows are drawn, so that they can be fetched; the list itself keeps its order. */
  onRange?: (first: number, last: number) => void
  /** Rows can be put in another order: by dragging, or with Alt and the arrow keys. */
  order?: RowOrder<T>
}

const NARROW = 720
const CONTROLS = 'button, a, input, [role="menuitem"]'

interface GridRowProps<T> {
  row: T
  name: string
  index: number
  start: number
  height: number
  template: string
  columns: readonly Column<T>[]
  active: boolean
  picked: boolean | undefined
  clickable: boolean
  dim: boolean
  testId: string
  drag: ComponentProps<'div'>
  onPress: (event: MouseEvent<HTMLDivElement>, row: T) => void
  onReach: (name: string) => void
}

const NO_DRAG: ComponentProps<'div'> = {}

function GridRow<T>({ row, name, index, start, height, template, columns, active, picked, clickable, dim, testId, drag, onPress, onReach }: GridRowProps<T>) {
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
      onClick={(event) => onPress(event, row)}
      onFocus={() => onReach(name)}
      {...drag}
      style={{ gridTemplateColumns: template, height, transform: `translateY(${start}px)` }}
    >
      {columns.map((column) => (
        <div key={column.id} role="gridcell" className={classes.cell} data-align={column.align}>
          {column.cell(row, active)}
        </div>
      ))}
    </div>
  )
}

// while one types or scrolls, rows whose contents stay are not drawn again (as long as their columns stay the same, too)
const StillRow = memo(GridRow) as typeof GridRow

/** A virtualised table: rows do not jump under the pointer, arrow keys move between them, columns leave when there is no room. */
export function DataGrid<T>(props: DataGridProps<T>) {
  const { columns, rowKey, rowHeight, selected, onOpen, sort, onSort, onEnd } = props
  const [hovered, setHovered] = useState(false)
  const [activeKey, setActiveKey] = useState<string | null>(null)
  const rows = useStableOrder(props.rows, rowKey, hovered && !props.onRange, props.freezeKey, props.keepGone ?? false)
  const drag = useRowDrag(props.order, rowKey)
  const { ref, width } = useElementSize<HTMLDivElement>()
  // as wide as the rows: the header leaves the scrollbar's room free, the lines run to the edge
  const inner = useElementSize<HTMLDivElement>()
  const gutter = inner.width > 0 ? Math.max(0, width - inner.width) : 0
  const body = useRef<HTMLDivElement>(null)
  const focusNext = useRef<string | null>(null)
  const focusWithin = useRef(false)
  const visible = useMemo(() => columns.filter((column) => column.from === undefined || width === 0 || width >= column.from), [columns, width])
  const isNarrow = width > 0 && width < NARROW
  const template = visible.map((column) => (isNarrow ? (column.narrow ?? column.width) : column.width)).join(' ')
  // the same function as long as the rows are the same: with another one all rows are measured anew
  const keyAt = useCallback((index: number) => rowKey(rows[index] as T), [rows, rowKey])
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => body.current,
    estimateSize: () => rowHeight,
    overscan: 5,
    getItemKey: keyAt,
  })
  const items = virtual.getVirtualItems()
  const found = useMemo(() => (activeKey === null ? -1 : rows.findIndex((row) => rowKey(row) === activeKey)), [rows, rowKey, activeKey])
  const activeIndex = found < 0 ? 0 : found

  const first = items[0]?.index ?? -1
  const last = items.at(-1)?.index ?? -1
  const { onRange } = props
  useEffect(() => {
    if (first >= 0) onRange?.(first, last)
  }, [first, last, onRange])
  useEffect(() => {
    if (last >= 0 && last >= rows.length - 1) onEnd?.()
  }, [last, rows.length, onEnd])

  useEffect(() => {
    // A control that vanished under the keyboard ("download" once pressed) leaves the focus to its row.
    if (focusWithin.current && document.activeElement === document.body) focusNext.current = activeKey
    if (focusNext.current === null) return
    const row = body.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(focusNext.current)}"]`)
    if (!row) return
    focusNext.current = null
    row.focus({ preventScroll: true })
  })

  const moveTo = (index: number): void => {
    const target = rows[Math.min(rows.length - 1, Math.max(0, index))]
    if (target === undefined) return
    focusNext.current = rowKey(target)
    setActiveKey(rowKey(target))
    virtual.scrollToIndex(Math.min(rows.length - 1, Math.max(0, index)))
    if (selected) onOpen?.(target)
  }

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (!event.currentTarget.contains(event.target as Node)) return
    if (drag.key(event, rows, activeIndex)) {
      event.preventDefault()
      // it keeps the keyboard wherever it goes
      focusNext.current = activeKey
      return
    }
    const page = Math.max(1, Math.floor((body.current?.clientHeight ?? 0) / rowHeight) - 1)
    const moves: Record<string, number> = {
      ArrowDown: activeIndex + 1,
      ArrowUp: activeIndex - 1,
      PageDown: activeIndex + page,
      PageUp: activeIndex - page,
      Home: 0,
      End: rows.length - 1,
    }
    const move = moves[event.key]
    const onRow = !(event.target as Element).closest(CONTROLS)
    if (move !== undefined && (onRow || event.key.startsWith('Arrow'))) {
      event.preventDefault()
      moveTo(move)
    } else if (onRow && onOpen && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault()
      const row = rows[activeIndex]
      if (row !== undefined) onOpen(row)
    }
  }

  const onRowClick = (event: MouseEvent<HTMLDivElement>, row: T): void => {
    if (!event.currentTarget.contains(event.target as Node)) return
    setActiveKey(rowKey(row))
    if (!(event.target as Element).closest(CONTROLS)) onOpen?.(row)
  }

  const press = useRef(onRowClick)
  useEffect(() => {
    press.current = onRowClick
  })
  const onPress = useCallback((event: MouseEvent<HTMLDivElement>, row: T) => press.current(event, row), [])

  return (
    <div
      className={classes.grid}
      ref={ref}
      data-narrow={isNarrow || undefined}
      role="grid"
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
      aria-colcount={visible.length}
    >
      <div className={classes.header} role="rowgroup" style={{ paddingRight: gutter }}>
        <div className={classes.row} role="row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
          {visible.map((column) => {
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
                {column.sortable ? (
                  <button type="button" className={classes.sort} data-on={on || undefined} onClick={() => onSort?.(column.id)}>
                    <span className="truncate">{column.header}</span>
                    {on && (sort.down ? <IconArrowDown size={12} aria-hidden /> : <IconArrowUp size={12} aria-hidden />)}
                  </button>
                ) : column.quietHeader ? (
                  <VisuallyHidden>{column.header}</VisuallyHidden>
                ) : (
                  <span className="truncate">{column.header}</span>
                )}
              </div>
            )
          })}
        </div>
      </div>
      <div
        className={classes.body}
        role="rowgroup"
        ref={body}
        onKeyDown={onKeyDown}
        onFocus={() => (focusWithin.current = true)}
        onBlur={() => (focusWithin.current = false)}
        onPointerEnter={() => setHovered(true)}
        onPointerLeave={() => setHovered(false)}
      >
        <div role="presentation" ref={inner.ref} style={{ height: virtual.getTotalSize() }} />
        {items.map((item) => {
          const row = rows[item.index] as T
          const key = rowKey(row)
          return (
            <StillRow
              key={key} row={row} name={key} index={item.index} start={item.start} height={rowHeight} template={template} columns={visible}
              active={item.index === activeIndex} picked={onOpen && selected !== undefined ? selected === key : undefined} clickable={onOpen !== undefined}
              dim={props.isDim?.(row) ?? false} testId={props.testId} drag={props.order ? drag.of(row, key) : NO_DRAG} onPress={onPress} onReach={setActiveKey}
            />
          )
        })}
      </div>
    </div>
  )
}

/** Pressing a header: first the column's own order, then the other way round. */
export function nextSort(sort: Sort | null, column: string, firstDown: boolean): Sort {
  return sort?.column === column ? { column, down: !sort.down } : { column, down: firstDown }
}
