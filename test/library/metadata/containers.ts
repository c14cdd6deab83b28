// Small real files of the formats that nothing here can write: bytes put together after the formats' own documents.
import { crc32, deflateRawSync } from 'node:zlib'

const be = (bytes: number, value: number): Buffer => {
  const buffer = Buffer.alloc(bytes)
  buffer.writeUIntBE(value, 0, bytes)
  return buffer
}
const le = (bytes: number, value: number): Buffer => be(bytes, value).reverse()

export interface ZipPart {
  name: string | Buffer
  data: Uint8Array | string
  /** What the directory claims to be the unpacked size; the truth if left out. */
  claimed?: number
}

/** A zip file (APPNOTE.TXT 4.3), deflated, names in UTF-8. */
export function zip(parts: readonly ZipPart[]): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, data, claimed } of parts) {
    const raw = Buffer.from(data)
    const packed = deflateRawSync(raw)
    const file = typeof name === 'string' ? Buffer.from(name) : name
    const common = Buffer.concat([
      le(2, typeof name === 'string' ? 0x800 : 0),
      le(2, 8),
      le(4, 0),
      le(4, crc32(raw)),
      le(4, packed.length),
      le(4, claimed ?? raw.length),
      le(2, file.length),
      le(2, 0),
    ])
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), le(2, 20), common, file, packed])
    directory.push(
      Buffer.concat([
        Buffer.from('PK\x01\x02'),
        le(2, 20),
        le(2, 20),
        common,
        le(2, 0),
        le(2, 0),
        le(2, 0),
        le(4, 0),
        le(4, offset),
        file,
      ]),
    )
    bodies.push(local)
    offset += local.length
  }
  const list = Buffer.concat(directory)
  return Buffer.concat([
    ...bodies,
    list,
    Buffer.from('PK\x05\x06'),
    le(4, 0),
    le(2, parts.length),
    le(2, parts.length),
    le(4, list.length),
    le(4, offset),
    le(2, 0),
  ])
}

const id3Frame = (id: string, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from(id), be(4, content.length), be(2, 0), content])
const utf16 = (text: string): Buffer => Buffer.concat([Buffer.from([1, 0xff, 0xfe]), Buffer.from(text, 'utf16le')])

/** Content of an ID3v2 frame that claims to be Latin-1. */
export const latin1 = (bytes: Uint8Array): Buffer => Buffer.concat([Buffer.from([0]), bytes])

/**
 * An MP3 of `frames` silent frames (128 kbit/s, 44.1 kHz: 26.12 ms each) with ID3v2.3 tags (text, or the content
 * of a frame) and perhaps a cover (PNG).
 */
export function mp3(tags: Record<string, string | Buffer>, frames = 40, cover?: Uint8Array): Buffer {
  const list = Object.entries(tags).map(([id, text]) => id3Frame(id, typeof text === 'string' ? utf16(text) : text))
  if (cover) list.push(id3Frame('APIC', Buffer.concat([Buffer.from('\0image/png\0\x03\0', 'latin1'), cover])))
  const body = Buffer.concat(list)
  const size = Buffer.from([21, 14, 7, 0].map((shift) => (body.length >> shift) & 0x7f))
  const frame = Buffer.concat([Buffer.from('fffb9000', 'hex'), Buffer.alloc(413)])
  return Buffer.concat([Buffer.from('ID3\x03\0\0'), size, body, ...Array.from({ length: frames }, () => frame)])
}

/** A FLAC file's header (RFC 9639): stream info and Vorbis comments. */
export function flac(comments: Record<string, string>, seconds: number): Buffer {
  const samples = seconds * 44_100
  const info = Buffer.concat([be(2, 4096), be(2, 4096), be(6, 0), Buffer.alloc(8), Buffer.alloc(16)])
  // 20 bits of rate, 3 of channels - 1, 5 of bits - 1, 36 of samples
  info.writeBigUInt64BE((44_100n << 44n) | (1n << 41n) | (15n << 36n) | BigInt(samples), 10)
  const list = Object.entries(comments).map(([key, value]) => Buffer.from(`${key}=${value}`))
  const vorbis = Buffer.concat([
    le(4, 4),
    Buffer.from('test'),
    le(4, list.length),
    ...list.flatMap((one) => [le(4, one.length), one]),
  ])
  return Buffer.concat([
    Buffer.from('fLaC'),
    be(1, 0),
    be(3, info.length),
    info,
    be(1, 0x84),
    be(3, vorbis.length),
    vorbis,
    Buffer.from('fff8', 'hex'),
    Buffer.alloc(64),
  ])
}

const box = (type: string, ...content: Buffer[]): Buffer => {
  const body = Buffer.concat(content)
  return Buffer.concat([be(4, body.length + 8), Buffer.from(type, 'latin1'), body])
}

/** An MP4's header (ISO 14496-12) with an H.264 track, a title, and no frames. */
export function mp4({
  title,
  seconds,
  width,
  height,
}: {
  title: string
  seconds: number
  width: number
  height: number
}): Buffer {
  const mvhd = box(
    'mvhd',
    be(4, 0),
    be(4, 0),
    be(4, 0),
    be(4, 1000),
    be(4, seconds * 1000),
    be(4, 0x10000),
    be(2, 0x100),
    Buffer.alloc(10),
    Buffer.alloc(36),
    Buffer.alloc(24),
    be(4, 2),
  )
  const tkhd = box(
    'tkhd',
    be(4, 3),
    be(4, 0),
    be(4, 0),
    be(4, 1),
    be(4, 0),
    be(4, seconds * 1000),
    Buffer.alloc(52),
    be(4, width * 65_536),
    be(4, height * 65_536),
  )
  const mdhd = box('mdhd', be(4, 0), be(4, 0), be(4, 0), be(4, 1000), be(4, seconds * 1000), be(4, 0))
  const hdlr = (type: string): Buffer =>
    box('hdlr', be(4, 0), be(4, 0), Buffer.from(type), Buffer.alloc(12), Buffer.from('\0'))
  const avc1 = box(
    'avc1',
    Buffer.alloc(6),
    be(2, 1),
    Buffer.alloc(16),
    be(2, width),
    be(2, height),
    be(4, 0x480000),
    be(4, 0x480000),
    be(4, 0),
    be(2, 1),
    Buffer.alloc(32),
    be(2, 24),
    be(2, 0xffff),
  )
  const empty = (type: string): Buffer => box(type, be(4, 0), be(4, 0))
  const stbl = box(
    'stbl',
    box('stsd', be(4, 0), be(4, 1), avc1),
    empty('stts'),
    empty('stsc'),
    box('stsz', be(4, 0), be(4, 0), be(4, 0)),
    empty('stco'),
  )
  const trak = box('trak', tkhd, box('mdia', mdhd, hdlr('vide'), box('minf', stbl)))
  const data = box('data', be(4, 1), be(4, 0), Buffer.from(title))
  const udta = box('udta', box('meta', be(4, 0), hdlr('mdir'), box('ilst', box('\xa9nam', data))))
  return Buffer.concat([
    box('ftyp', Buffer.from('isom'), be(4, 0x200), Buffer.from('isomavc1')),
    box('moov', mvhd, trak, udta),
    box('mdat', Buffer.alloc(16)),
  ])
}

/** An EBML element (RFC 8794) with a size of eight bytes. */
const ebml = (id: string, ...content: Buffer[]): Buffer => {
  const body = Buffer.concat(content)
  return Buffer.concat([Buffer.from(id, 'hex'), Buffer.from([1]), be(6, 0).subarray(0, 3), be(4, body.length), body])
}
const float = (value: number): Buffer => {
  const buffer = Buffer.alloc(8)
  buffer.writeDoubleBE(value)
  return buffer
}

/** A Matroska or WebM file's header (RFC 9559) with a VP9 and an Opus track. */
export function matroska({
  type,
  title,
  seconds,
  width,
  height,
}: {
  type: 'matroska' | 'webm'
  title: string
  seconds: number
  width: number
  height: number
}): Buffer {
  const head = ebml(
    '1a45dfa3',
    ebml('4286', be(1, 1)),
    ebml('42f7', be(1, 1)),
    ebml('42f2', be(1, 4)),
    ebml('42f3', be(1, 8)),
    ebml('4282', Buffer.from(type)),
    ebml('4287', be(1, 4)),
    ebml('4285', be(1, 2)),
  )
  const info = ebml(
    '1549a966',
    ebml('2ad7b1', be(3, 1_000_000)),
    ebml('4489', float(seconds * 1000)),
    ebml('7ba9', Buffer.from(title)),
    ebml('4d80', Buffer.from('test')),
    ebml('5741', Buffer.from('test')),
  )
  const video = ebml(
    'ae',
    ebml('d7', be(1, 1)),
    ebml('73c5', be(1, 1)),
    ebml('83', be(1, 1)),
    ebml('86', Buffer.from('V_VP9')),
    ebml('e0', ebml('b0', be(2, width)), ebml('ba', be(2, height))),
  )
  const audio = ebml(
    'ae',
    ebml('d7', be(1, 2)),
    ebml('73c5', be(1, 2)),
    ebml('83', be(1, 2)),
    ebml('86', Buffer.from('A_OPUS')),
    ebml('e1', ebml('b5', float(48_000)), ebml('9f', be(1, 2))),
  )
  return Buffer.concat([head, ebml('18538067', info, ebml('1654ae6b', video, audio))])
}

/**
 * The head of a HEIC photo (ISO/IEC 23008-12) of one image and a smaller tile, perhaps turned by a quarter; the picture
 * itself is noise.
 */
export function heic(width: number, height: number, turned: boolean): Buffer {
  const part = (type: string, ...content: Buffer[]): Buffer =>
    Buffer.concat([be(4, 8 + content.reduce((sum, one) => sum + one.length, 0)), Buffer.from(type), ...content])
  const full = be(4, 0)
  const size = (w: number, h: number): Buffer => part('ispe', full, be(4, w), be(4, h))
  const properties = part('ipco', size(512, 512), size(width, height), ...(turned ? [part('irot', be(1, 1))] : []))
  return Buffer.concat([
    part('ftyp', Buffer.from('heic'), full, Buffer.from('mif1heic')),
    part(
      'meta',
      full,
      part('hdlr', full, full, Buffer.from('pict'), Buffer.alloc(13)),
      part('pitm', full, be(2, 1)),
      part('iprp', properties, part('ipma', full, be(4, 0))),
    ),
    part('mdat', Buffer.alloc(64, 7)),
  ])
}
