import { useState, type DragEvent, type KeyboardEvent } from 'react'

export type Side = 'before' | 'after'

/** How the rows of a grid are reordered, by dragging or with Alt and the arrow keys. */
export interface RowOrder<T> {
  can: (row: T) => boolean
  move: (row: T, side: Side, anchor: T) => void
  /** Called when the keyboard requests an impossible move; without `anchor` the row is already the first or last. */
  refused?: (row: T, anchor: T | undefined) => void
}

export interface RowDrag<T> {
  /** Attributes and handlers of one row. */
  of: (row: T, key: string) => object
  /** Returns true if the key requested a move, possible or not. */
  key: (event: KeyboardEvent, rows: readonly T[], index: number) => boolean
}

/** Drag handlers for rows; the row at the drop position is marked with `data-drop`. */
export function useRowDrag<T>(order: RowOrder<T> | undefined, keyOf: (row: T) => string): RowDrag<T> {
  const [dragged, setDragged] = useState<T | null>(null)
  const [target, setTarget] = useState<{ key: string; side: Side } | null>(null)
  if (!order) return { of: () => ({}), key: () => false }

  const sideOf = (event: DragEvent<HTMLElement>): Side => {
    const box = event.currentTarget.getBoundingClientRect()
    return event.clientY < box.top + box.height / 2 ? 'before' : 'after'
  }
  const end = (): void => {
    setDragged(null)
    setTarget(null)
  }
  return {
    of: (row, key) => {
      if (!order.can(row)) return {}
      const onto = dragged !== null && keyOf(dragged) !== key
      return {
        draggable: true,
        'data-drop': target?.key === key ? target.side : undefined,
        onDragStart: (event: DragEvent<HTMLElement>) => {
          event.dataTransfer.effectAllowed = 'move'
          event.dataTransfer.setData('text/plain', key)
          setDragged(row)
        },
        onDragOver: (event: DragEvent<HTMLElement>) => {
          if (!onto) return
          event.preventDefault()
          const side = sideOf(event)
          if (target?.key !== key || target.side !== side) setTarget({ key, side })
        },
        onDrop: (event: DragEvent<HTMLElement>) => {
          event.preventDefault()
          if (dragged !== null && onto) order.move(dragged, sideOf(event), row)
          end()
        },
        onDragEnd: end,
      }
    },
    key: (event, rows, index) => {
      const up = event.key === 'ArrowUp'
      if (!event.altKey || (!up && event.key !== 'ArrowDown')) return false
      const row = rows[index]
      const anchor = rows[index + (up ? -1 : 1)]
      if (row === undefined) return true
      if (anchor !== undefined && order.can(row) && order.can(anchor)) order.move(row, up ? 'before' : 'after', anchor)
      else order.refused?.(row, anchor)
      return true
    },
  }
}
