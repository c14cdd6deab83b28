import { readStart } from './read-part.ts'

/** The metadata boxes are small and at the beginning of the file. */
const HEAD_BYTES = 256 * 1024
export const MAX_BOXES = 2000

/** A box of ISO/IEC 14496-12: its type and content. */
export function* boxes(bytes: Buffer, left: { boxes: number }): Generator<[type: string, body: Buffer]> {
  for (let offset = 0; offset + 8 <= bytes.length && left.boxes-- > 0;) {
    const size = bytes.readUInt32BE(offset)
    // 0 means "to the end" and 1 a 64-bit size; no metadata box is that large.
    if (size < 8) return
    yield [bytes.toString('latin1', offset + 4, offset + 8), bytes.subarray(offset + 8, offset + size)]
    offset += size
  }
}

/** The content of the first box of this type; undefined if there is none. */
export function boxIn(bytes: Buffer, name: string, left: { boxes: number }): Buffer | undefined {
  for (const [type, body] of boxes(bytes, left)) if (type === name) return body
  return undefined
}

/** The beginning of a file of boxes (HEIF, AVIF); null for any other file. */
export async function boxHead(path: string): Promise<Buffer | null> {
  const start = await readStart(path, 8)
  return start.toString('latin1', 4, 8) === 'ftyp' ? readStart(path, HEAD_BYTES) : null
}
