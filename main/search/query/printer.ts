import type { NumberTerm, Query, TextTerm } from './ast.ts'
import { printNumber } from './values.ts'

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`

const printText = ({ text, shown = text, exact }: TextTerm): string => (exact ? quoted(shown) : shown)

function printRange({ field, min, max, open }: NumberTerm): string {
  const sign = open ? '' : '='
  if (min !== null && max !== null) return `${field}:${printNumber(field, min)}..${printNumber(field, max)}`
  if (min !== null) return `${field}:>${sign}${printNumber(field, min)}`
  return `${field}:<${sign}${printNumber(field, max ?? 0)}`
}

/** A query as text that parses to the same query. */
export function printQuery(query: Query): string {
  switch (query.type) {
    case 'all':
      return ''
    case 'and':
      return query.items.map((item) => (item.type === 'and' ? `(${printQuery(item)})` : printQuery(item))).join(' ')
    case 'or':
      return query.items
        .map((item) => (item.type === 'and' || item.type === 'or' ? `(${printQuery(item)})` : printQuery(item)))
        .join(' OR ')
    case 'not':
      return query.item.type === 'and' || query.item.type === 'or'
        ? `-(${printQuery(query.item)})`
        : `-${printQuery(query.item)}`
    case 'text':
      return `${query.field === null ? '' : `${query.field}:`}${printText(query)}`
    case 'kind':
      return `type:${query.kinds.join(',')}`
    case 'ext':
      return `ext:${query.extensions.join(',')}`
    case 'root':
      return `root:${query.prefix}`
    case 'number':
      return printRange(query)
  }
}
