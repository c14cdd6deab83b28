import { foldText } from '../base/fold-text.ts'

/** More words than this add nothing; longer ones match nothing. */
const MOST_WORDS = 16
const MOST_LETTERS = 128
/** Signs around a word that belong to a query language, not to a name. */
const AROUND = /^["'“”„«»‘’()[\]{}<>*:^~|&!?,;+-]+|["'“”„«»‘’()[\]{}<>*:^~|&!?,;-]+$/gu

/** The words of a query, folded as the index is. Any text will do; one that holds nothing but signs is taken as it stands. */
export function parseQuery(text: string): string[] {
  const raw = foldText(text).split(' ').filter(Boolean).map((word) => Array.from(word).slice(0, MOST_LETTERS).join(''))
  const words = raw.map((word) => word.replace(AROUND, '')).filter(Boolean)
  return [...new Set(words.length > 0 ? words : raw)].slice(0, MOST_WORDS)
}
