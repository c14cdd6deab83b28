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
import { VisuallyHidden } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useStableOrder } from '../../hooks/use-stable-order.ts'
import { GridRow, NO_DRAG, type Column } from './grid-row.tsx'
import { useRowDrag, type RowOrder } from './row-order.ts'
import { useRowWindow } from './use-row-window.ts'
import classes from './data-grid.module.css'

export type { Column } from './grid-row.tsx'

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
  /**
   * Lines are used again for other rows, which is several times faster than making new ones: for long lists whose rows
   * keep their
   * places as long as `freezeKey` stays, and whose cells keep no state. A new `freezeKey` begins at the top.
   */
  recycle?: boolean
  /**
   * A press on a row outside of its controls, with the rows as they stand there; true if that was all that it meant,
   * else it opens the row.
   */
  onPress?: (event: MouseEvent<HTMLElement>, row: T, index: number, rows: readonly T[]) => boolean
  /**
   * A key in the list, with the row that the keyboard is on and the row that the key goes to (the same for other keys);
   * true if it was dealt with.
   */
  onKey?: (event: KeyboardEvent<HTMLElement>, index: number, to: number, rows: readonly T[]) => boolean
}

const NARROW = 720
const CONTROLS = 'button, a, input, [role="menuitem"]'

interface Active {
  key: string
  index: number
  freezeKey: string
}

/** Where the keyboard is: rows of a recycling list keep their places, in others the row is looked for. */
function activeIndexOf<T>(
  rows: readonly T[],
  rowKey: (row: T) => string,
  active: Active | null,
  freezeKey: string,
  recycle: boolean,
): number {
  if (!active) return 0
  if (recycle) return active.freezeKey === freezeKey ? Math.min(active.index, Math.max(0, rows.length - 1)) : 0
  const there = rows[active.index]
  if (there !== undefined && rowKey(there) === active.key) return active.index
  return Math.max(
    0,
    rows.findIndex((row) => rowKey(row) === active.key),
  )
}

/**
 * A virtualised table: rows do not jump under the pointer, arrow keys move between them, columns leave when there is no
 * room.
 */
export function DataGrid<T>(props: DataGridProps<T>) {
  const {
    columns,
    rowKey,
    rowHeight,
    selected,
    onOpen,
    sort,
    onSort,
    onEnd,
    onRange,
    freezeKey,
    recycle = false,
  } = props
  const [hovered, setHovered] = useState(false)
  const [active, setActive] = useState<Active | null>(null)
  const rows = useStableOrder(props.rows, rowKey, hovered && !onRange, freezeKey, props.keepGone ?? false)
  const drag = useRowDrag(props.order, rowKey)
  const { ref, width } = useElementSize<HTMLDivElement>()
  // as wide as the rows: the header leaves the scrollbar's room free, the lines run to the edge
  const inner = useElementSize<HTMLDivElement>()
  const gutter = inner.width > 0 ? Math.max(0, width - inner.width) : 0
  const body = useRef<HTMLDivElement>(null)
  const focusNext = useRef(false)
  const focusWithin = useRef(false)
  const pressed = useRef<string | null>(null)
  const visible = useMemo(
    () => columns.filter((column) => column.from === undefined || width === 0 || width >= column.from),
    [columns, width],
  )
  const isNarrow = width > 0 && width < NARROW
  const template = visible.map((column) => (isNarrow ? (column.narrow ?? column.width) : column.width)).join(' ')
  const { first, last, most, fits, reveal } = useRowWindow(body, rows.length, rowHeight)
  const activeIndex = useMemo(
    () => activeIndexOf(rows, rowKey, active, freezeKey, recycle),
    [rows, rowKey, active, freezeKey, recycle],
  )

  useEffect(() => {
    if (last >= first) onRange?.(first, last)
  }, [first, last, onRange])
  useEffect(() => {
    if (last >= 0 && last >= rows.length - 1) onEnd?.()
  }, [last, rows.length, onEnd])
  useLayoutEffect(() => {
    if (recycle && body.current) body.current.scrollTop = 0
  }, [freezeKey, recycle])

  useLayoutEffect(() => {
    const on = document.activeElement
    // a control that vanished under the keyboard ("download" once pressed) leaves the focus to its row
    if (focusWithin.current && on === document.body) focusNext.current = true
    // a line that was used again has another row now: the keyboard stays with its row
    else if (
      recycle &&
      active &&
      focusWithin.current &&
      on?.closest('[role="row"]')?.getAttribute('aria-rowindex') !== String(activeIndex + 2)
    )
      focusNext.current = true
    if (!focusNext.current) return
    const row = body.current?.querySelector<HTMLElement>(`[aria-rowindex="${activeIndex + 2}"]`)
    if (!row) return
    focusNext.current = false
    row.focus({ preventScroll: true })
  })

  const moveTo = (index: number): void => {
    const target = rows[index]
    if (target === undefined) return
    focusNext.current = true
    setActive({ key: rowKey(target), index, freezeKey })
    reveal(index)
    if (selected) onOpen?.(target)
  }

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (!event.currentTarget.contains(event.target as Node)) return
    pressed.current = null
    if (drag.key(event, rows, activeIndex)) {
      event.preventDefault()
      // it keeps the keyboard wherever it goes
      focusNext.current = true
      return
    }
    const page = Math.max(1, fits - 1)
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
    setActive({ key: rowKey(row), index, freezeKey })
    if (!(event.target as Element).closest(CONTROLS) && !props.onPress?.(event, row, index, rows)) onOpen?.(row)
  }
  const press = useRef(onRowClick)
  const reach = useRef((key: string, index: number): void => setActive({ key, index, freezeKey }))
  useLayoutEffect(() => {
    press.current = onRowClick
    reach.current = (key, index) =>
      setActive((before) =>
        before?.key === key && before.index === index && before.freezeKey === freezeKey
          ? before
          : { key, index, freezeKey },
      )
  })
  const onPress = useCallback(
    (event: MouseEvent<HTMLDivElement>, row: T, index: number) => press.current(event, row, index),
    [],
  )
  const onReach = useCallback((key: string, index: number) => reach.current(key, index), [])

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
        active={index === activeIndex}
        picked={onOpen && selected !== undefined ? selected === key : undefined}
        clickable={onOpen !== undefined}
        dim={props.isDim?.(row) ?? false}
        testId={props.testId}
        drag={props.order ? drag.of(row, key) : NO_DRAG}
        onPress={onPress}
        onReach={onReach}
      />
    )
  }
  const lines = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => lineOf(first + i))
  // the row that the keyboard is on stays, so that it can be gone back to
  if (active && activeIndex < rows.length && (activeIndex < first || activeIndex > last))
    lines.push(lineOf(activeIndex))

  return (
    <div
      className={classes.grid}
      ref={ref}
      data-narrow={isNarrow || undefined}
      role="grid"
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
      aria-colcount={visible.length}
      style={{ '--grid-columns': template, '--grid-row': `${rowHeight}px` } as CSSProperties}
    >
      <div className={classes.header} role="rowgroup" style={{ paddingRight: gutter }}>
        <div className={classes.row} role="row" aria-rowindex={1}>
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
          // the line under the pointer may have got another row between press and release: then nothing is meant
          const name = rowName(event)
          if (pressed.current !== null && name !== null && name !== pressed.current) {
            event.preventDefault()
            event.stopPropagation()
          }
          pressed.current = null
        }}
      >
        <div role="presentation" ref={inner.ref} style={{ height: rows.length * rowHeight }} />
        {lines}
      </div>
    </div>
  )
}

/** Pressing a header: first the column's own order, then the other way round. */
export function nextSort(sort: Sort | null, column: string, firstDown: boolean): Sort {
  return sort?.column === column ? { column, down: !sort.down } : { column, down: firstDown }
}
