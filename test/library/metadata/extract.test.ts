import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fileStamp } from '../../../main/library/hashing/hasher.ts'
import type { ExtractResult } from '../../../main/domain/extraction.ts'
import { textOfMarkup } from '../../../main/library/metadata/readers/plain-text.ts'
import { Extractor } from '../../../main/library/metadata/extractor.ts'
import { flac, heic, matroska, mp3, mp4, zip } from './containers.ts'
import { epub, odt, openXml, pdf, photo, png, tar } from './documents.ts'

let dir: string
const extractor = new Extractor()

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hyoban-metadata-'))
})
afterAll(async () => {
  await extractor.close()
  await rm(dir, { recursive: true, force: true })
})

/** Writes a file and looks into it, in the worker. */
async function look(name: string, bytes: Uint8Array | string, thumbnail = false): Promise<ExtractResult> {
  const path = join(dir, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, bytes)
  const { stamp, size } = await fileStamp(path)
  return extractor.extract({ path, size, stamp, thumbnail })
}

async function metadataOf(name: string, bytes: Uint8Array | string): Promise<unknown> {
  const result = await look(name, bytes)
  return result.state === 'done' ? result.metadata : result
}

async function thumbnailOf(
  name: string,
  bytes: Uint8Array,
): Promise<{ format: string; width: number; height: number } | null> {
  const result = await look(name, bytes, true)
  if (result.state !== 'done' || !result.thumbnail) return null
  const { format, width, height } = await sharp(result.thumbnail).metadata()
  return { format, width, height }
}

describe('sound and video', () => {
  it('MP3 with ID3 tags', async () => {
    const bytes = mp3({ TIT2: '鐘の音', TPE1: 'Ada', TALB: 'Tower', TYER: '2003', TRCK: '4/9', TCON: 'Ambient' })
    expect(await metadataOf('a.mp3', bytes)).toEqual({
      title: '鐘の音',
      artist: 'Ada',
      album: 'Tower',
      genre: 'Ambient',
      year: 2003,
      track: 4,
      duration: 1045,
      bitRate: 128_000,
      codec: 'MP3',
    })
  })
  it('FLAC with Vorbis comments', async () => {
    expect(
      await metadataOf('a.flac', flac({ TITLE: 'Bells', ARTIST: 'Ada', DATE: '1999', TRACKNUMBER: '2' }, 61)),
    ).toMatchObject({ title: 'Bells', artist: 'Ada', year: 1999, track: 2, duration: 61_000, codec: 'FLAC' })
  })
  it('MP4', async () => {
    expect(await metadataOf('a.mp4', mp4({ title: 'Waves', seconds: 90, width: 1280, height: 720 }))).toMatchObject({
      title: 'Waves',
      duration: 90_000,
      width: 1280,
      height: 720,
      codec: 'H.264',
    })
  })
  it.each(['matroska', 'webm'] as const)('%s', async (type) => {
    expect(
      await metadataOf(
        `a.${type === 'webm' ? 'webm' : 'mkv'}`,
        matroska({ type, title: 'Waves', seconds: 12, width: 640, height: 360 }),
      ),
    ).toMatchObject({ title: 'Waves', duration: 12_000, width: 640, height: 360, codec: 'VP9, Opus' })
  })
  it('makes the thumbnail of a cover', async () => {
    expect(await thumbnailOf('cover.mp3', mp3({ TIT2: 'x' }, 10, await png(600, 300)))).toEqual({
      format: 'webp',
      width: 256,
      height: 128,
    })
    expect(await thumbnailOf('bare.mp3', mp3({ TIT2: 'x' }))).toBeNull()
  })
})

describe('pictures', () => {
  it('a photo: as it is shown, when and with what, never where', async () => {
    const found = await metadataOf('a.jpg', await photo(400, 300))
    expect(found).toEqual({
      title: 'Harbour at dusk',
      camera: 'Nikon Z 6',
      taken: Date.UTC(2021, 6, 4, 9, 30, 15),
      width: 300,
      height: 400,
    })
    expect(await thumbnailOf('b.jpg', await photo(400, 300))).toEqual({ format: 'webp', width: 192, height: 256 })
  })
  it('a drawing: title, size, words, and drawn; with a document type, without a size', async () => {
    const drawing =
      '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" ' +
      '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"><svg xmlns="http://www.w3.org/2000/svg" ' +
      'viewBox="0 0 400 100"><title>Harbour &amp; sky</title><desc>Two ' +
      'boats</desc><defs><linearGradient id="g"><stop ' +
      'stop-color="#00f"/></linearGradient></defs><rect width="400" height="100" ' +
      'fill="url(#g)"/></svg>'
    expect(await metadataOf('a.svg', drawing)).toEqual({
      title: 'Harbour & sky',
      text: 'Two boats',
      width: 400,
      height: 100,
    })
    expect(await thumbnailOf('a.svg', Buffer.from(drawing))).toEqual({ format: 'webp', width: 256, height: 64 })
    const small =
      '<svg xmlns="http://www.w3.org/2000/svg" width="12px" height="24"><circle cx="6" cy="12" r="5" fill="red"/></svg>'
    expect(await thumbnailOf('small.svg', Buffer.from(small))).toEqual({ format: 'webp', width: 128, height: 256 })
    // a drawing that calls itself a PNG is not drawn
    expect(await metadataOf('a.png', drawing)).toEqual({ state: 'none', reason: 'damaged' })
  })
  it('a HEIC photo: its size as it is shown, though it cannot be decoded here', async () => {
    expect(await metadataOf('a.heic', heic(4032, 3024, false))).toEqual({ width: 4032, height: 3024 })
    expect(await metadataOf('b.heif', heic(4032, 3024, true))).toEqual({ width: 3024, height: 4032 })
    expect(await thumbnailOf('c.heic', heic(4032, 3024, false))).toBeNull()
    expect(await metadataOf('d.heic', 'no photo at all')).toEqual({ state: 'none', reason: 'damaged' })
  })
  it('PNG and WebP; small ones are not blown up', async () => {
    expect(await metadataOf('a.png', await png(40, 30))).toEqual({ width: 40, height: 30 })
    expect(
      await thumbnailOf(
        'a.webp',
        await sharp(await png(40, 30))
          .webp()
          .toBuffer(),
      ),
    ).toEqual({ format: 'webp', width: 40, height: 30 })
  })
})

describe('documents', () => {
  it('PDF, with its first page as thumbnail', async () => {
    const bytes = await pdf({ title: 'On bells', author: 'Ada', text: 'It begins here', pages: 3 })
    expect(await metadataOf('a.pdf', bytes)).toEqual({
      title: 'On bells',
      author: 'Ada',
      year: 2019,
      pages: 3,
      text: 'It begins here page 2 page 3',
    })
    expect(await thumbnailOf('b.pdf', bytes)).toEqual({ format: 'webp', width: 192, height: 256 })
    const drawn = await look('c.pdf', bytes, true)
    const { channels } = await sharp(
      drawn.state === 'done' ? (drawn.thumbnail ?? Buffer.alloc(0)) : Buffer.alloc(0),
    ).stats()
    expect(channels[0]?.min, 'the letters are drawn').toBeLessThan(100)
  })
  it('Markdown: the first heading and the beginning without signs', async () => {
    expect(
      await metadataOf('a.md', '\n```\n# no\n```\n## **評判** [notes](http://x) ##\n\nIt *begins*.\n'),
    ).toMatchObject({ title: '評判 notes', text: expect.stringContaining('It begins.') as string })
    expect(await metadataOf('b.md', '---\ntitle: "Front"\n---\ntext')).toMatchObject({ title: 'Front' })
    expect(await metadataOf('c.md', 'Under\n=====\ntext')).toMatchObject({ title: 'Under' })
  })
  it('text in UTF-8, UTF-16, Shift JIS and EUC-JP', async () => {
    expect(await metadataOf('a.txt', 'A title\n\nand a text')).toEqual({ title: 'A title', text: 'A title and a text' })
    expect(
      await metadataOf('b.txt', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('評判\nとは', 'utf16le')])),
    ).toEqual({ title: '評判', text: '評判 とは' })
    expect(await metadataOf('c.txt', Buffer.from('93fa967b8cea', 'hex'))).toEqual({ title: '日本語', text: '日本語' })
    expect(await metadataOf('d.txt', Buffer.from('a4cbc0cfa4b3', 'hex'))).toMatchObject({
      title: expect.any(String) as string,
    })
    expect(await metadataOf('e.txt', Buffer.from([1, 0, 2]))).toEqual({ state: 'none', reason: 'damaged' })
  })
  it('HTML, subtitles and tables', async () => {
    expect(
      await metadataOf(
        'a.html',
        '<html><head><title>A &amp; B</title></head><body><script>x</script><p>Text <b>here</b></body>',
      ),
    ).toEqual({ title: 'A & B', text: 'Text here' })
    expect(await metadataOf('c.html', '<p>caf&eacute; &ndash; &#x590f; &amp;amp; &nothing;</p>')).toEqual({
      text: 'café – 夏 &amp; &nothing;',
    })
    expect(await metadataOf('a.srt', '1\n00:00:01,000 --> 00:00:02,000\nHello\n')).toEqual({ text: 'Hello' })
    expect(await metadataOf('a.csv', 'bird,count\nwren,3\n')).toEqual({ text: 'bird,count wren,3' })
  })
  it('HTML of a great many tags before the first word, or of scripts that never end', async () => {
    expect(await metadataOf('b.html', `${'<p> </p>\n'.repeat(3000)}Late`)).toEqual({ text: 'Late' })
    expect(textOfMarkup(`${'<script>'.repeat(200_000)}x`, 100)).toBe('x')
  })
  it('EPUB, with its cover', async () => {
    const book = { title: 'Botchan', author: '夏目漱石', text: '親譲りの無鉄砲で', cover: await png(300, 450) }
    expect(await metadataOf('a.epub', epub(book))).toEqual({
      title: 'Botchan',
      author: '夏目漱石',
      year: 1906,
      text: 'Botchan 親譲りの無鉄砲で',
    })
    expect(await thumbnailOf('b.epub', epub(book))).toEqual({ format: 'webp', width: 171, height: 256 })
  })
  it.each(['docx', 'xlsx', 'pptx'] as const)('%s', async (kind) => {
    expect(await metadataOf(`a.${kind}`, openXml(kind, 'Report', 'Ada', 'All is &lt;well&gt;'))).toEqual({
      title: 'Report',
      author: 'Ada',
      year: 2020,
      pages: 7,
      text: 'All is <well>',
    })
  })
  it('ODT', async () => {
    expect(await metadataOf('a.odt', odt('Report', 'Ada', 'All is well'))).toEqual({
      title: 'Report',
      author: 'Ada',
      year: 2018,
      pages: 3,
      text: 'All is well',
    })
  })
})

describe('archives', () => {
  it('zip: how many files and their names, folders not counted', async () => {
    expect(
      await metadataOf(
        'a.zip',
        zip([
          { name: 'b/', data: '' },
          { name: 'b/一.txt', data: '1' },
          { name: '../../evil', data: '2' },
        ]),
      ),
    ).toEqual({ entries: 2, text: 'b/一.txt, ../../evil' })
  })
  it('tar and tar.gz', async () => {
    const bytes = await tar({ 'a/one.txt': '1', 'two.txt': '22' })
    expect(await metadataOf('a.tar', bytes)).toEqual({ entries: 2, text: 'a/one.txt, two.txt' })
    expect(await metadataOf('a.tar.gz', gzipSync(bytes))).toEqual({ entries: 2, text: 'a/one.txt, two.txt' })
  })
})

describe('what is no result', () => {
  it('a kind that nothing is known of, a changed and a missing file', async () => {
    expect(await look('a.xyz', 'x')).toEqual({ state: 'none', reason: 'unsupported' })
    const path = join(dir, 'a.xyz')
    expect(await extractor.extract({ path, size: 1, stamp: '1:1:1', thumbnail: false })).toEqual({ state: 'changed' })
    expect(await extractor.extract({ path: `${path}.gone`, size: 1, stamp: '', thumbnail: false })).toEqual({
      state: 'unreadable',
    })
  })
})
