import type { FormatReader } from '../extraction.ts'
import { photoTags } from './image.ts'
import { readStart } from './read-part.ts'

/** The metadata boxes are small and at the beginning of the file. */
const HEAD_BYTES = 256 * 1024
const MAX_BOXES = 2000

/** A box of ISO/IEC 14496-12: its type and content. */
function* boxes(bytes: Buffer, left: { boxes: number }): Generator<[type: string, body: Buffer]> {
  for (let offset = 0; offset + 8 <= bytes.length && left.boxes-- > 0;) {
    const size = bytes.readUInt32BE(offset)
    // 0 means "to the end" and 1 a 64-bit size; no metadata box is that large.
    if (size < 8) return
    yield [bytes.toString('latin1', offset + 4, offset + 8), bytes.subarray(offset + 8, offset + size)]
    offset += size
  }
}

/**
 * Displayed size of the largest image of a HEIF file (ISO/IEC 23008-12: ispe, rotated by irot); the tiles of a grid are
 * smaller.
 */
function shownSize(head: Buffer): { width: number; height: number } | undefined {
  const left = { boxes: MAX_BOXES }
  const inside = (bytes: Buffer, name: string): Buffer | undefined => {
    for (const [type, body] of boxes(bytes, left)) if (type === name) return body
    return undefined
  }
  const meta = inside(head, 'meta')
  const properties = meta && inside(meta.subarray(4), 'iprp')
  const list = properties && inside(properties, 'ipco')
  if (!list) return undefined
  let [width, height, turned] = [0, 0, false]
  for (const [type, body] of boxes(list, left)) {
    if (type === 'ispe' && body.length >= 12 && body.readUInt32BE(4) * body.readUInt32BE(8) > width * height)
      [width, height] = [body.readUInt32BE(4), body.readUInt32BE(8)]
    if (type === 'irot' && body.length >= 1) turned = ((body[0] ?? 0) & 1) === 1
  }
  if (width === 0) return undefined
  return turned ? { width: height, height: width } : { width, height }
}

/**
 * Reads HEIC photos: dimensions, date and camera. There is no thumbnail, as HEVC is patented and the libraries used
 * here cannot decode it.
 */
export const readHeic: FormatReader = async ({ path }) => {
  const head = await readStart(path, HEAD_BYTES)
  if (head.toString('latin1', 4, 8) !== 'ftyp') throw new Error('no HEIF file')
  return { metadata: { ...(await photoTags(path)), ...shownSize(head) } }
}
