import { foldText } from '../../base/fold-text.ts'

/** Longest word that counts, in letters; longer ones are hashes and the like. */
const MOST_LETTERS = 40
/** Words of one text that count. */
const MOST_WORDS = 64
const segmenter = new Intl.Segmenter('und', { granularity: 'word' })
/** Scripts that write without spaces, where two signs make a word. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Hangul}]/u

/** The words of a name or a query that may lead to somebody: folded, each once, no numbers, no crumbs. Japanese is cut by dictionary. */
export function keywordsOf(text: string): string[] {
  const words = new Set<string>()
  for (const { segment, isWordLike } of segmenter.segment(foldText(text.slice(0, 4096)).replace(/[_.\-–—/\\]+/g, ' '))) {
    if (!isWordLike || /^[\p{N}]+$/u.test(segment)) continue
    const letters = Array.from(segment).length
    if (letters < (DENSE.test(segment) ? 2 : 3) || letters > MOST_LETTERS) continue
    words.add(segment)
    if (words.size >= MOST_WORDS) break
  }
  return [...words]
}

/** The words of a catalogue path; its extension says nothing that a filter does not say better. */
export function keywordsOfPath(path: string): string[] {
  return keywordsOf(path.replace(/\.[^./]{1,8}$/, ''))
}

/** The words of a query's text that must occur: without fields, exclusions and the signs of the query language. */
export function wordsToFind(text: string): string[] {
  return keywordsOf(text.replace(/(^|\s)-\S+/g, ' ').replace(/\b\p{L}+:(?:"[^"]*"|\S+)/gu, ' ').replace(/\bOR\b/g, ' '))
}

/** A word that the local index knows from so many entries of others needs no strangers: it is neither announced nor looked up. */
export const COMMON = 50

/** How much a word promises as a meeting point: in many of my files (`own`), in few of those of my neighbours (`others`). tf-idf, both in bits. */
export function strength(own: number, others: number): number {
  return others >= COMMON ? 0 : Math.log2(1 + own) * Math.log2(2 + 1000 / (1 + others))
}
