import { extname } from 'node:path'
import type { Metadata } from '../../../domain/metadata.ts'
import type { FormatReader } from '../extraction.ts'
import { asciiWords } from './detect-encoding.ts'
import { decodeBytes, textOfMarkup } from './plain-text.ts'
import { readStart } from './read-part.ts'

/** Bytes read of each text; enough for a heading and a beginning in any script. */
const START_BYTES = 64 * 1024
const TEXT_CHARS = 1024
/** Maximum length of a heading, in characters. */
const TITLE_CHARS = 120

/** The first Markdown heading: '# heading', a line underlined with '=' or '-', or the title of the front matter. */
function markdownTitle(lines: readonly string[]): string | undefined {
  const front = lines[0] === '---' ? lines.slice(1, lines.indexOf('---', 1)) : []
  const named = front.find((line) => /^title\s*:/i.test(line))
  if (named)
    return named
      .slice(named.indexOf(':') + 1)
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2')
  let fenced = false
  for (const [i, line] of lines.entries()) {
    if (/^\s*(?:```|~~~)/.test(line)) fenced = !fenced
    if (fenced) continue
    const heading = /^ {0,3}#{1,6}[ \t]+(.+)$/.exec(line)?.[1]
    if (heading) return plainWords(heading.replace(/[ \t]#+$/, ''))
    if (line.trim() !== '' && /^(?:={3,}|-{3,})$/.test(lines[i + 1]?.trim() ?? '')) return plainWords(line)
  }
  return undefined
}

/** Removes the markup of emphasis, links and headings from Markdown. */
function plainWords(text: string): string {
  return text
    .replace(/!?\[([^\]]{0,200})\]\([^)]{0,500}\)/g, '$1')
    .replace(/[*_`]{1,3}/g, '')
    .trim()
}

/** The encoding that HTML or XML declares at its beginning. */
function declaredEncoding(bytes: Buffer): string | undefined {
  const start = bytes.subarray(0, 1024).toString('latin1')
  return /<meta[^>]{0,200}charset\s*=\s*["']?([\w:-]{2,40})|<\?xml[^>]{0,100}encoding\s*=\s*["']([\w:-]{2,40})/i
    .exec(start)
    ?.slice(1)
    .find((name) => name !== undefined)
}

/**
 * Reads text, Markdown, HTML, subtitles and tables: the title if there is one, and the beginning. In an encoding that
 * is not certain there is no title, and no word that depends on it.
 */
export const readText: FormatReader = async ({ path }) => {
  const bytes = await readStart(path, START_BYTES)
  const extension = extname(path).slice(1).toLowerCase()
  const isMarkup = ['html', 'htm', 'xhtml'].includes(extension)
  const decoded = await decodeBytes(bytes, { declared: isMarkup ? declaredEncoding(bytes) : undefined })
  if (decoded === null) throw new Error('not a text')
  const { sure } = decoded
  const text = sure ? decoded.text : asciiWords(decoded.text)
  const metadata: Metadata = {}
  if (isMarkup) {
    const title = sure ? /<title[^>]{0,100}>([^<]{1,400})/i.exec(text)?.[1] : undefined
    if (title) metadata.title = textOfMarkup(title, 400)
    metadata.text = textOfMarkup(text, TEXT_CHARS)
    return { metadata }
  }
  const lines = text.slice(0, TEXT_CHARS * 16).split(/\r\n|\r|\n/)
  const first = lines.find((line) => line.trim() !== '')?.trim() ?? ''
  const plain = ['txt', 'text', 'nfo', 'log', 'org', 'adoc', 'rst', 'tex'].includes(extension)
  const title = ['md', 'markdown'].includes(extension)
    ? markdownTitle(lines)
    : plain && first.length <= TITLE_CHARS
      ? first
      : undefined
  if (title && sure) metadata.title = title
  // Timestamps and numbers of subtitles are not text.
  const said = ['srt', 'vtt'].includes(extension)
    ? lines.filter((line) => !/^(?:\d+|WEBVTT.*|.*-->.*)$/.test(line.trim()))
    : lines
  metadata.text = plainWords(
    said
      .map((line) => line.replace(/^\s{0,3}(?:#{1,6}|>|[-*+])\s+/, ''))
      .join(' ')
      .slice(0, TEXT_CHARS * 2),
  ).slice(0, TEXT_CHARS)
  return { metadata }
}
