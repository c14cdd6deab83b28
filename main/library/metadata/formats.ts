import type { FormatReader } from './extraction.ts'

/** Readers are loaded on first use: a node that shares only music never loads pdf.js. */
const READERS: readonly [extensions: string, load: () => Promise<FormatReader>][] = [
  [
    'mp3 flac ogg oga opus m4a m4b aac wav wave aif aiff wma ape wv mka dsf dff mp4 m4v mov mkv webm ' +
      '3gp wmv asf ogv ogm spx mp2 mpc',
    async () => (await import('./readers/media.ts')).readMedia,
  ],
  ['avi divx', async () => (await import('./readers/avi.ts')).readAvi],
  ['jpg jpeg jpe png gif webp avif tif tiff', async () => (await import('./readers/image.ts')).readImage],
  ['svg', async () => (await import('./readers/svg.ts')).readSvg],
  ['heic heif', async () => (await import('./readers/heic.ts')).readHeic],
  ['pdf', async () => (await import('./readers/pdf.ts')).readPdf],
  [
    'txt text md markdown rst tex html htm xhtml srt vtt nfo log org adoc csv tsv',
    async () => (await import('./readers/text.ts')).readText,
  ],
  ['zip jar apk cbz xpi', async () => (await import('./readers/archive.ts')).readZip],
  ['tar tgz', async () => (await import('./readers/archive.ts')).readTar],
  ['epub', async () => (await import('./readers/epub.ts')).readEpub],
  ['docx xlsx pptx odt ods odp', async () => (await import('./readers/office.ts')).readOffice],
]

const byExtension = new Map(
  READERS.flatMap(([extensions, load]) => extensions.split(' ').map((extension) => [extension, load] as const)),
)

function loaderOf(path: string): (() => Promise<FormatReader>) | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  if (name.endsWith('.tar.gz')) return byExtension.get('tgz')
  return byExtension.get(name.slice(name.lastIndexOf('.') + 1))
}

/** True if a reader exists for files of this name. */
export function isSupported(path: string): boolean {
  return loaderOf(path) !== undefined
}

/** The reader for files of this name; undefined for unsupported types. */
export async function readerOf(path: string): Promise<FormatReader | undefined> {
  return loaderOf(path)?.()
}
