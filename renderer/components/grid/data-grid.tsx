import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
} from 'react'
import { useElementSize } from '@mantine/hooks'
import { ColumnMenu } from './column-menu.tsx'
import { cardHeight, cardPart } from './card.ts'
import { ROW_HEIGHT, trackOf } from './layout.ts'
import { useColumns } from './use-columns.ts'
import { useDensity } from './use-density.ts'
import { usePhone } from '../../hooks/use-phone.ts'
import { useStableOrder } from '../../hooks/use-stable-order.ts'
import { GridRow, NO_DRAG, type Column } from './grid-row.tsx'
import { GridHeader } from './grid-header.tsx'
import { SortMenu } from './sort-menu.tsx'
import { useRowDrag, type RowOrder } from './row-order.ts'
import type { Sort } from './sort.ts'
import { useActiveRow } from './use-active-row.ts'
import { useRowWindow } from './use-row-window.ts'
import classes from './data-grid.module.css'

interface DataGridProps<T> {
  label: string
  /** The name under which columns and widths are remembered. */
  name: string
  columns: Column<T>[]
  rows: readonly T[]
  rowKey: (row: T) => string
  testId: string
  /** Rows keep their places under the pointer until this key changes. */
  freezeKey: string
  /** Removed rows stay visible while the pointer is over the grid. */
  keepGone?: boolean
  isDim?: (row: T) => boolean
  selected?: string | null
  onOpen?: (row: T) => void
  sort?: Sort | null
  /** Called with the sort after a click on a header; with null only if `ownOrder`. */
  onSort?: (sort: Sort | null) => void
  /** The table has an order of its own, to which the third click on a header returns. */
  ownOrder?: boolean
  onEnd?: () => void
  /** Called with the range of rendered rows so that they can be fetched; the list itself keeps its order. */
  onRange?: (first: number, last: number) => void
  /** Lets rows be reordered by dragging, or with Alt and the arrow keys. */
  order?: RowOrder<T>
  /**
   * Reuses row elements, which is several times faster. Only for lists whose rows keep their places while `freezeKey`
   * is unchanged and whose cells keep no state. A new `freezeKey` scrolls to the top.
   */
  recycle?: boolean
  /**
   * Called for a click on a row outside its controls, with the rows in their current order. Returns true if handled,
   * otherwise the row opens.
   */
  onPress?: (event: MouseEvent<HTMLElement>, row: T, index: number, rows: readonly T[]) => boolean
  /**
   * Called for a key with the active row and the row that the key moves to (the same one for other keys). Returns true
   * if handled.
   */
  onKey?: (event: KeyboardEvent<HTMLElement>, index: number, to: number, rows: readonly T[]) => boolean
}

const NARROW = 720
const PHONE = 440
const CONTROLS = 'button, a, input, label, [role="menuitem"]'

/**
 * A virtualised table: rows do not jump under the pointer, arrow keys move between them, and columns are hidden when
 * there is no room.
 */
export function DataGrid<T>(props: DataGridProps<T>) {
  const { columns, rowKey, selected, onOpen, sort, onEnd, onRange, freezeKey, recycle = false } = props
  const [density, setDensity] = useDensity()
  const cards = usePhone()
  const table = useColumns({
    name: props.name,
    columns,
    sort,
    onSort: props.onSort,
    ownOrder: props.ownOrder ?? false,
  })
  const [hovered, setHovered] = useState(false)
  const rows = useStableOrder(props.rows, rowKey, hovered && !onRange, freezeKey, props.keepGone ?? false)
  const drag = useRowDrag(props.order, rowKey)
  const { ref, width } = useElementSize<HTMLDivElement>()
  // The width inside the scrollbar: the header leaves a gutter of the scrollbar's width.
  const inner = useElementSize<HTMLDivElement>()
  const gutter = inner.width > 0 ? Math.max(0, width - inner.width) : 0
  const body = useRef<HTMLDivElement>(null)
  const pressed = useRef<string | null>(null)
  const fits = (column: Column<T>): boolean =>
    cards ? cardPart(column, columns) !== 'none' : column.from === undefined || width === 0 || width >= column.from
  const shown = columns.filter((column) => fits(column) && table.isVisible(column.id))
  const ids = shown.map((column) => column.id).join(' ')
  // The same array in every render, so that rows need not render again.
  const visible = useMemo(() => {
    const wanted = new Set(ids.split(' '))
    return columns.filter((column) => wanted.has(column.id))
  }, [columns, ids])
  const rowHeight = cards ? cardHeight(visible) : ROW_HEIGHT[density]
  const isNarrow = width > 0 && width < NARROW
  const template = visible
    .map((column) => {
      const resized = table.widths[column.id]
      if (resized !== undefined) return trackOf(resized)
      return (width > 0 && width < PHONE && column.phone) || (isNarrow && column.narrow) || column.width
    })
    .join(' ')
  const { first, last, total, most, fits: fitting, reveal } = useRowWindow(body, rows.length, rowHeight)
  const { active, activeIndex, setActive, moveTo, keepFocus, focusWithin } = useActiveRow({
    body,
    rows,
    rowKey,
    freezeKey,
    recycle,
    reveal,
    onMove: selected ? onOpen : undefined,
  })

  useEffect(() => {
    if (last >= first) onRange?.(first, last)
  }, [first, last, onRange])
  useEffect(() => {
    if (last >= 0 && last >= rows.length - 1) onEnd?.()
  }, [last, rows.length, onEnd])
  useLayoutEffect(() => {
    if (recycle && body.current) body.current.scrollTop = 0
  }, [freezeKey, recycle])

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (!event.currentTarget.contains(event.target as Node)) return
    pressed.current = null
    if (drag.key(event, rows, activeIndex)) {
      event.preventDefault()
      keepFocus()
      return
    }
    const page = Math.max(1, fitting - 1)
    const moves: Record<string, number> = {
      ArrowDown: activeIndex + 1,
      ArrowUp: activeIndex - 1,
      PageDown: activeIndex + page,
      PageUp: activeIndex - page,
      Home: 0,
      End: rows.length - 1,
    }
    const onRow = !(event.target as Element).closest(CONTROLS)
    const wanted = onRow || event.key.startsWith('Arrow') ? moves[event.key] : undefined
    const to = wanted === undefined ? activeIndex : Math.min(rows.length - 1, Math.max(0, wanted))
    if (props.onKey?.(event, activeIndex, to, rows)) {
      event.preventDefault()
      if (to !== activeIndex) moveTo(to)
    } else if (wanted !== undefined) {
      event.preventDefault()
      moveTo(to)
    } else if (onRow && onOpen && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault()
      const row = rows[activeIndex]
      if (row !== undefined) onOpen(row)
    }
  }

  const rowName = (event: MouseEvent | PointerEvent): string | null =>
    (event.target as Element).closest('[data-key]')?.getAttribute('data-key') ?? null
  const onRowClick = (event: MouseEvent<HTMLDivElement>, row: T, index: number): void => {
    if (!event.currentTarget.contains(event.target as Node)) return
    setActive(rowKey(row), index)
    if (!(event.target as Element).closest(CONTROLS) && !props.onPress?.(event, row, index, rows)) onOpen?.(row)
  }
  const press = useRef(onRowClick)
  useLayoutEffect(() => {
    press.current = onRowClick
  })
  const onPress = useCallback(
    (event: MouseEvent<HTMLDivElement>, row: T, index: number) => press.current(event, row, index),
    [],
  )

  const lineOf = (index: number) => {
    const row = rows[index] as T
    const key = rowKey(row)
    const outside = index < first || index > last
    return (
      <GridRow
        key={outside && recycle ? 'away' : recycle ? index % most : key}
        row={row}
        name={key}
        index={index}
        start={index * rowHeight}
        columns={visible}
        cards={cards}
        active={index === activeIndex}
        picked={onOpen && selected !== undefined ? selected === key : undefined}
        clickable={onOpen !== undefined}
        dim={props.isDim?.(row) ?? false}
        testId={props.testId}
        drag={props.order ? drag.of(row, key) : NO_DRAG}
        onPress={onPress}
        onReach={setActive}
      />
    )
  }
  const lines = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => lineOf(first + i))
  // The active row stays rendered, so that the focus can return to it.
  if (active !== null && activeIndex < rows.length && (activeIndex < first || activeIndex > last))
    lines.push(lineOf(activeIndex))

  const grid = (
    <div
      className={classes.grid}
      ref={ref}
      data-narrow={isNarrow || undefined}
      data-cards={cards || undefined}
      data-density={cards ? 'comfortable' : density}
      role="grid"
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
      aria-colcount={visible.length}
      style={{ '--grid-columns': template, '--grid-row': `${rowHeight}px` } as CSSProperties}
    >
      {!cards && <GridHeader columns={visible} table={table} sort={sort} gutter={gutter} />}
      <div
        className={classes.body}
        role="rowgroup"
        ref={body}
        onKeyDown={onKeyDown}
        onFocus={() => (focusWithin.current = true)}
        onBlur={() => (focusWithin.current = false)}
        onPointerEnter={() => setHovered(true)}
        onPointerLeave={() => setHovered(false)}
        onPointerDownCapture={(event) => (pressed.current = rowName(event))}
        onClickCapture={(event) => {
          // Ignore the click if the element got another row between press and release.
          const name = rowName(event)
          if (pressed.current !== null && name !== null && name !== pressed.current) {
            event.preventDefault()
            event.stopPropagation()
          }
          pressed.current = null
        }}
      >
        <div role="presentation" ref={inner.ref} style={{ height: total }} />
        {lines}
      </div>
    </div>
  )
  // The menu stands outside of the grid, whose children are rows only.
  return (
    <div className={classes.frame} data-bare={cards || visible.at(-1)?.quietHeader ? undefined : true}>
      <div className={classes.menu} data-cards={cards || undefined}>
        {cards && (
          <>
            <label className={classes.all}>
              {visible.find((column) => cardPart(column, visible) === 'lead')?.head}
            </label>
            <SortMenu columns={visible} table={table} sort={sort} />
            <span className={classes.spring} />
          </>
        )}
        <ColumnMenu
          label={props.label}
          columns={columns}
          table={table}
          fits={fits}
          density={cards ? null : density}
          onDensity={setDensity}
        />
      </div>
      {grid}
    </div>
  )
}
