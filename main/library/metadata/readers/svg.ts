import type { Metadata } from '../../../domain/metadata.ts'
import { TooLarge, type FormatReader } from '../extraction.ts'
import { renderSvg } from './picture.ts'
import { readStart } from './read-part.ts'
import { costOf, MAX_COST } from './svg-cost.ts'
import { at, attribute, MAX_XML_BYTES, parseXml, textOf, type XmlNode } from './xml.ts'

/**
 * Content that would load other files, embed pictures of other formats, draw a marker at each point, or hide any of
 * this behind character references or escapes. Such drawings are not rendered.
 */
const REFUSED = [
  /href\s*=\s*(?:"\s*[^"#\s]|'\s*[^'#\s])/i,
  /url\(\s*["']?\s*[^"'#\s)]/i,
  /@import/i,
  /\\/,
  /&#/,
  /<style[^]*?url\(/i,
  new RegExp(
    String.raw`<\s*(?:[\w.-]+:)?(?:` +
      'fe(?:Turbulence|ConvolveMatrix|Morphology|Image|DiffuseLighting|SpecularLighting)|' +
      String.raw`image|foreignObject|marker)\b`,
    'i',
  ),
]
/** Dashes: tiny dashes on a long line take forever to render, and are invisible in a thumbnail. */
const DASHES = /\bstroke-dasharray\s*(?:=\s*(?:"[^"]*"|'[^']*')|:[^;"']*)/gi

/** Parses a length in pixels: "12", "12.5px"; undefined for percentages and other units. */
function pixels(value: string | undefined): number | undefined {
  const number = Number(/^\s*(\d{1,9}(?:\.\d+)?)\s*(?:px)?\s*$/.exec(value ?? '')?.[1])
  return number > 0 ? number : undefined
}

/** Width and height by the attributes, or else by the view box. */
function sizeOf(drawing: XmlNode): [number, number] | undefined {
  const [width, height] = [pixels(attribute(drawing, 'width')), pixels(attribute(drawing, 'height'))]
  if (width && height) return [width, height]
  const box = (attribute(drawing, 'viewBox') ?? '').trim().split(/[\s,]+/)
  const [wide, high] = [pixels(box[2]), pixels(box[3])]
  return wide && high ? [wide, high] : undefined
}

/** Reads SVG: title, dimensions, the beginning of the text; rendered only if it references nothing external. */
export const readSvg: FormatReader = async ({ path, size, thumbnail }) => {
  if (size > MAX_XML_BYTES) throw new TooLarge('a drawing of so many bytes')
  const bytes = await readStart(path, MAX_XML_BYTES)
  // A document type that declares entities is refused; the usual one does not.
  const text = new TextDecoder().decode(bytes).replace(/<!DOCTYPE\s+svg\s[^[>]*>/i, '')
  const drawing = at(parseXml(new TextEncoder().encode(text)), 'svg')[0]
  if (drawing === undefined) throw new Error('no drawing')
  const box = sizeOf(drawing)
  const metadata: Metadata = {
    title: textOf(at(drawing, 'title')[0]),
    text: textOf(at(drawing, 'desc')[0]),
    ...(box && { width: Math.round(box[0]), height: Math.round(box[1]) }),
  }
  const plain = text.replace(DASHES, '')
  const isPlain =
    typeof drawing === 'object' && !REFUSED.some((pattern) => pattern.test(plain)) && costOf(drawing) <= MAX_COST
  const picture =
    thumbnail && isPlain ? await renderSvg(plain, box ? Math.max(...box) : undefined).catch(() => undefined) : undefined
  return { metadata, ...(picture && { picture }) }
}
