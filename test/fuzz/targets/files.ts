import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cutMetadata } from '../../../main/domain/metadata.ts'
import { encodeMetadata } from '../../../main/domain/metadata-codec.ts'
import type { FormatReader } from '../../../main/library/metadata/extraction.ts'
import { readTar, readZip } from '../../../main/library/metadata/readers/archive.ts'
import { readAvi } from '../../../main/library/metadata/readers/avi.ts'
import { readEpub } from '../../../main/library/metadata/readers/epub.ts'
import { readHeic } from '../../../main/library/metadata/readers/heic.ts'
import { readImage } from '../../../main/library/metadata/readers/image.ts'
import { readMedia } from '../../../main/library/metadata/readers/media.ts'
import { readOffice } from '../../../main/library/metadata/readers/office.ts'
import { readPdf } from '../../../main/library/metadata/readers/pdf.ts'
import { readSvg } from '../../../main/library/metadata/readers/svg.ts'
import { readText } from '../../../main/library/metadata/readers/text.ts'
import { flac, heic, mp3, zip } from '../../library/metadata/containers.ts'
import type { FuzzTarget } from '../target.ts'

/** Markup, and what drawings and books are made of. */
const MARKUP = ['<', '>', '</', '/>', '"', '&amp;', '&#', ' id="a"', '<g>', 'href="#a"', 'url(#a)', '<!--', ']]>', '<?']

const folder = mkdtempSync(join(tmpdir(), 'hyoban-fuzz-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

interface FileReader {
  extension: string
  read: FormatReader
  seeds: () => (Uint8Array | string)[]
  words?: readonly string[]
  /** Whether a picture is drawn, too. */
  thumbnail?: boolean
  /** The file around an input, for formats whose outside says little. */
  file?: (input: Buffer) => Uint8Array
}

/** Files of strangers: a reader may refuse a damaged one, but not take long, and its fields fit into a catalogue. */
function fileTarget({
  extension,
  read,
  seeds,
  words = [],
  thumbnail = false,
  file = (input) => input,
}: FileReader): FuzzTarget {
  const path = join(folder, `input.${extension}`)
  return {
    name: `file-${extension}`,
    maxBytes: 4000,
    seeds: () => seeds().map((seed) => Buffer.from(seed)),
    words,
    async run(input) {
      const bytes = file(input)
      await writeFile(path, bytes)
      const job = { path, size: bytes.byteLength, stamp: '', thumbnail }
      const found = await read(job).catch(() => null)
      if (found) encodeMetadata(cutMetadata(found.metadata))
    },
  }
}

const svg = (inside: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="1e1">${inside}</svg>`
const chunk = (type: string, body: Buffer): Buffer => {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(body.length)
  return Buffer.concat([Buffer.from(type), length, body])
}
const avi = (): Buffer => {
  const header = Buffer.alloc(56)
  header.writeUInt32LE(40_000, 0)
  header.writeUInt32LE(250, 16)
  const list = chunk('LIST', Buffer.concat([Buffer.from('hdrl'), chunk('avih', header)]))
  const info = chunk('LIST', Buffer.concat([Buffer.from('INFO'), chunk('INAM', Buffer.from('A film\0'))]))
  return chunk('RIFF', Buffer.concat([Buffer.from('AVI '), list, info]))
}
/** A document of one page, without a table of its objects: pdf.js looks for them. */
const pdf = (page: string, ...objects: string[]): string =>
  [
    '%PDF-1.7',
    '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
    '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj',
    `3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]${page}>>endobj`,
    ...objects.map((object, n) => `${4 + n} 0 obj${object}endobj`),
    'trailer<</Root 1 0 R/Info<</Title(T)/Author(A)/CreationDate(D:19060102)>>>>',
    '%%EOF',
  ].join('\n')
const stream = (body: string, entries = ''): string => `<<${entries}/Length ${body.length}>>stream\n${body}\nendstream `
const OPF =
  '<package><metadata><dc:title>T</dc:title><dc:creator>A</dc:creator><dc:date>1906</dc:date></metadata><manifest>' +
  '<item id="c" href="a.xhtml"/></manifest><spine><itemref idref="c"/></spine></package>'
const CONTAINER = '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>'
const CORE = '<cp:coreProperties><dc:title>T</dc:title><dc:creator>A</dc:creator></cp:coreProperties>'

const FONT = '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'
const PDF_WORDS = [
  ...['obj', 'endobj', 'stream\n', 'endstream', 'trailer', 'startxref', 'xref\n0 9\n', ' 0 R', '<<', '>>', '[', ']'],
  ...['/Kids', '/Count 999999999', '/Prev 9', '/Encrypt', '/ObjStm', '/XRef', '/Filter/FlateDecode', '/ASCIIHexDecode'],
  ...['/Filter/JBIG2Decode', '/Filter/JPXDecode', '/Filter/DCTDecode', '/Filter/LZWDecode', '/Filter/RunLengthDecode'],
  ...[
    '/Subtype/Form',
    '/SMask',
    '/Shading',
    '/ShadingType 4',
    '/Type3',
    '/ToUnicode',
    '/FontFile3',
    '/Function',
    ' Do',
  ],
  ...['99999999', '-1', '1e9', '0.0001', ' q ', ' Q ', ' cm ', ' sh ', ' W n ', ' Tj', ' BT ', '/XStep .001'],
]

export const fileTargets: FuzzTarget[] = [
  fileTarget({
    extension: 'svg',
    read: readSvg,
    seeds: () => [
      svg('<title>T</title><desc>D</desc><path d="M0 0 L1e3 1"/>'),
      svg('<g id="a"><use href="#a"/></g><rect filter="url(#f)" opacity=".5"/><filter id="f"><feBlend/></filter>'),
    ],
    words: MARKUP,
  }),
  fileTarget({
    extension: 'md',
    read: readText,
    seeds: () => [
      '---\ntitle: "T"\n---\n# Heading\n\n[a](b) *c*\n',
      'One\n===\n```\n# no\n```\n',
      Buffer.from([0xff, 0xfe, 65, 0]),
    ],
    words: ['---\n', 'title:', '# ', '```', '===', '](', '![', '\r\n', '\u0085'],
  }),
  fileTarget({
    extension: 'html',
    read: readText,
    seeds: () => ['<html><head><title>T &amp; U</title><script>x<y</script></head><body><p>a<b>c</b></body></html>'],
    words: [...MARKUP, '<script>', '<title>', '<style', '&lt;', '&#x1f600;', '</head'],
  }),
  fileTarget({
    extension: 'pdf',
    read: readPdf,
    thumbnail: true,
    seeds: () => [
      pdf('/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>', stream('BT /F 12 Tf 10 50 Td (Text) Tj ET'), FONT),
      pdf('/Contents 4 0 R', stream('q 1 0 0 RG 2 w 0 0 m 9 9 l S 5 5 20 20 re f Q')),
      pdf(
        '/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>',
        stream('20 0 0 20 0 0 cm /I Do'),
        stream('\xff\0', '/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8'),
      ),
      pdf(
        '/Contents 4 0 R/Resources<</Pattern<</P 5 0 R>>>>',
        stream('/Pattern cs /P scn 0 0 90 90 re f'),
        stream('0 0 1 1 re f', '/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 2 2]/XStep 2/YStep 2'),
      ),
    ],
    words: PDF_WORDS,
  }),
  fileTarget({
    extension: 'avi',
    read: readAvi,
    seeds: () => [avi()],
    words: ['LIST', 'avih', 'strh', 'strf', 'vids', 'INFO'],
  }),
  fileTarget({
    extension: 'heic',
    read: readHeic,
    seeds: () => [heic(400, 300, true)],
    words: ['meta', 'iprp', 'ipco', 'ispe', 'irot', 'ftyp'],
  }),
  fileTarget({
    extension: 'mp3',
    read: readMedia,
    seeds: () => [mp3({ TIT2: 'T', TPE1: 'A', TLEN: '1000' }, 1)],
    words: ['TIT2', 'APIC', 'ID3'],
  }),
  fileTarget({ extension: 'flac', read: readMedia, seeds: () => [flac({ TITLE: 'T' }, 3)], words: ['TITLE=', 'fLaC'] }),
  fileTarget({
    extension: 'jpg',
    read: readImage,
    seeds: () => [Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex')],
    words: ['Exif\0\0', 'MM\0*', 'II*\0'],
  }),
  fileTarget({
    extension: 'zip',
    read: readZip,
    seeds: () => [zip([{ name: 'a/b.txt', data: 'x' }])],
    words: ['PK\x01\x02', 'PK\x05\x06'],
  }),
  fileTarget({
    extension: 'tar',
    read: readTar,
    seeds: () => [Buffer.alloc(1024)],
    words: ['ustar\0', 'a.txt\0', '0000644\0'],
  }),
  fileTarget({
    extension: 'docx',
    read: readOffice,
    seeds: () => [CORE],
    words: MARKUP,
    file: (input) =>
      zip([
        { name: '[Content_Types].xml', data: '<Types/>' },
        { name: 'docProps/core.xml', data: input },
        { name: 'word/document.xml', data: input },
      ]),
  }),
  fileTarget({
    extension: 'epub',
    read: readEpub,
    seeds: () => [OPF],
    words: [...MARKUP, '%2e%2e/', 'href="', 'idref="'],
    file: (input) =>
      zip([
        { name: 'META-INF/container.xml', data: CONTAINER },
        { name: 'b.opf', data: input },
        { name: 'a.xhtml', data: input },
      ]),
  }),
]
