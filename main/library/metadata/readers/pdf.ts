import { readFile } from 'node:fs/promises'
import type { Metadata } from '../../../domain/metadata.ts'
import { type FormatReader, TooLarge } from '../extraction.ts'
import { THUMBNAIL_SIDE } from './picture.ts'

/** Maximum file size; pdf.js needs the whole file in memory. */
const MAX_BYTES = 96 * 1024 * 1024
const TEXT_CHARS = 1024
/** Maximum number of pages read for text; many books begin with pictures. */
const TEXT_PAGES = 5

type Pdf = Awaited<ReturnType<typeof import('unpdf').getDocumentProxy>>

async function beginning(pdf: Pdf): Promise<string> {
  let text = ''
  for (let number = 1; number <= Math.min(pdf.numPages, TEXT_PAGES) && text.length < TEXT_CHARS; number++) {
    const { items } = await (await pdf.getPage(number)).getTextContent()
    for (const item of items) {
      if ('str' in item) text += item.str + (item.hasEOL ? ' ' : '')
      if (text.length >= TEXT_CHARS) break
    }
    text += ' '
  }
  return text.slice(0, TEXT_CHARS)
}

/** Renders the first page at thumbnail size. */
async function drawFirstPage(pdf: Pdf): Promise<Uint8Array> {
  const { createCanvas } = await import('@napi-rs/canvas')
  const page = await pdf.getPage(1)
  const { width, height } = page.getViewport({ scale: 1 })
  // A page may claim any shape; bounding both sides bounds the canvas.
  const viewport = page.getViewport({ scale: THUMBNAIL_SIDE / Math.max(width, height, 1) })
  const canvas = createCanvas(Math.max(1, Math.ceil(viewport.width)), Math.max(1, Math.ceil(viewport.height)))
  const context = canvas.getContext('2d')
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  await page.render({
    canvas: canvas as unknown as HTMLCanvasElement,
    canvasContext: context as unknown as CanvasRenderingContext2D,
    viewport,
  }).promise
  return canvas.encode('png')
}

const words = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined

/** Reads PDF: title, author, year, number of pages, the beginning of the text, and the first page as picture. */
export const readPdf: FormatReader = async ({ path, size, thumbnail }) => {
  if (size > MAX_BYTES) throw new TooLarge(`${size} bytes`)
  const { createIsomorphicCanvasFactory, getDocumentProxy } = await import('unpdf')
  // Without a canvas on this system there is no picture, but everything else.
  const CanvasFactory = thumbnail
    ? await createIsomorphicCanvasFactory(() => import('@napi-rs/canvas')).catch(() => undefined)
    : undefined
  const pdf = await getDocumentProxy(new Uint8Array(await readFile(path)), {
    verbosity: 0,
    maxImageSize: 16_000_000,
    ...(CanvasFactory && { CanvasFactory }),
  })
  try {
    const { info } = (await pdf.getMetadata().catch(() => ({ info: {} }))) as { info: Record<string, unknown> }
    const year = /^D:(\d{4})/.exec(words(info.CreationDate) ?? '')?.[1]
    const metadata: Metadata = {
      title: words(info.Title),
      author: words(info.Author),
      year: year ? Number(year) : undefined,
      pages: pdf.numPages,
    }
    metadata.text = await beginning(pdf).catch(() => undefined)
    const picture = CanvasFactory ? await drawFirstPage(pdf).catch(() => undefined) : undefined
    return { metadata, ...(picture && { picture }) }
  } finally {
    await pdf.loadingTask.destroy()
  }
}
