import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { Metadata } from '../../../domain/metadata.ts'
import type { FormatReader } from '../extraction.ts'
import { MAX_ZIP_ENTRIES, ZipReader } from './zip.ts'

/** Maximum length of the text made of names, in characters. */
const NAMES_CHARS = 1024
/** A tar file has no directory; it is read up to this many unpacked bytes. */
const MAX_TAR_BYTES = 512 * 1024 * 1024

/** The first names, as searchable text. */
function listing(names: readonly string[]): string {
  let text = ''
  for (const name of names) {
    if (text.length > NAMES_CHARS) break
    text += (text === '' ? '' : ', ') + name
  }
  return text.slice(0, NAMES_CHARS)
}

/** Reads zip files and formats based on them: the number of files, and the first names. */
export const readZip: FormatReader = async ({ path }) => {
  const zip = await ZipReader.open(path, 100)
  zip.close()
  const metadata: Metadata = { text: listing(zip.names) }
  if (zip.files < MAX_ZIP_ENTRIES) metadata.entries = zip.files
  return { metadata }
}

/** Thrown to stop reading early; not an error of the file. */
class Enough extends Error {}

/** Reads tar files, gzipped or not: the number of files (if the end was reached), and the first names. */
export const readTar: FormatReader = async ({ path }) => {
  const { extract } = await import('tar-stream')
  const gzipped = /\.(?:tgz|gz)$/i.test(path)
  const names: string[] = []
  let [files, bytes, whole] = [0, 0, true]
  const walk = extract()
  walk.on('entry', (header, stream, next) => {
    if (header.type === 'file' || header.type === 'contiguous-file') {
      files++
      if (names.length < 100) names.push(header.name)
    }
    stream.on('end', () => next(files >= MAX_ZIP_ENTRIES ? new Enough() : null))
    stream.resume()
  })
  const counted = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const part of source) {
      bytes += part.byteLength
      if (bytes > MAX_TAR_BYTES) throw new Enough()
      yield part
    }
  }
  const source = createReadStream(path, { highWaterMark: 256 * 1024 })
  try {
    const sink = walk as unknown as NodeJS.WritableStream
    await (gzipped ? pipeline(source, createGunzip(), counted, sink) : pipeline(source, counted, sink))
  } catch (error) {
    if (!(error instanceof Enough)) throw error
    whole = false
  }
  if (files === 0) throw new Error('no tar file')
  return { metadata: { text: listing(names), ...(whole && { entries: files }) } }
}
