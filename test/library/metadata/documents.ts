// Books, office documents, pictures and archives, made on the spot.
import { buffer } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import { PDFDocument, StandardFonts } from 'pdf-lib'
import sharp from 'sharp'
import { pack } from 'tar-stream'
import { zip } from './containers.ts'

const xml = (body: string): string => `<?xml version="1.0" encoding="UTF-8"?>\n${body}`

export function png(width: number, height: number): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#3366cc' } })
    .png()
    .toBuffer()
}

/** A photo as a camera writes it: turned, dated, and with the place where it was taken. */
export function photo(width: number, height: number): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#cc6633' } })
    .withExif({
      IFD0: { Make: 'Nikon Corporation', Model: 'Nikon Z 6', ImageDescription: 'Harbour at dusk', Orientation: '6' },
      IFD2: { DateTimeOriginal: '2021:07:04 18:30:15', OffsetTimeOriginal: '+09:00' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '35/1 41/1 22/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '139/1 41/1 30/1',
      },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
}

export async function pdf({
  title,
  author,
  text,
  pages,
}: {
  title: string
  author: string
  text: string
  pages: number
}): Promise<Buffer> {
  const document = await PDFDocument.create()
  document.setTitle(title)
  document.setAuthor(author)
  document.setCreationDate(new Date(Date.UTC(2019, 4, 1)))
  const font = await document.embedFont(StandardFonts.Helvetica)
  for (let i = 0; i < pages; i++)
    document.addPage([300, 400]).drawText(i === 0 ? text : `page ${i + 1}`, { x: 20, y: 350, size: 18, font })
  return Buffer.from(await document.save())
}

export function epub({
  title,
  author,
  text,
  cover,
}: {
  title: string
  author: string
  text: string
  cover?: Uint8Array
}): Buffer {
  const opf = `<package xmlns="http://www.idpf.org/2007/opf" version="3.0">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:title id="t">${title}</dc:title><dc:creator>${author}</dc:creator><dc:date>1906-01-01</dc:date></metadata>
    <manifest><item id="c1" href="text/one.xhtml" media-type="application/xhtml+xml"/>
<item id="cover" href="cover.png" media-type="image/png" properties="cover-image"/></manifest>
    <spine><itemref idref="c1"/></spine></package>`
  return zip([
    { name: 'mimetype', data: 'application/epub+zip' },
    {
      name: 'META-INF/container.xml',
      data: xml('<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'),
    },
    { name: 'OEBPS/book.opf', data: xml(opf) },
    {
      name: 'OEBPS/text/one.xhtml',
      data:
        `<!DOCTYPE html><html><head><title>x</title><style>p { color: red }</style></head>` +
        `<body><h1>${title}</h1><p>${text}</p></body></html>`,
    },
    ...(cover ? [{ name: 'OEBPS/cover.png', data: cover }] : []),
  ])
}

const core = (title: string, author: string): string =>
  xml(
    `<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:title>${title}</dc:title>` +
      `<dc:creator>${author}</dc:creator>` +
      `<dcterms:created xsi:type="dcterms:W3CDTF">2020-02-03T04:05:06Z</dcterms:created></cp:coreProperties>`,
  )

/** A Word, Excel or PowerPoint file with what says what it is about. */
export function openXml(kind: 'docx' | 'xlsx' | 'pptx', title: string, author: string, text: string): Buffer {
  const part = { docx: 'word/document.xml', xlsx: 'xl/sharedStrings.xml', pptx: 'ppt/slides/slide1.xml' }[kind]
  const body = {
    docx: `<w:document><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`,
    xlsx: `<sst><si><t>${text}</t></si></sst>`,
    pptx: `<p:sld><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:sld>`,
  }[kind]
  return zip([
    { name: '[Content_Types].xml', data: xml('<Types/>') },
    { name: 'docProps/core.xml', data: core(title, author) },
    { name: 'docProps/app.xml', data: xml('<Properties><Pages>7</Pages></Properties>') },
    { name: part, data: xml(body) },
  ])
}

export function odt(title: string, author: string, text: string): Buffer {
  return zip([
    { name: 'mimetype', data: 'application/vnd.oasis.opendocument.text' },
    {
      name: 'meta.xml',
      data: xml(
        `<office:document-meta xmlns:office="o"><office:meta><dc:title>${title}</dc:title>` +
          `<meta:initial-creator>${author}</meta:initial-creator>` +
          `<meta:creation-date>2018-01-01T00:00:00</meta:creation-date>` +
          `<meta:document-statistic meta:page-count="3"/></office:meta></office:document-meta>`,
      ),
    },
    {
      name: 'content.xml',
      data: xml(
        `<office:document-content><office:body><office:text>` +
          `<text:p>${text}</text:p></office:text></office:body></office:document-content>`,
      ),
    },
  ])
}

export function tar(files: Record<string, string>): Promise<Buffer> {
  const packed = pack()
  for (const [name, content] of Object.entries(files)) packed.entry({ name }, content)
  packed.finalize()
  return buffer(packed as unknown as Readable)
}
