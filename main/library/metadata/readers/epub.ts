import { posix } from 'node:path'
import type { Metadata } from '../../../domain/metadata.ts'
import type { FormatReader } from '../extraction.ts'
import { textOfMarkup } from './plain-text.ts'
import { at, attribute, MAX_XML_BYTES, parseXml, textOf, yearOf, type XmlNode } from './xml.ts'
import { ZipReader } from './zip.ts'

const TEXT_CHARS = 1024
/** Maximum number of chapters read for text; the first ones are covers and title pages. */
const CHAPTERS = 6
const CHAPTER_BYTES = 128 * 1024
const COVER_BYTES = 8 * 1024 * 1024

function names(nodes: readonly XmlNode[]): string | undefined {
  return (
    nodes
      .slice(0, 4)
      .map(textOf)
      .filter((name) => name)
      .join(', ') || undefined
  )
}

/** Resolves a link of the book to a path in the archive. */
function target(folder: string, link: string | undefined): string {
  try {
    return posix.normalize(posix.join(folder, decodeURIComponent((link ?? '').split('#')[0] ?? '')))
  } catch {
    return ''
  }
}

/** Reads e-books (EPUB 2 and 3): title, author, year, the beginning of the text, and the cover. */
export const readEpub: FormatReader = async ({ path, thumbnail }) => {
  const zip = await ZipReader.open(path)
  try {
    const container = await zip.read('META-INF/container.xml', MAX_XML_BYTES, true)
    const rootFile =
      container &&
      at(parseXml(container), 'container', 'rootfiles', 'rootfile')
        .map((node) => attribute(node, 'full-path'))
        .find((name) => name)
    const opf = rootFile ? await zip.read(rootFile, MAX_XML_BYTES, true) : null
    if (!rootFile || !opf) throw new Error('no package document')
    const book = parseXml(opf)
    const [about] = at(book, 'package', 'metadata')
    const dublin = (name: string): XmlNode[] => (about ? at(about, name) : [])
    const metadata: Metadata = {
      title: textOf(dublin('title')[0]),
      author: names(dublin('creator')),
      genre: names(dublin('subject')),
      year: yearOf(textOf(dublin('date')[0])),
    }

    const folder = posix.dirname(rootFile)
    const items = at(book, 'package', 'manifest', 'item')
    const byId = new Map(items.map((item) => [attribute(item, 'id'), item]))
    let text = ''
    for (const chapter of at(book, 'package', 'spine', 'itemref').slice(0, CHAPTERS)) {
      if (text.length >= TEXT_CHARS) break
      const item = byId.get(attribute(chapter, 'idref'))
      const page = item && (await zip.read(target(folder, attribute(item, 'href')), CHAPTER_BYTES, false))
      if (page) text += `${textOfMarkup(new TextDecoder().decode(page), TEXT_CHARS)} `
    }
    metadata.text = text
    if (!thumbnail) return { metadata }
    const named = dublin('meta').find((meta) => attribute(meta, 'name') === 'cover')
    const cover =
      items.find((item) => attribute(item, 'properties')?.split(' ').includes('cover-image')) ??
      byId.get(named && attribute(named, 'content'))
    const picture =
      cover && (await zip.read(target(folder, attribute(cover, 'href')), COVER_BYTES, true).catch(() => null))
    return { metadata, ...(picture && { picture }) }
  } finally {
    zip.close()
  }
}
