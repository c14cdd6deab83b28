import { createElement, type KeyboardEvent } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { useRowDrag, type RowDrag, type RowOrder } from '../../renderer/components/grid/row-order.ts'
import { scaled, useHistory, withValue } from '../../renderer/pages/transfers/details/use-history.ts'

/** The result of a hook in the first render of a component. */
function first<T>(use: () => T): T {
  let seen: { value: T } | undefined
  renderToString(
    createElement(() => {
      seen = { value: use() }
      return null
    }),
  )
  if (!seen) throw new Error('nothing was drawn')
  return seen.value
}

const rows = ['group', 'a', 'b', 'c', 'done']
const press = (key: string, altKey = true): KeyboardEvent => ({ key, altKey }) as KeyboardEvent

function ordered(): { drag: RowDrag<string>; said: string[] } {
  const said: string[] = []
  const order: RowOrder<string> = {
    can: (row) => row.length === 1,
    move: (row, side, anchor) => said.push(`${row} ${side} ${anchor}`),
    refused: (row, anchor) => said.push(`${row} stays at ${anchor ?? 'the end'}`),
  }
  return { drag: first(() => useRowDrag(order, (row) => row)), said }
}

test('Alt and an arrow move a row beside the next one', () => {
  const { drag, said } = ordered()
  expect(drag.key(press('ArrowUp'), rows, 2)).toBe(true)
  expect(drag.key(press('ArrowDown'), rows, 2)).toBe(true)
  expect(said).toEqual(['b before a', 'b after c'])
})

test('an impossible move is handled and reported', () => {
  const { drag, said } = ordered()
  for (const [key, index] of [
    ['ArrowUp', 1],
    ['ArrowDown', 3],
    ['ArrowDown', 4],
    ['ArrowUp', 0],
  ] as const)
    expect(drag.key(press(key), rows, index)).toBe(true)
  expect(said).toEqual(['a stays at group', 'c stays at done', 'done stays at the end', 'group stays at the end'])
  expect(drag.key(press('ArrowDown'), [], 0)).toBe(true)
})

test('other keys are ignored, and so is every key without an order', () => {
  const { drag, said } = ordered()
  for (const key of [press('ArrowUp', false), press('Enter'), press('Home')]) expect(drag.key(key, rows, 2)).toBe(false)
  expect(said).toEqual([])
  const none = first(() => useRowDrag<string>(undefined, (row) => row))
  expect(none.key(press('ArrowUp'), rows, 2)).toBe(false)
  expect(none.of('a', 'a')).toEqual({})
})

test('only rows that can be moved are draggable', () => {
  const { drag } = ordered()
  expect(drag.of('a', 'a')).toMatchObject({ draggable: true })
  expect(drag.of('done', 'done')).toEqual({})
})

test('the speed history keeps the last 90 values, scaled to their maximum', () => {
  expect(first(() => useHistory(5, 'stamp'))).toEqual([5])
  let values: readonly number[] = []
  for (let i = 0; i < 100; i++) values = withValue(values, i)
  expect(values).toHaveLength(90)
  expect([values[0], values.at(-1)]).toEqual([10, 99])
  expect(scaled([1, 4, 2])).toEqual([0.25, 1, 0.5])
  expect(scaled([0, 0])).toEqual([0, 0])
})
