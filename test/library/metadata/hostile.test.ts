import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ExtractResult } from '../../../main/domain/extraction.ts'
import { cutMetadata } from '../../../main/domain/metadata.ts'
import { seededRandom } from '../../../main/base/random.ts'
import { fileStamp } from '../../../main/library/hashing/hasher.ts'
import { Extractor } from '../../../main/library/metadata/extractor.ts'
import { perTier } from '../../helpers/tier.ts'
import { flac, matroska, mp3, mp4, zip } from './containers.ts'
import { epub, odt, openXml, pdf, photo, png, tar } from './documents.ts'

let dir: string
const extractor = new Extractor()

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hyoban-hostile-'))
})
afterAll(async () => {
  await extractor.close()
  await rm(dir, { recursive: true, force: true })
})

async function look(name: string, bytes: Uint8Array | string, by = extractor): Promise<ExtractResult> {
  const path = join(dir, name)
  await writeFile(path, bytes)
  const { stamp, size } = await fileStamp(path)
  return by.extract({ path, size, stamp, thumbnail: true })
}

const damaged = { state: 'none', reason: 'damaged' }
const zeros = (megabytes: number): Buffer => Buffer.alloc(megabytes * 1024 * 1024)

describe('bombs', () => {
  it('a document that unpacks to 200 MB is read to its limit only', async () => {
    const bomb = zip([
      { name: '[Content_Types].xml', data: '<Types/>' },
      { name: 'docProps/core.xml', data: '<coreProperties><title>Big</title></coreProperties>' },
      { name: 'word/document.xml', data: zeros(200) },
    ])
    expect(bomb.byteLength).toBeLessThan(300_000)
    expect(await look('bomb.docx', bomb)).toMatchObject({ state: 'done', metadata: { title: 'Big' } })
  })
  it('properties that unpack to 20 MB are refused, whatever the directory claims', async () => {
    const part = { name: 'docProps/core.xml', data: zeros(20) }
    expect(await look('big.docx', zip([{ name: '[Content_Types].xml', data: '' }, part]))).toEqual({
      state: 'none',
      reason: 'tooLarge',
    })
    expect(
      await look(
        'liar.docx',
        zip([
          { name: '[Content_Types].xml', data: '' },
          { ...part, claimed: 10 },
        ]),
      ),
    ).toMatchObject({ state: 'none' })
  })
  it('billion laughs, entities that read files, and trees as deep as the file is long', async () => {
    const tenfold = (_: unknown, i: number): string => `<!ENTITY a${i} "${`&a${i === 0 ? '' : i - 1};`.repeat(10)}">`
    const entities = Array.from({ length: 30 }, tenfold).join('')
    const title = '<coreProperties><title>&a29;</title></coreProperties>'
    const laughs = `<!DOCTYPE c [<!ENTITY a "ha">${entities}]>${title}`
    const reads =
      '<!DOCTYPE c [<!ENTITY x SYSTEM "file:///etc/passwd">]><coreProperties><title>&x;</title></coreProperties>'
    const deep = '<a>'.repeat(100_000)
    for (const [i, core] of [laughs, reads, deep].entries()) {
      expect(
        await look(
          `xml${i}.docx`,
          zip([
            { name: '[Content_Types].xml', data: '' },
            { name: 'docProps/core.xml', data: core },
          ]),
        ),
      ).toEqual(damaged)
    }
  })
  it('a tar.gz of zeros and one of very many names', async () => {
    const names = perTier(10_000, 100_000)
    expect(await look('zeros.tar.gz', gzipSync(zeros(perTier(20, 100))))).toEqual(damaged)
    const header = (await tar({ 'n.txt': '' })).subarray(0, 512)
    expect(
      await look('names.tar.gz', gzipSync(Buffer.concat(Array.from({ length: names }, () => header)))),
    ).toMatchObject({ state: 'done', metadata: { entries: names } })
  })
  it('a picture of 60,000 x 60,000 pixels is not decoded', async () => {
    const small = await png(8, 8)
    const huge = Buffer.from(small)
    huge.writeUInt32BE(60_000, 16)
    huge.writeUInt32BE(60_000, 20)
    expect(await look('huge.png', huge)).toEqual(damaged)
  })
  it('drawings: entities, links to elsewhere, pictures inside, millions of copies, endless filters', async () => {
    const svg = (inside: string, head = ''): string =>
      `${head}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
      `width="100" height="100">${inside}</svg>`
    expect(
      await look('laughs.svg', svg('<text>&a;</text>', '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>')),
    ).toEqual(damaged)
    const shut = { state: 'done', metadata: { width: 100, height: 100 }, thumbnail: null }
    for (const [i, inside] of [
      '<image href="file:///etc/passwd" width="10" height="10"/>',
      '<use xlink:href="http://127.0.0.1/x.svg#a"/>',
      `<use href='&#x66;ile:///etc/passwd'/>`,
      '<style>@import "http://127.0.0.1/x.css"</style>',
      '<rect fill="url(http://127.0.0.1/x.svg#a)"/>',
      '<foreignObject><p>x</p></foreignObject>',
      '<image href="data:image/png;base64,iVBORw0KGgo="/>',
      '<filter id="f"><feTurbulence numOctaves="1000000"/></filter><rect filter="url(#f)" width="9" height="9"/>',
    ].entries())
      expect(await look(`link${i}.svg`, svg(inside)), inside).toEqual(shut)
    // each group shows the one before it ten times: 10^12 circles
    const copies = Array.from(
      { length: 12 },
      (_, i) => `<g id="g${i + 1}">${`<use href="#g${i}"/>`.repeat(10)}</g>`,
    ).join('')
    const { ended } = extractor
    expect(await look('copies.svg', svg(`<defs><circle id="g0" r="3"/>${copies}</defs><use href="#g12"/>`))).toEqual(
      shut,
    )
    expect(
      await look(
        'masks.svg',
        svg(
          copies
            .replaceAll('<use href="#g', '<rect mask="url(#g')
            .replaceAll('"/>', ')"/>')
            .replaceAll('<g id', '<mask id')
            .replaceAll('</g>', '</mask>') + '<rect mask="url(#g12)"/>',
        ),
      ),
    ).toEqual(shut)
    expect(await look('itself.svg', svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'))).toEqual(shut)
    const dashes = await look(
      'dashes.svg',
      svg(
        '<path d="M0 0H999999999" stroke="red" stroke-dasharray="0.000001"/><path d="M0 0H999999999" ' +
          'style="stroke:red;stroke-dasharray:1e-9 1e-9"/>',
      ),
    )
    expect(dashes.state === 'done' && dashes.thumbnail !== null).toBe(true)
    expect(
      await look(
        'vast.svg',
        '<svg xmlns="http://www.w3.org/2000/svg" width="999999999" height="999999999"><rect ' +
          'width="9" height="9"/></svg>',
      ),
    ).toMatchObject({ state: 'done' })
    // none took so long that its process had to be ended
    expect(extractor.ended).toBe(ended)
    expect(await look('heavy.svg', svg('<g/>'.repeat(200_000)))).toEqual({ state: 'none', reason: 'tooLarge' })
  }, 60_000)
  it('a PDF whose tree of pages and whose object streams lead back to themselves', async () => {
    const loop =
      '%PDF-1.5\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n2 0 obj <</Type /Pages /Kids [2 0 R ' +
      '2 0 R] /Count 2>> endobj\n3 0 obj <</Length 3 0 R>> stream\nx\nendstream endobj\ntrailer ' +
      '<</Root 1 0 R /Prev 0 /Info 4 0 R>>\n4 0 obj 4 0 R endobj\n%%EOF'
    expect((await look('loop.pdf', loop)).state).toMatch(/none|done/)
    const drawn = (await pdf({ title: 'x', author: 'y', text: 'z', pages: 1 })).toString('latin1')
    // xref sections that name each other as the one before
    expect(
      (await look('prev.pdf', Buffer.from(drawn.replace('trailer', 'trailer\n<</Prev 9>>\ntrailer'), 'latin1'))).state,
    ).toMatch(/none|done/)
  }, 60_000)
  it('zip entries that lie over each other, and a directory that claims more of them than there are', async () => {
    const one = zip([{ name: 'a', data: zeros(5) }])
    const end = one.length - 22
    const start = one.readUInt32LE(end + 16)
    const entry = one.subarray(start, end)
    // a thousand names of one packed part: 5 GB if they were unpacked
    const list = Buffer.concat(Array.from({ length: 1000 }, () => entry))
    const tail = Buffer.from(one.subarray(end))
    tail.writeUInt16LE(1000, 8)
    tail.writeUInt16LE(1000, 10)
    tail.writeUInt32LE(list.length, 12)
    expect(await look('over.zip', Buffer.concat([one.subarray(0, start), list, tail]))).toMatchObject({
      state: 'done',
      metadata: { entries: 1000 },
    })
    tail.writeUInt16LE(60_000, 8)
    tail.writeUInt16LE(60_000, 10)
    expect((await look('claims.zip', Buffer.concat([one.subarray(0, start), list, tail]))).state).toMatch(/none|done/)
  }, 60_000)
  it('a HEIC photo whose boxes are endless or empty', async () => {
    const ftyp = Buffer.from('\0\0\0\x10ftypheic\0\0\0\0', 'latin1')
    const nested = Buffer.concat([
      ftyp,
      ...Array.from({ length: 30_000 }, () => Buffer.from('\0\0\0\x08meta', 'latin1')),
    ])
    expect(await look('boxes.heic', nested)).toMatchObject({ state: 'done', metadata: {} })
    expect(await look('zero.heic', Buffer.concat([ftyp, Buffer.from('\0\0\0\0meta\0\0\0\0', 'latin1')]))).toMatchObject(
      { state: 'done', metadata: {} },
    )
  })
  it('a PDF of deeply nested arrays', async () => {
    const arrays = '['.repeat(200_000)
    const nested = `%PDF-1.4\n1 0 obj <</Type /Catalog /Pages ${arrays}>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF`
    expect(await look('nested.pdf', nested)).toEqual(damaged)
  })
})

describe('claims', () => {
  /** A file of 3 GB with holes, of which only the head is written. */
  async function sparse(name: string, head: string): Promise<ExtractResult> {
    const path = join(dir, name)
    await writeFile(path, Buffer.from(head, 'latin1'))
    await truncate(path, 3e9)
    const { stamp, size } = await fileStamp(path)
    const wary = new Extractor({ limits: { deadlineMs: 3000, heapMb: 256, memoryMb: 500 } })
    const result = await wary.extract({ path, size, stamp, thumbnail: true })
    await wary.close()
    await rm(path)
    return result
  }
  it('tags that claim gigabytes, in files that have them, end no process', async () => {
    expect(await sparse('a.wav', 'RIFF\xff\xff\xff\xafWAVELIST\xf0\xff\xff\xafINFOINAM\x00\xff\xff\xaf')).toMatchObject(
      { state: 'none' },
    )
    expect(await sparse('a.mp3', 'ID3\x03\0\0\x7f\x7f\x7f\x7fAPIC\x0f\xff\xff\xf0\0\0')).toMatchObject({
      state: 'none',
    })
    expect(await sparse('a.mp4', '\0\0\0\x10ftypisom\0\0\0\0\xb0\0\0\0moov\xaf\xff\xff\xf0mvhd')).toMatchObject({
      state: 'none',
    })
    expect(await sparse('a.mkv', '\x1a\x45\xdf\xa3\x01\0\0\0\xb0\0\0\0')).toMatchObject({ state: 'none' })
  }, 60_000)
})

describe('text that lies', () => {
  it('tags with turned and hidden text come out clean', async () => {
    const result = await look(
      'lies.mp3',
      mp3({ TIT2: 'song\u202egpj.exe', TPE1: 'x'.repeat(100_000), TALB: '\u0000\u0007' }),
    )
    expect(result).toMatchObject({ state: 'done', metadata: { title: 'songgpj.exe', artist: 'x'.repeat(96) } })
    expect(result.state === 'done' && 'album' in result.metadata).toBe(false)
  })
})

describe('broken files', () => {
  it('cut anywhere or with changed bytes: an answer each time, and the worker lives', async () => {
    const cover = await png(20, 20)
    const whole: [string, Buffer][] = [
      ['a.mp3', mp3({ TIT2: 'x' }, 10, cover)],
      ['a.flac', flac({ TITLE: 'x' }, 5)],
      ['a.mp4', mp4({ title: 'x', seconds: 5, width: 64, height: 64 })],
      ['a.mkv', matroska({ type: 'matroska', title: 'x', seconds: 5, width: 64, height: 64 })],
      ['a.jpg', await photo(64, 48)],
      ['a.png', cover],
      ['a.pdf', await pdf({ title: 'x', author: 'y', text: 'z', pages: 1 })],
      ['a.epub', epub({ title: 'x', author: 'y', text: 'z', cover })],
      ['a.docx', openXml('docx', 'x', 'y', 'z')],
      ['a.odt', odt('x', 'y', 'z')],
      ['a.tar', await tar({ a: 'b' })],
      ['a.zip', zip([{ name: 'a', data: 'b' }])],
    ]
    const random = seededRandom(3)
    let done = 0
    for (let round = 0; round < perTier(4, 12); round++) {
      for (const [name, bytes] of whole) {
        const broken = Buffer.from(round % 2 === 0 ? bytes.subarray(0, random.int(bytes.byteLength)) : bytes)
        for (let change = round % 2 === 0 ? 0 : 1 + random.int(8); change > 0 && broken.byteLength > 0; change--)
          broken[random.int(broken.byteLength)] = random.int(256)
        const result = await look(`${round}-${name}`, broken)
        if (result.state === 'changed' || result.state === 'unreadable')
          throw new Error(`${round} ${name}: ${result.state}`)
        if (result.state === 'done') expect(cutMetadata(result.metadata)).toEqual(result.metadata)
        if (result.state === 'done') done++
      }
    }
    expect(done).toBeGreaterThan(perTier(6, 20))
  }, 120_000)
})
