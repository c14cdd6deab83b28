import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Token, Tokens } from 'marked'
import { blocksOf } from '../../../renderer/components/help/markdown-text.ts'

export const glossaryPage = readFileSync(join(import.meta.dirname, '../../../docs/GLOSSARY.md'), 'utf8')

export const tablesIn = (text: string): Tokens.Table[] =>
  blocksOf(text).filter((token): token is Tokens.Table => token.type === 'table')

/** A token and all below it. */
function all(token: Token): Token[] {
  const cells = token.type === 'table' ? [(token as Tokens.Table).header, ...(token as Tokens.Table).rows].flat() : []
  const items = token.type === 'list' ? (token as Tokens.List).items : []
  const below = [...(('tokens' in token && token.tokens) || []), ...cells.flatMap(({ tokens }) => tokens), ...items]
  return [token, ...below.flatMap(all)]
}

/** The addresses of all links in a text. */
export const linksIn = (text: string): string[] =>
  blocksOf(text)
    .flatMap(all)
    .flatMap((token) => (token.type === 'link' ? [String(token.href)] : []))

/** What stands in backticks. */
export const codesIn = (tokens: readonly Token[]): string[] =>
  tokens.flatMap(all).flatMap((token) => (token.type === 'codespan' ? [String(token.text)] : []))

/** The text of each section by its heading of depth 2. */
export function sectionsOf(text: string): Map<string, string> {
  const [, ...sections] = `\n${text}`.split('\n## ')
  return new Map(sections.map((section) => [section.slice(0, section.indexOf('\n')).trim(), section]))
}
