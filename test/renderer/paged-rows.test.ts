import { expect, test } from 'vitest'
import { pagesOf, pagedRowsOf } from '../../renderer/hooks/use-paged-rows.ts'

test('the pages in view and the first one, with the total, are fetched', () => {
  expect(pagesOf(0, 0)).toEqual([0])
  expect(pagesOf(0, 250)).toEqual([0, 1])
  expect(pagesOf(9_900, 9_999)).toEqual([0, 49])
  expect(pagesOf(399, 401)).toEqual([0, 1, 2])
})

test('fetched rows are placed, the others are null, and rows beyond the total are dropped', () => {
  const places = pagedRowsOf(402, [
    { page: 0, rows: ['a', 'b'] },
    { page: 2, rows: ['x', 'y', 'gone'] },
  ])
  expect(places).toHaveLength(402)
  expect([0, 1, 2, 399, 400, 401].map((at) => places[at]?.row)).toEqual(['a', 'b', null, null, 'x', 'y'])
  expect(places[400]?.index).toBe(400)
  expect(pagedRowsOf(0, [{ page: 0, rows: ['late'] }])).toEqual([])
})
