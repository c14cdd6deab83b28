import { lexer, type Token, type Tokens } from 'marked'

/** A heading of a text, with the anchor that links to it. */
export interface HelpHeading {
  readonly id: string
  readonly text: string
  readonly depth: number
}

/** The anchor of a heading or a term, as GitHub makes it: "trust score u" is "trust-score-u". */
export const anchorOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')

/** The blocks of a Markdown text. */
export const blocksOf = (markdown: string): Token[] => lexer(markdown)

const isHeading = (token: Token): token is Tokens.Heading => token.type === 'heading'
const isTable = (token: Token): token is Tokens.Table => token.type === 'table'

/** Text without marks: "`a` *b*" is "a b". */
export const plainText = (tokens: readonly Token[]): string =>
  tokens.map((token) => ('tokens' in token && token.tokens ? plainText(token.tokens) : unmarked(token))).join('')

/** The text of an inline token. */
export const unmarked = (token: Token): string => ('text' in token ? String(token.text) : token.raw)

/** The headings below the title. */
export const headingsOf = (blocks: readonly Token[]): HelpHeading[] =>
  blocks.filter(isHeading).flatMap(({ depth, tokens }) => {
    const text = plainText(tokens)
    return depth > 1 ? [{ id: anchorOf(text), text, depth }] : []
  })

/** Column of a glossary's English terms, which give its rows their anchors; undefined for any other table. */
export function termColumn(table: Tokens.Table): number | undefined {
  const at = table.header.findIndex(({ text }) => text === 'English' || text === '英語')
  return at < 0 ? undefined : at
}

/** One term of a glossary. */
export interface GlossaryTerm {
  /** The term in the language of the glossary. */
  readonly term: string
  readonly english: string
  readonly meaning: readonly Token[]
}

/** The terms of a glossary by anchor. The first column of its tables is the term, the last one its meaning. */
export function termsOf(glossary: string): Map<string, GlossaryTerm> {
  const terms = new Map<string, GlossaryTerm>()
  for (const table of blocksOf(glossary).filter(isTable)) {
    const column = termColumn(table)
    if (column === undefined) continue
    for (const row of table.rows) {
      const english = plainText(row[column]?.tokens ?? [])
      const term = plainText(row[0]?.tokens ?? [])
      terms.set(anchorOf(english), { term, english, meaning: row.at(-1)?.tokens ?? [] })
    }
  }
  return terms
}
