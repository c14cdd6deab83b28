import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { seededRandom } from '../../../main/base/random.ts'
import { fileStamp } from '../../../main/library/hashing/hasher.ts'
import { Extractor } from '../../../main/library/metadata/extractor.ts'

let dir: string
const extractor = new Extractor()
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hyoban-video-'))
})
afterAll(async () => {
  await extractor.close()
  await rm(dir, { recursive: true, force: true })
})

async function look(name: string, bytes: Uint8Array): Promise<unknown> {
  const path = join(dir, name)
  await writeFile(path, bytes)
  const { stamp, size } = await fileStamp(path)
  const result = await extractor.extract({ path, size, stamp, thumbnail: false })
  return result.state === 'done' ? result.metadata : result
}

const u16 = (value: number): Buffer => Buffer.from([value & 255, value >> 8])
const u32 = (...values: number[]): Buffer =>
  Buffer.concat(
    values.map((value) => {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32LE(value)
      return bytes
    }),
  )
const chunk = (type: string, ...body: Buffer[]): Buffer => {
  const all = Buffer.concat(body)
  return Buffer.concat([Buffer.from(type), u32(all.length), all, Buffer.alloc(all.length & 1)])
}
const list = (type: string, ...body: Buffer[]): Buffer => chunk('LIST', Buffer.from(type), ...body)

/** An AVI file's head: 25 pictures a second, Xvid with MP3, an INFO list, and the beginning of the pictures. */
function avi({
  title,
  frames,
  width,
  height,
}: {
  title: string
  frames: number
  width: number
  height: number
}): Buffer {
  const head = chunk('avih', u32(40_000, 0, 0, 0, frames, 0, 2, 0, width, height), Buffer.alloc(16))
  const video = list(
    'strl',
    chunk('strh', Buffer.from('vidsXVID'), u32(0, 0, 0, 1, 25, 0, frames), Buffer.alloc(20)),
    chunk('strf', u32(40, width, height, 0), Buffer.from('XVID'), Buffer.alloc(20)),
  )
  const audio = list(
    'strl',
    chunk('strh', Buffer.from('auds\0\0\0\0'), u32(0, 0, 0, 1, 44_100, 0, 999), Buffer.alloc(20)),
    chunk('strf', u16(0x55), Buffer.alloc(14)),
  )
  const body = Buffer.concat([
    Buffer.from('AVI '),
    list('hdrl', head, video, audio),
    list('INFO', chunk('INAM', Buffer.from(`${title}\0`)), chunk('IART', Buffer.from('Ada\0'))),
    list('movi', chunk('avih', Buffer.alloc(56, 9))),
  ])
  return chunk('RIFF', body)
}

const guid = (hex: string): Buffer => Buffer.from(hex, 'hex')

/** The head of a WMV file (ASF specification, revision 01.20): file properties and a description. */
function asf(title: string, seconds: number): Buffer {
  const object = (id: string, body: Buffer): Buffer => Buffer.concat([guid(id), u32(24 + body.length, 0), body])
  const time = Buffer.alloc(8)
  time.writeBigUInt64LE(BigInt(seconds) * 10_000_000n)
  const properties = object(
    'a1dcab8c47a9cf118ee400c00c205365',
    Buffer.concat([
      Buffer.alloc(16),
      u32(5000, 0),
      Buffer.alloc(8),
      u32(1, 0),
      time,
      time,
      u32(0, 0),
      u32(2, 3200, 3200, 800_000),
    ]),
  )
  const text = Buffer.from(`${title}\0`, 'utf16le')
  const description = object(
    '3326b2758e66cf11a6d900aa0062ce6c',
    Buffer.concat([u16(text.length), u16(0), u16(0), u16(0), u16(0), text]),
  )
  const objects = Buffer.concat([properties, description])
  return Buffer.concat([
    guid('3026b2758e66cf11a6d900aa0062ce6c'),
    u32(30 + objects.length, 0, 2),
    Buffer.from([1, 2]),
    objects,
  ])
}

/** The first page of an Ogg file with Theora (Theora specification, 6.2). */
function ogv(width: number, height: number): Buffer {
  const be = (bytes: number, value: number): Buffer => {
    const buffer = Buffer.alloc(bytes)
    buffer.writeUIntBE(value, 0, bytes)
    return buffer
  }
  const first = Buffer.concat([
    Buffer.from('\x80theora', 'latin1'),
    Buffer.from([3, 2, 1]),
    be(2, width >> 4),
    be(2, height >> 4),
    be(3, width),
    be(3, height),
    Buffer.from([0, 0]),
    be(4, 25),
    be(4, 1),
    be(3, 1),
    be(3, 1),
    Buffer.from([0]),
    be(3, 0),
    be(2, 0),
  ])
  return Buffer.concat([
    Buffer.from('OggS'),
    Buffer.from([0, 2]),
    Buffer.alloc(8),
    u32(1, 0, 0),
    Buffer.from([1, first.length]),
    first,
  ])
}

it('AVI: title, length, size and codings', async () => {
  expect(await look('a.avi', avi({ title: '海の音', frames: 1500, width: 640, height: 480 }))).toEqual({
    title: '海の音',
    artist: 'Ada',
    duration: 60_000,
    width: 640,
    height: 480,
    codec: 'Xvid, MP3',
  })
  // A file without a stream list has the fields of its main header.
  const bare = chunk(
    'RIFF',
    Buffer.concat([
      Buffer.from('AVI '),
      list('hdrl', chunk('avih', u32(40_000, 0, 0, 0, 50, 0, 0, 0, 320, 200), Buffer.alloc(16))),
    ]),
  )
  expect(await look('b.avi', bare)).toEqual({ duration: 2000, width: 320, height: 200 })
})

it('WMV: title and length; OGV: size and coding', async () => {
  expect(await look('a.wmv', asf('Waves', 90))).toMatchObject({ title: 'Waves', duration: 90_000 })
  expect(await look('a.ogv', ogv(640, 368))).toMatchObject({ width: 640, height: 368, codec: 'Theora' })
})

it('a hostile AVI costs nothing: endless and nested lists, giant sizes, cut and broken bytes', async () => {
  expect(await look('no.avi', Buffer.from('RIFF....WAVEfmt '))).toEqual({ state: 'none', reason: 'damaged' })
  const whole = avi({ title: 'x', frames: 1500, width: 640, height: 480 })
  const deep = Array.from({ length: 5000 }).reduce<Buffer>(
    (inner) => Buffer.concat([Buffer.from('LIST'), u32(inner.length + 4), Buffer.from('hdrl'), inner]),
    Buffer.alloc(0),
  )
  const wide = Buffer.concat(Array.from({ length: 20_000 }, () => Buffer.from('JUNK\0\0\0\0', 'latin1')))
  const claims = list(
    'hdrl',
    chunk('avih', Buffer.alloc(56, 255)),
    list('strl', chunk('strh', Buffer.from('vidsXVID'), Buffer.alloc(48, 255))),
    Buffer.from('LIST\xff\xff\xff\xff', 'latin1'),
  )
  for (const [name, body] of Object.entries({ deep, wide, claims })) {
    const found = (await look(`${name}.avi`, chunk('RIFF', Buffer.from('AVI '), body))) as Record<string, unknown>
    expect(
      Object.values(found).every((value) => typeof value !== 'number' || (Number.isSafeInteger(value) && value >= 0)),
    ).toBe(true)
  }
  const random = seededRandom(8)
  for (let i = 0; i < 150; i++) {
    const bytes = Buffer.from(whole.subarray(0, 12 + random.int(whole.length - 12)))
    for (let n = random.int(6); n > 0; n--) bytes[12 + random.int(bytes.length - 12)] = random.int(256)
    expect(await look('broken.avi', bytes)).toBeTypeOf('object')
  }
  expect(extractor.ended).toBe(0)
})
