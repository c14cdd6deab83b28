import type { Metadata } from '../../../domain/metadata.ts'
import type { FormatReader } from '../extraction.ts'
import { readStart } from './read-part.ts'

/** The header lists are at the beginning, before the frames. */
const HEAD_BYTES = 256 * 1024
const MAX_CHUNKS = 2000

/** Common names of codecs, by FourCC for video and by format tag for audio. */
const VIDEO: Readonly<Record<string, string>> = {
  h264: 'H.264',
  x264: 'H.264',
  avc1: 'H.264',
  xvid: 'Xvid',
  divx: 'DivX',
  dx50: 'DivX',
  mjpg: 'MJPEG',
  mp42: 'MPEG-4',
  fmp4: 'MPEG-4',
}
const AUDIO: Readonly<Record<number, string>> = {
  0x1: 'PCM',
  0x50: 'MP2',
  0x55: 'MP3',
  0xff: 'AAC',
  0x2000: 'AC-3',
  0x161: 'WMA',
}
/** Text fields of a RIFF INFO list. */
const INFO = { INAM: 'title', IART: 'artist', IGNR: 'genre' } as const satisfies Record<string, keyof Metadata>

/**
 * The chunks of a RIFF list (Microsoft, "AVI RIFF File Reference"), by type and content. Chunks of nested lists follow
 * their list.
 */
function* chunks(bytes: Buffer, left = { chunks: MAX_CHUNKS }, depth = 0): Generator<[type: string, body: Buffer]> {
  for (let offset = 0; offset + 8 <= bytes.length && left.chunks-- > 0;) {
    const type = bytes.toString('latin1', offset, offset + 4)
    const size = bytes.readUInt32LE(offset + 4)
    const body = bytes.subarray(offset + 8, offset + 8 + size)
    if (type !== 'LIST') yield [type, body]
    // The frames have a list of their own.
    else if (depth < 4 && body.toString('latin1', 0, 4) !== 'movi') yield* chunks(body.subarray(4), left, depth + 1)
    offset += 8 + size + (size & 1)
  }
}

/** Reads AVI: duration, dimensions, codecs, and the INFO fields. */
export const readAvi: FormatReader = async ({ path }) => {
  const head = await readStart(path, HEAD_BYTES)
  if (head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8, 12) !== 'AVI ')
    throw new Error('no AVI file')
  const metadata: Metadata = {}
  const codecs = new Map<'vids' | 'auds', string>()
  let stream = ''
  for (const [type, body] of chunks(head.subarray(12))) {
    if (type === 'avih' && body.length >= 40) {
      metadata.duration = (body.readUInt32LE(0) * body.readUInt32LE(16)) / 1000
      Object.assign(metadata, { width: body.readUInt32LE(32), height: body.readUInt32LE(36) })
    } else if (type === 'strh' && body.length >= 36) {
      stream = body.toString('latin1', 0, 4)
      const [scale, rate, length] = [body.readUInt32LE(20), body.readUInt32LE(24), body.readUInt32LE(32)]
      // More precise than the main header, which rounds the frame time to microseconds.
      if (stream === 'vids' && rate > 0 && length > 0) metadata.duration = (length * scale * 1000) / rate
    } else if (type === 'strf' && stream === 'vids' && body.length >= 20) {
      const letters = body.toString('latin1', 16, 20)
      const name = VIDEO[letters.toLowerCase()] ?? (/^[\w ]{4}$/.test(letters) ? letters.trim() : '')
      if (name !== '') codecs.set('vids', name)
    } else if (type === 'strf' && stream === 'auds' && body.length >= 2) {
      const name = AUDIO[body.readUInt16LE(0)]
      if (name !== undefined) codecs.set('auds', name)
    } else if (Object.hasOwn(INFO, type))
      metadata[INFO[type as keyof typeof INFO]] =
        body
          .toString('utf8')
          .replace(/\0[^]*$/, '')
          .trim() || undefined
  }
  const codec = [codecs.get('vids'), codecs.get('auds')].filter((name) => name).join(', ')
  return {
    metadata: {
      ...metadata,
      duration: metadata.duration && Math.round(metadata.duration),
      ...(codec !== '' && { codec }),
    },
  }
}
