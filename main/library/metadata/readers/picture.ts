import type { Sharp } from 'sharp'

/** Longest side of a thumbnail, in pixels. */
export const THUMBNAIL_SIDE = 256
/** Maximum size of a thumbnail, in bytes. */
const THUMBNAIL_BYTES = 48 * 1024
/** Pictures with more pixels are not opened; decoding takes 4 bytes per pixel. */
const MAX_PIXELS = 80_000_000
const SECONDS = 8

/**
 * Loaders that libvips may use: those of common pictures. All others are blocked; that for SVG is unblocked only during
 * `renderSvg`.
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

/** Opens a picture (path or bytes) without decoding it. */
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
/** Drawings are rendered at thumbnail size; one that still comes out larger than this is not rendered. */
const MAX_DRAWN = 4_000_000
/** Dots per inch at which one pixel of the drawing is one of the picture, and its bounds. */
const [DENSITY, LEAST_DENSITY, MAX_DENSITY] = [72, 1, 2400]

/**
 * Renders an SVG that has been checked already; `longest` is its longer side in pixels. librsvg gets only the text,
 * without a base path that files could be read from. Its loader is unblocked only meanwhile, so that an SVG disguised
 * as a PNG is never opened. Throws if it is not a drawing, or too large.
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
 * A WebP thumbnail of a picture, rotated as displayed; null if it cannot be made small enough. Throws if it is not a
 * picture.
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
