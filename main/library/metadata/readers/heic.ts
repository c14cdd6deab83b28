import type { FormatReader } from '../extraction.ts'
import { photoTags } from './image.ts'
import { boxes, boxHead, boxIn, MAX_BOXES } from './iso-boxes.ts'

/**
 * Displayed size of the largest image of a HEIF file (ISO/IEC 23008-12: ispe, rotated by irot); the tiles of a grid are
 * smaller.
 */
function shownSize(head: Buffer): { width: number; height: number } | undefined {
  const left = { boxes: MAX_BOXES }
  const inside = (bytes: Buffer, name: string): Buffer | undefined => boxIn(bytes, name, left)
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
  const head = await boxHead(path)
  if (!head) throw new Error('no HEIF file')
  return { metadata: { ...(await photoTags(path)), ...shownSize(head) } }
}
