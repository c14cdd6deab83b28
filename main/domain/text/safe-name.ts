/** File name limit of all common file systems in bytes, minus room for ' (999)' and '.<id>.part'. */
const MAX_NAME_BYTES = 255 - 32

/** Maximum length of an announced name that is shown, in bytes. */
const MAX_ANNOUNCED_BYTES = 1024

/** Device names reserved by Windows, with any extension. */
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)$/i

/** A byte as the provider spells it (base/process/system-path.ts): here it would be spelled a second time. */
const SPELLED_BYTE = /⟨([0-9A-F]{2})⟩/g

/** Joiners that are part of the spelling: in emoji, between letters of Arabic script, after the viramas of India. */
const JOINER =
  '(?<=\\p{Extended_Pictographic}[\\u{1f3fb}-\\u{1f3ff}]?\\ufe0f?)\\u200d(?=\\p{Extended_Pictographic})' +
  '|(?<=\\p{sc=Arabic}\\p{M}*)\\u200c(?=\\p{sc=Arabic})' +
  '|(?<=[\\u094d\\u09cd\\u0a4d\\u0acd\\u0b4d\\u0bcd\\u0c4d\\u0ccd\\u0d4d\\u0dca])[\\u200c\\u200d](?=\\p{L})'
/** Control, formatting (bidi, zero width, tags), line separator, surrogate and unassigned characters. */
const INVISIBLE = new RegExp(`(?!${JOINER})[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Cn}]`, 'gu')

function cut(text: string, maxBytes: number): string {
  let bytes = 0
  let end = 0
  for (const character of text) {
    bytes += Buffer.byteLength(character)
    if (bytes > maxBytes) break
    end += character.length
  }
  return text.slice(0, end)
}

/** Splits 'name.ext'; the extension has at most 16 characters, and a leading dot does not start one. */
function splitExtension(name: string): { stem: string; extension: string } {
  const dot = name.lastIndexOf('.')
  return dot <= 0 || name.length - dot > 17
    ? { stem: name, extension: '' }
    : { stem: name.slice(0, dot), extension: name.slice(dot) }
}

/**
 * Converts any announced name to a file name that Linux, Windows and macOS accept and display unchanged: only the last
 * path part, no reserved, control, bidi or invisible characters, no device names, at most 223 bytes of UTF-8.
 */
export function safeName(announced: string): string {
  const last =
    announced
      .normalize('NFC')
      .split(/[/\\]/)
      .filter((part) => part !== '' && part !== '.' && part !== '..')
      .at(-1) ?? ''
  // letters that invisible characters separated may compose now
  let name = last
    .replace(INVISIBLE, '')
    .normalize('NFC')
    .replace(/[<>:"|?*]/g, '_')
    .replace(SPELLED_BYTE, '($1)')
    .replace(/^\s+/, '')
    .replace(/[. ]+$/, '')
  // a leading dot would hide the file, a leading "-" could be taken for an option
  name = name.replace(/^[.~-]+/, (lead) => '_'.repeat(Math.min(lead.length, 1)))
  if (name === '') name = 'file'
  const first = (name.split('.')[0] as string).trimEnd()
  if (RESERVED.test(first)) name = `_${name}`
  const { stem, extension } = splitExtension(name)
  const safe = cut(stem, MAX_NAME_BYTES - Buffer.byteLength(extension)).replace(/[. ]+$/, '') + extension
  // cutting may change the extension: repeat until the name is stable
  return safe === announced ? safe : safeName(safe)
}

/** An announced name as it may be shown: its last part, without characters that hide or reorder text. */
export function announcedName(announced: string): string {
  const last = announced.split('/').findLast((part) => part !== '') ?? ''
  return cut(last.normalize('NFC').replace(INVISIBLE, '\ufffd'), MAX_ANNOUNCED_BYTES)
}

/** 'name.ext', 'name (2).ext', 'name (3).ext', ... */
export function numbered(name: string, n: number): string {
  if (n <= 1) return name
  const { stem, extension } = splitExtension(name)
  return `${stem} (${n})${extension}`
}

/** Folder levels below the download folder: more than the longest path of a catalogue can have. */
const MAX_DEPTH = 512

/**
 * Sanitises each part of a relative folder like a file name, '/' between parts. Drops empty parts, '.', '..' and levels
 * beyond 512.
 */
export function safeFolder(announced: string): string {
  return announced
    .split(/[/\\]/)
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .slice(0, MAX_DEPTH)
    .map(safeName)
    .join('/')
}
