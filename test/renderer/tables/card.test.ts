import { describe, expect, it } from 'vitest'
import { cardHeight, cardPart, type CardPart } from '../../../renderer/components/grid/card.ts'
import type { Column } from '../../../renderer/components/grid/grid-row.tsx'

const column = (id: string, more: Partial<Column<null>> = {}): Column<null> => ({
  id,
  header: id,
  width: '1fr',
  cell: () => null,
  ...more,
})

describe('a card', () => {
  it('has the checkbox before it, the first column as its title, facts, and commands at its end', () => {
    const columns = [column('pick'), column('name'), column('size'), column('actions', { quietHeader: true })]
    const parts: CardPart[] = ['lead', 'title', 'fact', 'end']
    expect(columns.map((one) => cardPart(one, columns))).toEqual(parts)
    // 20 around a title of two lines, and a line of facts
    expect(cardHeight(columns)).toBe(20 + 38 + 26)
  })

  it('takes the place that a column says, and grows by its lines', () => {
    const columns = [
      column('position', { card: 'fact' }),
      column('peer'),
      column('weight', { card: 'line' }),
      column('why', { card: 'text' }),
      column('turn', { card: 'none' }),
    ]
    expect(columns.map((one) => cardPart(one, columns))).toEqual(['fact', 'title', 'line', 'text', 'none'])
    expect(cardHeight(columns)).toBe(20 + 38 + 38 + 58 + 26)
    expect(cardHeight(columns.slice(1, 2))).toBe(20 + 38)
  })
})
