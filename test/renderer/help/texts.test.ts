import { describe, expect, test } from 'vitest'
import { parseQuery } from '../../../main/search/query/parser.ts'
import { HELP_TOPICS, loadHelp, type HelpTexts } from '../../../renderer/components/help/help-texts.ts'
import { helpLink } from '../../../renderer/components/help/help-link.ts'
import { blocksOf, headingsOf, plainText, termsOf } from '../../../renderer/components/help/markdown-text.ts'
import { TERMS } from '../../../renderer/components/term/terms.ts'
import { anchorOf } from '../../../renderer/components/help/markdown-text.ts'
import { codesIn, glossaryPage, linksIn, tablesIn } from './help-blocks.ts'

const en = await loadHelp('en')
const ja = await loadHelp('ja')
const both: readonly (readonly [string, HelpTexts])[] = [
  ['English', en],
  ['Japanese', ja],
]

describe.each(both)('the help in %s', (_, texts) => {
  test.each(HELP_TOPICS)('%s has text that the page can show', (topic) => {
    expect(texts[topic].length).toBeGreaterThan(200)
    const known = new Set(['heading', 'paragraph', 'list', 'table', 'code', 'space'])
    expect(blocksOf(texts[topic]).filter(({ type }) => !known.has(type))).toEqual([])
  })

  test('links lead to topics and headings that exist', () => {
    const found = HELP_TOPICS.flatMap((topic) => linksIn(texts[topic]).map((link) => ({ topic, link })))
    expect(found.length).toBeGreaterThan(10)
    for (const { topic, link } of found) {
      const [, , target = '', anchor] = (helpLink(link, topic) ?? '').split('/')
      expect(HELP_TOPICS, link).toContain(target)
      if (anchor === undefined) continue
      const ids = headingsOf(blocksOf(texts[target as keyof HelpTexts])).map(({ id }) => id)
      expect(ids, link).toContain(decodeURIComponent(anchor))
    }
  })

  test('each example of the query language is understood as it stands', () => {
    const queries = tablesIn(texts['query-language']).flatMap(({ rows }) =>
      rows.flatMap(([first]) => codesIn(first?.tokens ?? [])),
    )
    expect(queries.length).toBe(39)
    for (const query of queries) expect(parseQuery(query).hints, query).toEqual([])
  })

  test('every term that pages underline is in the glossary, with a meaning', () => {
    const terms = termsOf(texts.glossary)
    for (const english of Object.values(TERMS)) {
      const found = terms.get(anchorOf(english))
      expect(found?.english, english).toBe(english)
      expect(plainText(found?.meaning ?? []).length, english).toBeGreaterThan(10)
    }
  })
})

test('the two glossaries have the same terms, in one order, and the Japanese words of the UI', () => {
  const english = termsOf(en.glossary)
  const japanese = termsOf(ja.glossary)
  expect(english.size).toBe(90)
  expect([...japanese.keys()]).toEqual([...english.keys()])
  const words = tablesIn(en.glossary).flatMap(({ rows }) =>
    rows.map((row) => row.map(({ tokens }) => plainText(tokens))),
  )
  const wrong = words.flatMap(([term = '', word = '']) => {
    const own = japanese.get(anchorOf(term))?.term ?? ''
    return word === '–' || own.includes(word) ? [] : [`${term}: ${word}, ${own}`]
  })
  expect(wrong).toEqual([])
})

test('no anchor of a glossary stands for two terms', () => {
  const rows = tablesIn(en.glossary).flatMap(({ rows: all }) => all)
  expect(termsOf(en.glossary).size).toBe(rows.length)
})

test('both languages have the same structure', () => {
  const shape = (text: string): string =>
    blocksOf(text)
      .filter(({ type }) => type !== 'space')
      .map((token) => (token.type === 'table' ? `table ${tablesIn(token.raw)[0]?.rows.length}` : token.type))
      .join()
  for (const topic of HELP_TOPICS.filter((one) => one !== 'glossary'))
    expect(shape(ja[topic]), topic).toBe(shape(en[topic]))
})

test('the words that code avoids stay out of the app', () => {
  expect(glossaryPage).toContain('Words we avoid')
  expect(en.glossary).not.toContain('Words we avoid')
  expect(en.glossary).not.toContain('MOST_')
})
