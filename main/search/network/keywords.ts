import { foldText } from '../../domain/fold-text.ts'
import type { Metadata } from '../../domain/metadata.ts'
import type { Query } from '../query/ast.ts'
import { understand } from '../query/parser.ts'

/** Longest word that counts, in letters; longer ones are hashes and the like. */
const MAX_LETTERS = 40
/** Words of one text that count. */
const MAX_WORDS = 64
const segmenter = new Intl.Segmenter('und', { granularity: 'word' })
/** Scripts that write without spaces, where two signs make a word. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Hangul}]/u

/**
 * The words of a name or a query that may lead to somebody: folded, each once, no numbers, no crumbs. Japanese is cut
 * by dictionary.
 */
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

/** The words of a catalogue path; its extension says nothing that a filter does not say better. */
export function keywordsOfPath(path: string): string[] {
  return keywordsOf(path.replace(/\.[^./]{1,8}$/, ''))
}

/** Fields whose words are announced, too. */
const FOUND_BY = new Set([null, 'name', 'folder', 'title', 'artist', 'album', 'author'])

/**
 * The words of a query's text that must occur, or one of which must: without exclusions, and without fields that no
 * keyword comes from.
 */
export function wordsToFind(text: string): string[] {
  const words = new Set<string>()
  const walk = (query: Query): void => {
    if (query.type === 'and' || query.type === 'or') query.items.forEach(walk)
    if (query.type === 'text' && FOUND_BY.has(query.field)) for (const word of keywordsOf(query.text)) words.add(word)
  }
  walk(understand(text).query)
  return [...words].slice(0, MAX_WORDS)
}

/**
 * A word that the local index knows from so many entries of others needs no strangers: it is neither announced nor
 * looked up.
 */
export const COMMON = 50

/**
 * The words by which a file may be looked for: those of its name, of what it says of itself, and of its folders, in
 * this order.
 */
export function keywordsOfFile(
  path: string,
  { title, artist, album, author }: Pick<Metadata, 'title' | 'artist' | 'album' | 'author'> = {},
): string[] {
  const slash = path.lastIndexOf('/')
  return [
    ...new Set([
      ...keywordsOfPath(path.slice(slash + 1)),
      ...[title, artist, album, author].flatMap((said) => (said === undefined ? [] : keywordsOf(said))),
      ...keywordsOf(path.slice(0, Math.max(0, slash))),
    ]),
  ]
}

/**
 * How good a word is as a meeting point, 0 to 1: the fewer of my neighbours' files (`others`) have it, the more;
 * nothing if it is common.
 */
export function strength(others: number): number {
  return others >= COMMON ? 0 : (Math.log2(2 + 1000 / (1 + others)) / Math.log2(1002)) ** 2
}
