import { parse } from 'range-parser'

/** Bytes `start` to `end` (exclusive). */
export interface ByteRange {
  start: number
  end: number
}

/**
 * Parses a Range header with a single range (RFC 9110, section 14). Null: send everything (no header, another unit,
 * several ranges, or malformed, which the RFC allows to ignore). 'unsatisfiable': answer 416.
 */
export function parseRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | null {
  const { code, type, ranges } = parse(size, header?.trim() ?? '')
  // bit 0 of the code: malformed; bit 1: some range starts beyond the end
  if (type !== 'bytes' || code % 2 === 1) return null
  const [range] = ranges
  if (!range) return 'unsatisfiable'
  return code === 0 && ranges.length === 1 ? { start: range.start, end: range.end + 1 } : null
}
