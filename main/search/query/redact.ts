import type { Query } from './ast.ts'
import { understand } from './parser.ts'
import { printQuery } from './printer.ts'

/**
 * What a stranger may ask of this node: nothing about whom I trust, whom I know and where I am. Such terms fall away.
 */
export function redactPrivateTerms(query: Query): Query {
  if (query.type === 'text' && (query.field === 'community' || query.field === 'from')) return { type: 'all' }
  if (query.type === 'number' && (query.field === 'trust' || query.field === 'peers' || query.field === 'shared'))
    return { type: 'all' }
  if (query.type === 'not') {
    const item = redactPrivateTerms(query.item)
    return item.type === 'all' ? item : { type: 'not', item }
  }
  if (query.type !== 'and' && query.type !== 'or') return query
  const items = query.items.map(redactPrivateTerms)
  // an alternative that falls away would make everything match: then the rest of them must
  const left = items.filter((item) => item.type !== 'all')
  return left.length === 0 ? { type: 'all' } : left.length === 1 ? (left[0] as Query) : { ...query, items: left }
}

/**
 * A query's text as it may leave this node: as it was typed, but without the terms that `redactPrivateTerms` leaves
 * out; empty where nothing is left to ask for.
 */
export function redactPrivateText(text: string): string {
  const { query } = understand(text)
  const told = redactPrivateTerms(query)
  if (told.type === 'all') return ''
  return printQuery(told) === printQuery(query) ? text : printQuery(told)
}
