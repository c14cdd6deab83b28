import { describe, expect, test } from 'vitest'
import { layoutFrom, ROW_HEIGHT, sortFrom, trackOf } from '../../../renderer/components/grid/layout.ts'

describe('the remembered layout of a table', () => {
  test('is read back as it was stored', () => {
    const layout = { hidden: ['peer'], widths: { name: 240 } }
    expect(layoutFrom(JSON.stringify(layout))).toEqual(layout)
  })
  test('keeps what it understands of anything else', () => {
    const none = { hidden: [], widths: {} }
    for (const text of [undefined, '', '{', 'null', '[]', '7', '{"hidden":"peer","widths":[1]}'])
      expect(layoutFrom(text)).toEqual(none)
    expect(layoutFrom('{"hidden":["peer",3],"widths":{"name":1,"rate":1e9,"size":"40","at":99.6}}')).toEqual({
      hidden: ['peer'],
      widths: { name: 48, rate: 1200, at: 100 },
    })
  })
  test("has a sort by one of the table's columns only", () => {
    const fallback = { column: 'trust', down: true }
    const of = (text: string | undefined) => sortFrom(text, ['name', 'trust'], fallback)
    expect(of('{"column":"name","down":false}')).toEqual({ column: 'name', down: false })
    for (const text of [undefined, '{', 'null', '{"column":"gone","down":true}', '{"column":"name"}'])
      expect(of(text)).toEqual(fallback)
  })
  test('gives way where there is no room', () => {
    expect(trackOf(240)).toBe('minmax(48px, 240px)')
  })
})

test('rows are 40 pixels high, or 60 by choice', () => {
  expect(ROW_HEIGHT).toEqual({ compact: 40, comfortable: 60 })
})
