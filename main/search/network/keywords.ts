import { foldText } from '../../domain/text/fold-text.ts'
import type { Metadata } from '../../domain/metadata.ts'
import type { Query } from '../query/ast.ts'

/** Longest keyword, in letters; longer ones are mostly hashes. */
const MAX_LETTERS = 40
/** Maximum number of keywords of one text. */
const MAX_WORDS = 64
const segmenter = new Intl.Segmenter('und', { granularity: 'word' })
/** Scripts written without spaces, in which two letters make a word. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Hangul}]/u

/** The distinct keywords of a text: folded, without numbers and very short words. ICU segments Japanese and Thai. */
export function keywordsOf(text: string): string[] {
  const words = new Set<string>()
  for (const { segment, isWordLike } of segmenter.segment(
    foldText(text.slice(0, 4096)).replace(/[_.\-–—/\\]+/g, ' '),
  )) {
    if (!isWordLike || /^[\p{N}]+$/u.test(segment)) continue
    const letters = Array.from(segment).length
    if (letters < (DENSE.test(segment) ? 2 : 3) || letters > MAX_LETTERS) continue
    words.add(segment)
    if (words.size >= MAX_WORDS) break
  }
  return [...words]
}

/** The keywords of a catalogue path without its extension, which filters cover. */
export function keywordsOfPath(path: string): string[] {
  return keywordsOf(path.replace(/\.[^./]{1,8}$/, ''))
}

/** Fields of text terms whose words may be announced; null: anywhere. */
const ANNOUNCED_FIELDS = new Set([null, 'name', 'folder', 'title', 'artist', 'album', 'author'])

/** The words of a query that can be looked up: no excluded words, and only fields that are announced. */
export function wordsToFind(query: Query): string[] {
  const words = new Set<string>()
  const walk = (term: Query): void => {
    if (term.type === 'and' || term.type === 'or') term.items.forEach(walk)
    if (term.type === 'text' && ANNOUNCED_FIELDS.has(term.field))
      for (const word of keywordsOf(term.text)) words.add(word)
  }
  walk(query)
  return [...words].slice(0, MAX_WORDS)
}

/** A word in this many entries of other peers needs no DHT: it is neither announced nor looked up. */
export const COMMON = 50

/** The keywords of a file: those of its name, its metadata and its folders, in this order. */
export function keywordsOfFile(
  path: string,
  { title, artist, album, author }: Pick<Metadata, 'title' | 'artist' | 'album' | 'author'> = {},
): string[] {
  const slash = path.lastIndexOf('/')
  return [
    ...new Set([
      ...keywordsOfPath(path.slice(slash + 1)),
      ...[title, artist, album, author].flatMap((value) => (value === undefined ? [] : keywordsOf(value))),
      ...keywordsOf(path.slice(0, Math.max(0, slash))),
    ]),
  ]
}

/** How useful it is to announce a word, 0 to 1; decreases with `others`, the entries of other peers that hold it. */
export function strength(others: number): number {
  return others >= COMMON ? 0 : (Math.log2(2 + 1000 / (1 + others)) / Math.log2(1002)) ** 2
}
