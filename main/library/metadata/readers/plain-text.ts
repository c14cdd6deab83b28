import { decodeHTMLStrict } from 'entities'

/** Texts without a mark of their encoding: tried in this order, each strictly; the last one takes anything. */
const GUESSES = ['utf-8', 'shift_jis', 'euc-jp', 'gb18030'] as const
const LAST = 'windows-1252'

/**
 * The text of bytes in an unknown encoding; null where they are no text. The end may be cut in the middle of a
 * character.
 * Marks of Unicode win, then what decodes without an error.
 */
export function decodeBytes(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  if (bytes.includes(0)) return null
  for (const encoding of GUESSES) {
    // `stream` forgives a character that the cut has halved
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
 * The text between the tags of HTML or XML, well-formed or not, at most `max` characters: one pass, no tree, and only
 * the character references of HTML, each of which is longer than what it stands for, so that nothing can blow up.
 */
export function textOfMarkup(markup: string, max: number): string {
  let text = ''
  let at = 0
  /** Names that are not closed any more: looking for each end anew would take the square of the length. */
  const unclosed = new Set<string>()
  while (at < markup.length && text.length < max) {
    const open = markup.indexOf('<', at)
    const words = markup.slice(at, Math.min(open < 0 ? markup.length : open, at + max))
    // blanks between tags must not use up the room
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
