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
  /** The file around an input, for formats whose outside says little. */
  file?: (input: Buffer) => Uint8Array
}

/** Files of strangers: a reader may refuse a damaged one, but not take long, and its fields fit into a catalogue. */
function fileTarget({ extension, read, seeds, words = [], file = (input) => input }: FileReader): FuzzTarget {
  const path = join(folder, `input.${extension}`)
  return {
    name: `file-${extension}`,
    maxBytes: 4000,
    seeds: () => seeds().map((seed) => Buffer.from(seed)),
    words,
    async run(input) {
      const bytes = file(input)
      await writeFile(path, bytes)
      const job = { path, size: bytes.byteLength, stamp: '', thumbnail: false }
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
const OPF =
  '<package><metadata><dc:title>T</dc:title><dc:creator>A</dc:creator><dc:date>1906</dc:date></metadata><manifest>' +
  '<item id="c" href="a.xhtml"/></manifest><spine><itemref idref="c"/></spine></package>'
const CONTAINER = '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>'
const CORE = '<cp:coreProperties><dc:title>T</dc:title><dc:creator>A</dc:creator></cp:coreProperties>'

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
