import type { Sharp } from 'sharp'

/** Longest side of a thumbnail, in pixels. */
export const THUMBNAIL_SIDE = 256
/** Bytes that one thumbnail may take. */
const THUMBNAIL_BYTES = 48 * 1024
/** Pictures of more pixels are not opened: one would take 4 bytes a pixel. */
const MAX_PIXELS = 80_000_000
const SECONDS = 8

/**
 * What libvips may open: ordinary pictures. All else of its many readers stays shut; that of drawings opens for
 * `renderSvg` alone.
 */
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
  return sharp(input, {
    limitInputPixels: MAX_PIXELS,
    failOn: 'error',
    sequentialRead: true,
    pages: 1,
    unlimited: false,
  })
}

const DRAWINGS = { operation: ['VipsForeignLoadSvg'] }
/**
 * Drawings are drawn at the size of the thumbnail; one that claims to be larger than this all the same is not drawn.
 */
const MAX_DRAWN = 4_000_000
/** Dots an inch at which a pixel of the drawing is one of the picture, and the bounds of what may be asked for. */
const [DENSITY, LEAST_DENSITY, MAX_DENSITY] = [72, 1, 2400]

/**
 * Draws an SVG that has been looked through already; `longest` is its longer side in pixels. librsvg gets the text
 * alone, without a place that files could be read from, and its reader is open only as long as this one is drawn:
 * another file that only calls itself a PNG finds it shut. Throws where it is no drawing, or too large a one.
 */
export async function renderSvg(text: string, longest?: number): Promise<Uint8Array> {
  const sharp = await (loaded ??= load())
  const density = longest
    ? Math.min(MAX_DENSITY, Math.max(LEAST_DENSITY, (DENSITY * THUMBNAIL_SIDE) / longest))
    : DENSITY
  sharp.unblock(DRAWINGS)
  try {
    return await sharp(Buffer.from(text), { density, limitInputPixels: MAX_DRAWN, failOn: 'error' })
      .png()
      .timeout({ seconds: SECONDS })
      .toBuffer()
  } finally {
    sharp.block(DRAWINGS)
  }
}

/**
 * A small WebP of a picture, turned as it is to be seen; null where it cannot be made small enough. Throws where it is
 * no picture.
 */
export async function makeThumbnail(input: string | Uint8Array): Promise<Uint8Array | null> {
  for (const quality of [75, 40]) {
    const picture = await openPicture(input)
    const bytes = await picture
      .autoOrient()
      .resize(THUMBNAIL_SIDE, THUMBNAIL_SIDE, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality, effort: 3 })
      .timeout({ seconds: SECONDS })
      .toBuffer()
    if (bytes.byteLength <= THUMBNAIL_BYTES) return bytes
  }
  return null
}
