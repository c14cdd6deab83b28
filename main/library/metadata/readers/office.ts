import type { Metadata } from '../../../domain/metadata.ts'
import type { FormatReader } from '../extraction.ts'
import { textOfMarkup } from './plain-text.ts'
import { at, MAX_XML_BYTES, parseXml, textOf, yearOf, attribute, type XmlNode } from './xml.ts'
import { ZipReader } from './zip.ts'

const TEXT_CHARS = 1024
/** Maximum bytes read of a text part; styles may come first. */
const RECEIPT_INTERVAL_BYTES = 512 * 1024
const THUMBNAIL_BYTES = 4 * 1024 * 1024

/** Parts that contain the text, by kind of document. */
const TEXT_PARTS = [
  /^word\/document\.xml$/,
  /^ppt\/slides\/slide[1-3]\.xml$/,
  /^xl\/sharedStrings\.xml$/,
  /^content\.xml$/,
]

/** A small part as a tree; undefined if it is missing or damaged, as other parts may be fine. */
async function tree(zip: ZipReader, name: string): Promise<XmlNode> {
  const bytes = await zip.read(name, MAX_XML_BYTES, true)
  return bytes ? parseXml(bytes) : {}
}

const first = (node: XmlNode, ...path: string[]): string | undefined => textOf(at(node, ...path)[0])

/** Office Open XML (ECMA-376): core properties, and the application's number of pages or slides. */
async function openXml(zip: ZipReader): Promise<Metadata> {
  const core = await tree(zip, 'docProps/core.xml')
  const app = await tree(zip, 'docProps/app.xml')
  const pages = Number(first(app, 'Properties', 'Pages') ?? first(app, 'Properties', 'Slides'))
  return {
    title: first(core, 'coreProperties', 'title'),
    author: first(core, 'coreProperties', 'creator'),
    genre: first(core, 'coreProperties', 'subject'),
    year: yearOf(first(core, 'coreProperties', 'created')),
    pages: Number.isNaN(pages) ? undefined : pages,
  }
}

/** OpenDocument (ISO 26300): meta.xml. */
async function openDocument(zip: ZipReader): Promise<Metadata> {
  const [meta = {}] = at(await tree(zip, 'meta.xml'), 'document-meta', 'meta')
  const statistic = at(meta, 'document-statistic')[0]
  const pages = Number(statistic && attribute(statistic, 'page-count'))
  return {
    title: first(meta, 'title'),
    author: first(meta, 'initial-creator') ?? first(meta, 'creator'),
    genre: first(meta, 'subject'),
    year: yearOf(first(meta, 'creation-date') ?? first(meta, 'date')),
    pages: Number.isNaN(pages) ? undefined : pages,
  }
}

/**
 * Reads Word, Excel, PowerPoint and OpenDocument files: core properties, the beginning of the text, and the embedded
 * thumbnail if there is one.
 */
export const readOffice: FormatReader = async ({ path, thumbnail }) => {
  const zip = await ZipReader.open(path)
  try {
    const open = zip.has('meta.xml') || zip.has('content.xml')
    if (!open && !zip.has('[Content_Types].xml')) throw new Error('no office document')
    const metadata = await (open ? openDocument(zip) : openXml(zip))
    let text = ''
    for (const name of zip.names.filter((part) => TEXT_PARTS.some((pattern) => pattern.test(part))).sort()) {
      const part = await zip.read(name, RECEIPT_INTERVAL_BYTES, false)
      if (part) text += `${textOfMarkup(new TextDecoder().decode(part), TEXT_CHARS)} `
      if (text.length >= TEXT_CHARS) break
    }
    metadata.text = text
    const name = thumbnail
      ? ['Thumbnails/thumbnail.png', 'docProps/thumbnail.jpeg', 'docProps/thumbnail.png'].find((one) => zip.has(one))
      : undefined
    const picture = name && (await zip.read(name, THUMBNAIL_BYTES, true).catch(() => null))
    return { metadata, ...(picture && { picture }) }
  } finally {
    zip.close()
  }
}
