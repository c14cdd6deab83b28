import { displayText } from './text/display-text.ts'

/** Metadata of a file as it is published: each field within its limit, all together within `METADATA_BYTES`. */
export interface Metadata {
  title?: string
  /** Performers of music. */
  artist?: string
  album?: string
  /** Author of a document or a book. */
  author?: string
  genre?: string
  /** Of publication or recording. */
  year?: number
  /** Number on its album. */
  track?: number
  /** Milliseconds. */
  duration?: number
  /** Bits a second. */
  bitRate?: number
  /** Of a picture or a video, in pixels as shown (after rotation). */
  width?: number
  height?: number
  /** When a photo was taken, ms since the epoch; the camera's local time read as UTC where it names no zone. */
  taken?: number
  /** Maker and model. */
  camera?: string
  pages?: number
  /** Encoding of sound or picture, in the terms of its field: 'FLAC', 'H.264, AAC'. */
  codec?: string
  /** Files in an archive. */
  entries?: number
  /** The beginning of the text, or the first names in an archive. */
  text?: string
}

export type MetadataField = keyof Metadata

interface FieldRule {
  /** Its number on the wire, never used for another field. */
  tag: number
  kind: 'text' | 'number'
  /** UTF-8 bytes of a text, or the largest number. */
  max: number
}

/** Bytes of the metadata of one file in a catalogue: with root, size and time an entry stays within 1 KiB. */
export const METADATA_BYTES = 960

/** The fields in the order of their tags. All but `text` fit together; `text` takes what is left, up to its limit. */
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

/** Bytes that a number takes in compact-encoding's `uint`. */
export const uintBytes = (value: number): number =>
  value <= 0xfc ? 1 : value <= 0xffff ? 3 : value <= 0xffffffff ? 5 : 9

/** Bytes that a field takes on the wire: tag, length, content. */
function fieldBytes(value: string | number): number {
  const content = typeof value === 'number' ? uintBytes(value) : utf8.encode(value).byteLength
  return 1 + uintBytes(content) + content
}

/** At most `max` UTF-8 bytes of the text, whole characters only. */
export function cutBytes(text: string, max: number): string {
  // each UTF-16 unit takes a byte at least
  let cut = text.length > max ? text.slice(0, max) : text
  while (utf8.encode(cut).byteLength > max) cut = Array.from(cut).slice(0, -1).join('')
  return cut.toWellFormed() === cut ? cut : cut.slice(0, -1)
}

/**
 * Text from a stranger's file on one line: what controls, turns or hides text is taken out, blanks are made one, `max`
 * in UTF-8 bytes.
 */
export function cutText(text: string, max: number): string {
  const bounded = text.slice(0, max * 4)
  const visible = displayText(bounded.replace(/[\s\p{Zl}\p{Zp}]+/gu, ' '), Infinity)
    .replaceAll('\ufffd', '')
    .normalize('NFC')
  // what was taken out may have brought marks and blanks together
  const settled = displayText(visible, Infinity).replaceAll('\ufffd', '').replace(/ {2,}/g, ' ').trim()
  return cutBytes(settled, max).trim()
}

/**
 * Metadata from untrusted input, whatever it is: fields that are unknown, of the wrong type, empty or out of range are
 * left out, texts are cleaned and cut, and the whole is brought within `METADATA_BYTES`. Never throws; a second pass
 * changes nothing.
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
    // the tag and the length of a text take at most four bytes
    if (kind === 'text' && typeof value === 'string') kept = cutText(value, Math.min(max, Math.max(0, left - 4)))
    if (kind === 'number' && typeof value === 'number' && Number.isFinite(value) && value >= 1) kept = Math.round(value)
    if (kept === '' || (typeof kept === 'number' && kept > max)) continue
    clean[name] = kept
    left -= fieldBytes(kept)
  }
  return clean
}
