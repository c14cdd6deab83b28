import { expect, test } from 'vitest'
import { parseQuery } from '../../../main/search/query/parser.ts'
import { printQuery } from '../../../main/search/query/printer.ts'
import { outgoingQuery, redactPrivateTerms } from '../../../main/search/query/redact.ts'

const told = (text: string): string => printQuery(redactPrivateTerms(parseQuery(text).query))

test.each([
  // terms that reveal trust, acquaintances or communities are removed
  ['community:club', ''],
  ['from:ann', ''],
  ['trust:>0.5', ''],
  ['peers:>2', ''],
  ['shared:7d', ''],
  ['-from:ann', ''],
  ['-(trust:>0.5 shared:7d)', ''],
  ['bach trust:>0.5', 'bach'],
  ['bach -from:ann', 'bach'],
  ['bach OR from:ann', 'bach'],
  ['from:ann OR trust:>0.5', ''],
  ['(from:ann bach) OR (trust:>0.5 handel) OR liszt', 'bach OR handel OR liszt'],
  ['bach handel shared:7d', 'bach handel'],
  ['-(bach from:ann)', '-bach'],
  ['-(bach handel)', '-(bach handel)'],
  // all others stay
  ['bach', 'bach'],
  ['title:bach', 'title:bach'],
  ['name:ann', 'name:ann'],
  ['size:>1mb year:1999', 'size:>1mb year:1999..1999'],
  ['modified:7d', 'modified:<=7d'],
  ['type:audio ext:mp3', 'type:audio ext:mp3'],
  ['bach OR handel', 'bach OR handel'],
])('%s is told as "%s"', (text, wanted) => expect(told(text)).toBe(wanted))

const leaving = (text: string): string | null => {
  const { query } = parseQuery(text)
  return outgoingQuery({ text, query })?.text ?? null
}

test('a query is sent as typed unless a term is private, and not at all if all are', () => {
  expect(leaving('  BACH  AND "Handel" ')).toBe('  BACH  AND "Handel" ')
  expect(leaving('BACH  from:ann')).toBe('bach')
  expect(leaving('from:ann')).toBeNull()
  expect(leaving('')).toBeNull()
})
