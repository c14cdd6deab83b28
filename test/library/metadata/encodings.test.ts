import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { cutMetadata, type Metadata } from '../../../main/domain/metadata.ts'
import { fileStamp } from '../../../main/library/hashing/hasher.ts'
import { Extractor } from '../../../main/library/metadata/extractor.ts'
import { detectLatin1, detectText } from '../../../main/library/metadata/readers/detect-encoding.ts'
import { ANN, Fixture, root } from '../../search/fixture.ts'
import { latin1, mp3, zip } from './containers.ts'

const TEXTS = new URL('../../fixtures/texts/', import.meta.url)
interface Text {
  file: string
  encoding: string
  title: string
  typed: string[]
}
const texts = JSON.parse(await readFile(new URL('index.json', TEXTS), 'utf8')) as Text[]

let dir: string
const extractor = new Extractor()
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hyoban-encodings-'))
})
afterAll(async () => {
  await extractor.close()
  await rm(dir, { recursive: true, force: true })
})

async function metadataOf(name: string, bytes: Uint8Array): Promise<Metadata> {
  const path = join(dir, name)
  await writeFile(path, bytes)
  const { stamp, size } = await fileStamp(path)
  const result = await extractor.extract({ path, size, stamp, thumbnail: false })
  if (result.state !== 'done') throw new Error(JSON.stringify(result))
  return result.metadata
}
const hex = (digits: string): Buffer => Buffer.from(digits, 'hex')

describe('texts of 21 languages in 17 encodings', () => {
  let at: Fixture
  beforeEach(() => {
    at = new Fixture()
  })
  afterEach(() => at.end())

  test('there are 40', () => expect(texts).toHaveLength(40))

  test.each(texts)('$file is read, and found by what its reader types', async ({ file, title, typed }) => {
    const metadata = await metadataOf(file, await readFile(new URL(file, TEXTS)))
    expect(metadata.title).toBe(cutMetadata({ title }).title)
    at.add(ANN, { type: 'put', path: 'texts/1.txt', entry: { root: root(1), size: 1, modified: 1, metadata } })
    at.add(ANN, { type: 'put', path: 'texts/2.txt', entry: { root: root(2), size: 1, modified: 1 } })
    for (const text of typed) expect([text, at.names(text)]).toEqual([text, ['1.txt']])
  })
})

describe('tags that claim to be Latin-1', () => {
  test.each([
    ['Shift_JIS', '8e638d9382c893568e6782cc8365815b835b', '残酷な天使のテーゼ', '8d828bb4976d8e71', '高橋洋子'],
    ['windows-1251', 'c3f0f3efefe020eaf0eee2e8', 'Группа крови', 'cae8edee', 'Кино'],
    ['GBK', 'd4c2c1c1b4fab1edced2b5c4d0c4', '月亮代表我的心', 'b5cbc0f6befd', '邓丽君'],
    ['EUC-KR', 'b0adb3b2bdbac5b8c0cf', '강남스타일', '4b2d506f70', 'K-Pop'],
    ['windows-1250', '537ae97020f5737a69206e6170', 'Szép őszi nap', '4d61726961', 'Maria'],
    ['windows-1252', '4c92e974e920696e6469656e', 'L’été indien', '4e6feb6c', 'Noël'],
    ['windows-1252', '46fc7220456c697365', 'Für Elise', '427261686d73', 'Brahms'],
    ['UTF-8', 'c581c3b364c5ba', 'Łódź', '4b696e6f', 'Kino'],
  ])('%s', async (encoding, title, readTitle, artist, readArtist) => {
    const bytes = mp3({ TIT2: latin1(hex(title)), TPE1: latin1(hex(artist)) })
    const found = await metadataOf(`${encoding}.mp3`, bytes)
    expect([found.title, found.artist]).toEqual([readTitle, readArtist])
  })

  test('nothing is published that is not certain; what is ASCII stays', async () => {
    const found = await metadataOf('short.mp3', mp3({ TIT2: latin1(hex('8f74')), TPE1: latin1(Buffer.from('Ada')) }))
    expect([found.title, found.artist]).toEqual([undefined, 'Ada'])
  })

  test('Unicode tags are left alone', async () => {
    const found = await metadataOf('unicode.mp3', mp3({ TIT2: 'Ça plane – déjà vu', TPE1: 'Ænima' }))
    expect([found.title, found.artist]).toEqual(['Ça plane – déjà vu', 'Ænima'])
  })

  test('two titles stay two words', async () => {
    const bytes = mp3({ TIT2: 'Summer\0Winter', TPE1: latin1(Buffer.from('One\0Two')) })
    // ID3v2.4: NUL separates values
    bytes[3] = 4
    const { title, artist } = await metadataOf('two.mp3', bytes)
    expect(`${title} ${artist}`).not.toMatch(/SummerWinter|OneTwo/)
    expect(title).toBe('Summer / Winter')
    expect(cutMetadata({ title: 'Summer\0Winter' }).title).toBe('Summer Winter')
  })
})

test('names in an archive of old programs are read together', async () => {
  const { text } = await metadataOf(
    'old.zip',
    zip([
      { name: hex('8eca905e2f89c48b7882dd82cc8e7682a28f6f2e747874'), data: 'x' },
      { name: hex('8eca905e2f89d489ce91e589ef2e747874'), data: 'y' },
      { name: 'readme.txt', data: 'z' },
    ]),
  )
  expect(text).toBe('写真/夏休みの思い出.txt, 写真/花火大会.txt, readme.txt')
})

test('HTML is read in the encoding that it declares', async () => {
  const page = Buffer.concat([
    Buffer.from('<html><head><meta charset="windows-1250"><title>'),
    hex('8c7769ea7461206e6f63'),
    Buffer.from('</title></head><p>x</p></html>'),
  ])
  expect((await metadataOf('page.html', page)).title).toBe('Święta noc')
})

test('a text whose encoding is not certain has no title, and only words that are the same in all of them', async () => {
  const { title, text } = await metadataOf('short.txt', Buffer.concat([hex('8f74'), Buffer.from(' plain words')]))
  expect(title).toBeUndefined()
  expect(text).toBe('plain words')
})

test('the language of the user decides where several encodings are likely', async () => {
  const spring = hex('babdb3af')
  expect((await detectText(spring, 'ko-KR'))?.text).toBe('봄날')
  expect((await detectText(spring, 'en-GB'))?.sure).toBe(false)
  const polish = hex('8c7769ea7461206e6f63')
  expect(await detectLatin1(polish, 'pl-PL')).toMatchObject({ text: 'Święta noc', sure: true })
})
