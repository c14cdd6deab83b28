import type { Query } from './ast.ts'
import { printQuery } from './printer.ts'

/** A query that may leave this node, as text and parsed. */
export interface OutgoingQuery {
  text: string
  query: Query
}

/** Removes terms about peers, trust, communities and sharing dates, which would reveal what this node knows. */
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
  // an alternative that is removed must not make everything match, so the others decide
  const left = items.filter((item) => item.type !== 'all')
  return left.length === 0 ? { type: 'all' } : left.length === 1 ? (left[0] as Query) : { ...query, items: left }
}

/** A query without its private terms, as typed if it has none; null if nothing is left. */
export function outgoingQuery({ text, query }: OutgoingQuery): OutgoingQuery | null {
  const redacted = redactPrivateTerms(query)
  if (redacted.type === 'all') return null
  const [before, after] = [printQuery(query), printQuery(redacted)]
  return { text: before === after ? text : after, query: redacted }
}
