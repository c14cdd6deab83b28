import { decodeHTMLStrict } from 'entities'

/** Encodings tried strictly, in this order, for text without a byte order mark; the last one accepts any bytes. */
const GUESSES = ['utf-8', 'shift_jis', 'euc-jp', 'gb18030'] as const
const LAST = 'windows-1252'

/**
 * Decodes text in an unknown encoding, by its byte order mark or else the first encoding without an error; null if it
 * is not text. The end may be cut in the middle of a character.
 */
export function decodeBytes(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  if (bytes.includes(0)) return null
  for (const encoding of GUESSES) {
    // `stream` accepts an incomplete character at the end.
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true })
    } catch {
      continue
    }
  }
  return new TextDecoder(LAST).decode(bytes)
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
