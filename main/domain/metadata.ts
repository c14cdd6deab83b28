import { displayText } from './text/display-text.ts'

/** Published metadata of a file; each field is within its limit, all together within `METADATA_BYTES`. */
export interface Metadata {
  title?: string
  /** Performers of music. */
  artist?: string
  album?: string
  /** Author of a document or a book. */
  author?: string
  genre?: string
  /** Year of publication or recording. */
  year?: number
  /** Track number. */
  track?: number
  /** Milliseconds. */
  duration?: number
  /** Bits per second. */
  bitRate?: number
  /** Pixels of an image or video as displayed (after rotation). */
  width?: number
  height?: number
  /** When a photo was taken, in ms since the epoch; local time without a zone is read as UTC. */
  taken?: number
  /** Make and model. */
  camera?: string
  pages?: number
  /** Audio and video codecs by their usual names, such as 'FLAC' or 'H.264, AAC'. */
  codec?: string
  /** Number of files in an archive. */
  entries?: number
  /** Beginning of the text, or the first names in an archive. */
  text?: string
}

export type MetadataField = keyof Metadata

interface FieldRule {
  /** Tag on the wire, never reused for another field. */
  tag: number
  kind: 'text' | 'number'
  /** Maximum UTF-8 bytes of a text, or maximum number. */
  max: number
}

/** Limit per file, so that an entry with root, size and time stays within 1 KiB. */
export const METADATA_BYTES = 960

/** Fields in tag order. All others fit together; `text` gets the remaining bytes, up to its limit. */
export const METADATA_FIELDS: Readonly<Record<MetadataField, FieldRule>> = {
  title: { tag: 1, kind: 'text', max: 160 },
  artist: { tag: 2, kind: 'text', max: 96 },
  album: { tag: 3, kind: 'text', max: 96 },
  author: { tag: 4, kind: 'text', max: 96 },
  genre: { tag: 5, kind: 'text', max: 32 },
  year: { tag: 6, kind: 'number', max: 9999 },
  track: { tag: 7, kind: 'number', max: 9999 },
  duration: { tag: 8, kind: 'number', max: 0xffffffff },
  bitRate: { tag: 9, kind: 'number', max: 0xffffffff },
  width: { tag: 10, kind: 'number', max: 1_000_000 },
  height: { tag: 11, kind: 'number', max: 1_000_000 },
  taken: { tag: 12, kind: 'number', max: 253_402_300_799_999 },
  camera: { tag: 13, kind: 'text', max: 64 },
  pages: { tag: 14, kind: 'number', max: 1_000_000 },
  codec: { tag: 15, kind: 'text', max: 32 },
  entries: { tag: 16, kind: 'number', max: 10_000_000 },
  text: { tag: 17, kind: 'text', max: 512 },
}

const NAMES = Object.keys(METADATA_FIELDS) as MetadataField[]
const utf8 = new TextEncoder()

/** Encoded length of a number as compact-encoding's `uint`. */
export const uintBytes = (value: number): number =>
  value <= 0xfc ? 1 : value <= 0xffff ? 3 : value <= 0xffffffff ? 5 : 9

/** Encoded length of a field: tag, length, content. */
function fieldBytes(value: string | number): number {
  const content = typeof value === 'number' ? uintBytes(value) : utf8.encode(value).byteLength
  return 1 + uintBytes(content) + content
}

/** Cuts text to at most `max` UTF-8 bytes, at a character boundary. */
export function cutBytes(text: string, max: number): string {
  // each UTF-16 unit takes at least one byte
  let cut = text.length > max ? text.slice(0, max) : text
  while (utf8.encode(cut).byteLength > max) cut = Array.from(cut).slice(0, -1).join('')
  return cut.toWellFormed() === cut ? cut : cut.slice(0, -1)
}

/**
 * Sanitises untrusted text to one line of at most `max` UTF-8 bytes, without control, reordering or hiding characters.
 */
export function cutText(text: string, max: number): string {
  const bounded = text.slice(0, max * 4)
  const visible = displayText(bounded.replace(/[\s\p{Zl}\p{Zp}\p{Cc}]+/gu, ' '), Infinity)
    .replaceAll('\ufffd', '')
    .normalize('NFC')
  // removals may have joined marks and blanks
  const settled = displayText(visible, Infinity).replaceAll('\ufffd', '').replace(/ {2,}/g, ' ').trim()
  return cutBytes(settled, max).trim()
}

/**
 * Sanitises untrusted metadata of any shape: drops fields that are unknown, empty, out of range or of the wrong type,
 * sanitises and cuts texts, and limits the whole to `METADATA_BYTES`. Never throws; idempotent.
 */
export function cutMetadata(input: unknown): Metadata {
  if (typeof input !== 'object' || input === null) return {}
  const given = input as Record<string, unknown>
  const clean: Record<string, string | number> = {}
  let left = METADATA_BYTES
  for (const name of NAMES) {
    const { kind, max } = METADATA_FIELDS[name]
    const value = given[name]
    let kept: string | number = ''
    // tag and length of a text take at most four bytes
    if (kind === 'text' && typeof value === 'string') kept = cutText(value, Math.min(max, Math.max(0, left - 4)))
    if (kind === 'number' && typeof value === 'number' && Number.isFinite(value) && value >= 1) kept = Math.round(value)
    if (kept === '' || (typeof kept === 'number' && kept > max)) continue
    clean[name] = kept
    left -= fieldBytes(kept)
  }
  return clean
}
