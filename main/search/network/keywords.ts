import { foldText, foldTextV1, plainSigns } from '../../domain/text/fold-text.ts'
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
  for (const segment of segments(plainSigns(text.slice(0, 4096)))) {
    const word = foldText(segment)
    if (isKeyword(word)) words.add(word)
    if (words.size >= MAX_WORDS) break
  }
  return [...words]
}

/** Splits text at the boundaries of words before kana become one kind, which tells words apart. */
function* segments(text: string): Generator<string, void, void> {
  for (const { segment, isWordLike } of segmenter.segment(foldTextV1(text).replace(/[_.\-–—/\\]+/g, ' ')))
    if (isWordLike) yield segment
}

function isKeyword(word: string): boolean {
  if (/^[\p{N}]+$/u.test(word)) return false
  const letters = Array.from(word).length
  return letters >= (DENSE.test(word) ? 2 : 3) && letters <= MAX_LETTERS
}

/**
 * Keywords of a text as earlier versions folded them, where they differ, by the keyword. Peers of these versions
 * announce and look up the earlier form.
 */
function earlierKeywordsOf(text: string): Map<string, string> {
  const earlier = new Map<string, string>()
  if (/^[ -~]*$/.test(text)) return earlier
  for (const segment of segments(text.slice(0, 4096))) {
    const word = foldText(segment)
    if (word !== segment && isKeyword(segment) && isKeyword(word)) earlier.set(word, segment)
    if (earlier.size >= MAX_WORDS) break
  }
  return earlier
}

/** A path without its extension, which filters cover. */
const withoutExtension = (path: string): string => path.replace(/\.[^./]{1,8}$/, '')

/** Fields of text terms whose words may be announced; null: anywhere. */
const ANNOUNCED_FIELDS = new Set([null, 'name', 'folder', 'title', 'artist', 'album', 'author'])

/** The words of a query that can be looked up: no excluded words, and only fields that are announced. */
export function wordsToFind(query: Query): string[] {
  const words = new Set(textsToFind(query).flatMap(keywordsOf))
  return [...words].slice(0, MAX_WORDS)
}

/** The words of a query as earlier versions announce them, where that differs, by the word. */
export function earlierWordsToFind(query: Query): Map<string, string> {
  return new Map(textsToFind(query).flatMap((text) => [...earlierKeywordsOf(text)]))
}

function textsToFind(query: Query): string[] {
  if (query.type === 'and' || query.type === 'or') return query.items.flatMap(textsToFind)
  return query.type === 'text' && ANNOUNCED_FIELDS.has(query.field) ? [query.shown ?? query.text] : []
}

type Described = Pick<Metadata, 'title' | 'artist' | 'album' | 'author'>

/** The keywords of a file: those of its name, its metadata and its folders, in this order. */
export function keywordsOfFile(path: string, metadata: Described = {}): string[] {
  return [...new Set(textsOfFile(path, metadata).flatMap(keywordsOf))]
}

/** The keywords of a file as earlier versions folded them, where they differ, by the keyword. */
export function earlierKeywordsOfFile(path: string, metadata: Described = {}): Map<string, string> {
  return new Map(textsOfFile(path, metadata).flatMap((text) => [...earlierKeywordsOf(text)]))
}

/** The name without its extension, the metadata, and the folders. */
function textsOfFile(path: string, { title, artist, album, author }: Described): string[] {
  const slash = path.lastIndexOf('/')
  return [
    withoutExtension(path.slice(slash + 1)),
    ...[title, artist, album, author].filter((value) => value !== undefined),
    path.slice(0, Math.max(0, slash)),
  ]
}
