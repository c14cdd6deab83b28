import { decodeHTMLStrict } from 'entities'
import { decodeAs, type DetectedText, detectText } from './detect-encoding.ts'

/**
 * Decodes text in an unknown encoding: by its byte order mark, as `declared` if it is valid in that, or else by
 * detection (`language`: the user's, as BCP 47). Null if it is not text. The end may be cut in the middle of a
 * character.
 */
export async function decodeBytes(
  bytes: Uint8Array,
  { declared, language }: { declared?: string | undefined; language?: string | undefined } = {},
): Promise<DetectedText | null> {
  const marked =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : ''
  if (marked !== '') return { text: new TextDecoder(marked).decode(bytes), encoding: marked, sure: true }
  if (bytes.includes(0)) return null
  const text = declared === undefined ? null : decodeAs(bytes, declared)
  if (declared !== undefined && text !== null) return { text, encoding: declared, sure: true }
  return detectText(bytes, language)
}

/** Elements whose content is not read as text. */
const SILENT = ['script', 'style', 'head']

/**
 * The text between the tags of HTML or XML, well-formed or not, at most `max` characters. One pass without a tree, and
 * only HTML's character references, which are all longer than what they stand for, so that the text cannot grow.
 */
export function textOfMarkup(markup: string, max: number): string {
  let text = ''
  let at = 0
  /** Elements without an end tag; searching for it each time would take quadratic time. */
  const unclosed = new Set<string>()
  while (at < markup.length && text.length < max) {
    const open = markup.indexOf('<', at)
    const words = markup.slice(at, Math.min(open < 0 ? markup.length : open, at + max))
    // White space between tags must not count towards `max`.
    if (words.trim() !== '') text += words
    if (open < 0) break
    const close = markup.indexOf('>', open)
    if (close < 0) break
    const name = /^<([a-z]+)/i.exec(markup.slice(open, open + 16))?.[1]?.toLowerCase() ?? ''
    const silent = SILENT.includes(name) && markup[close - 1] !== '/' && !unclosed.has(name)
    const end = silent ? markup.indexOf(`</${name}`, close) : -1
    if (silent && end < 0) unclosed.add(name)
    at = end >= 0 ? end : close + 1
    if (
      !text.endsWith(' ') &&
      !/^<\/?(?:b|i|u|em|strong|span|a|w:r|w:t|a:t|a:r|text:span|w:rPr)\b/.test(markup.slice(open, open + 12))
    )
      text += ' '
  }
  return decodeHTMLStrict(text.slice(0, max)).replace(/\s+/g, ' ').trim()
}
