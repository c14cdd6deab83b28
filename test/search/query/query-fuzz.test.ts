import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Query } from '../../../main/search/query/ast.ts'
import { parseQuery, understand } from '../../../main/search/query/parser.ts'
import { printQuery } from '../../../main/search/query/printer.ts'
import { QueryError } from '../../../main/search/query/problem.ts'
import { FUZZ_CASES, FUZZ_LIMIT_MS } from '../../helpers/tier.ts'

describe('the query language under random texts', () => {
  test(
    'hostile texts: only QueryError, and the printed form parses to the same query',
    () => {
      const pieces = fc.constantFrom(
        '"',
        '(',
        ')',
        '-',
        'OR',
        ' ',
        ':',
        'size:',
        '>',
        '..',
        '10mb',
        'artist:',
        '「',
        '」',
        'type:',
        'audio',
        'a',
        '|',
        '\\',
        '／',
        '：',
        'year:',
        '\u202e',
        '\ud800',
        '/',
        '*',
        'ば',
        'root:',
        'ff00ff00',
        'trust:',
        '%',
        'NOT',
        ',',
        'ﬀ',
        'İ',
        '\u0000',
      )
      const texts = fc.oneof(
        fc.array(pieces, { maxLength: 24 }).map((all) => all.join('')),
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.string({ unit: 'grapheme', maxLength: 60 }),
      )
      let cases = 0
      fc.assert(
        fc.property(texts, (text) => {
          cases++
          const { query, problem: found } = understand(text)
          if (found) {
            expect(found).toBeInstanceOf(QueryError)
            if (!(found.start >= 0 && found.start <= found.end && found.end <= text.length)) return false
          }
          return JSON.stringify(parseQuery(printQuery(query)).query) === JSON.stringify(query)
        }),
        { numRuns: FUZZ_CASES, seed: 12 },
      )
      expect(cases).toBeGreaterThanOrEqual(FUZZ_CASES)
    },
    FUZZ_LIMIT_MS,
  )

  test('any query survives printing and parsing', () => {
    const words = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .map((text) => parseSafe(`"${text.replace(/["\\]/g, '\\$&')}"`))
    const leaf = fc.oneof(
      words,
      fc
        .constantFrom(
          'alpha',
          'βήτα',
          '音楽',
          'type:audio',
          'ext:mp3',
          'size:>3kb',
          'peers:>=2',
          'trust:<0.5',
          'title:x',
          'shared:<1d',
        )
        .map(parseSafe),
    )
    const query = fc.letrec<{ tree: Query }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc
          .tuple(fc.constantFrom('and', 'or'), fc.array(tie('tree'), { minLength: 2, maxLength: 4 }))
          .map(([type, items]) =>
            parseSafe(items.map((item) => `(${printQuery(item)})`).join(type === 'and' ? ' ' : ' OR ')),
          ),
        tie('tree').map((item) => parseSafe(`-(${printQuery(item)})`)),
      ),
    })).tree
    fc.assert(
      fc.property(query, (wanted) => {
        expect(parseQuery(printQuery(wanted)).query).toEqual(wanted)
      }),
      { numRuns: 5000, seed: 5 },
    )
  })
})

function parseSafe(text: string): Query {
  return understand(text).query
}
