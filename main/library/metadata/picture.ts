import type { Sharp } from 'sharp'

/** Longest side of a thumbnail, in pixels. */
export const THUMBNAIL_SIDE = 256
/** Bytes that one thumbnail may take. */
export const THUMBNAIL_BYTES = 48 * 1024
/** Pictures of more pixels are not opened: one would take 4 bytes a pixel. */
const MOST_PIXELS = 80_000_000
const SECONDS = 8

/** What libvips may open: ordinary pictures. All else of its many readers stays shut, SVG with its links and entities too. */
const READERS = ['Jpeg', 'Png', 'Webp', 'Heif', 'Tiff', 'Nsgif']

let loaded: Promise<typeof import('sharp').default> | undefined

async function load(): Promise<typeof import('sharp').default> {
  const { default: sharp } = await import('sharp')
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: READERS.map((name) => `VipsForeignLoad${name}`) })
  sharp.cache(false)
  sharp.concurrency(1)
  return sharp
}

/** Opens a picture (path or bytes), not yet decoded. */
export async function openPicture(input: string | Uint8Array): Promise<Sharp> {
  const sharp = await (loaded ??= load())
  return sharp(input, { limitInputPixels: MOST_PIXELS, failOn: 'error', sequentialRead: true, pages: 1, unlimited: false })
}

/** A small WebP of a picture, turned as it is to be seen; null where it cannot be made small enough. Throws where it is no picture. */
export async function makeThumbnail(input: string | Uint8Array): Promise<Uint8Array | null> {
  for (const quality of [75, 40]) {
    const picture = await openPicture(input)
    const bytes = await picture.autoOrient().resize(THUMBNAIL_SIDE, THUMBNAIL_SIDE, { fit: 'inside', withoutEnlargement: true }).webp({ quality, effort: 3 }).timeout({ seconds: SECONDS }).toBuffer()
    if (bytes.byteLength <= THUMBNAIL_BYTES) return bytes
  }
  return null
}
