import type { Column } from './grid-row.tsx'

/**
 * Where a column stands in the card that a row becomes on a phone: a checkbox before it, its title, lines of its own
 * (a meter with its caption, or three lines of text), one of the facts on the last line, commands at its end, or
 * nowhere.
 */
export type CardPart = 'lead' | 'title' | 'line' | 'text' | 'fact' | 'end' | 'none'

/** Heights in pixels of each part; the style sheet has the same. */
const PADDING = 20
const HEIGHT: Partial<Record<CardPart, number>> = { title: 38, line: 38, text: 58 }
const FACTS = 26

/** The part of a column: what it says, else by its kind. The first column that is no checkbox is the title. */
export function cardPart<T>(column: Column<T>, columns: readonly Column<T>[]): CardPart {
  if (column.card) return column.card
  if (column.id === 'pick') return 'lead'
  if (column.quietHeader) return 'end'
  return columns.find(({ id, card }) => id !== 'pick' && card === undefined) === column ? 'title' : 'fact'
}

/** Height of all cards of a table with these columns. */
export function cardHeight<T>(columns: readonly Column<T>[]): number {
  const parts = columns.map((column) => cardPart(column, columns))
  const lines = parts.reduce((sum, part) => sum + (HEIGHT[part] ?? 0), 0)
  return PADDING + lines + (parts.includes('fact') ? FACTS : 0)
}
