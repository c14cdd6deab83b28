import type { Metadata } from '../../../domain/metadata.ts'
import { TooLarge, type FormatReader } from '../extraction.ts'
import { renderSvg } from './picture.ts'
import { readStart } from './read-part.ts'
import { at, attribute, MAX_XML_BYTES, parseXml, textOf, type XmlNode } from './xml.ts'

/** Maximum number of elements drawn, each counted per reference: a few lines can request millions of copies. */
const MAX_PARTS = 5000
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
/** References to other elements, in any attribute. */
const LINKS = /(?:url\(\s*["']?\s*|^\s*)#([^"')\s]+)/g

type Part = Exclude<XmlNode, string>

const childrenOf = (part: Part): [name: string, child: XmlNode][] =>
  Object.entries(part).flatMap(([name, value]) =>
    Array.isArray(value) ? value.map((one): [string, XmlNode] => [name, one]) : [[name, value]],
  )

/**
 * Number of elements drawn for one, including all that it references, transitively; Infinity if it references itself,
 * or beyond `MAX_PARTS`.
 */
function weigh(drawing: Part): number {
  const byId = new Map<string, Part>()
  const list = (part: Part): void => {
    if (typeof part['@id'] === 'string') byId.set(part['@id'], part)
    for (const [, child] of childrenOf(part)) if (typeof child === 'object') list(child)
  }
  list(drawing)
  const known = new Map<Part, number>()
  const of = (part: Part): number => {
    const before = known.get(part)
    if (before !== undefined) return before
    // Reached again before it is done: the reference is circular.
    known.set(part, Infinity)
    let sum = 1
    for (const [name, child] of childrenOf(part)) {
      if (typeof child === 'object') sum += of(child)
      else if (name.startsWith('@')) {
        for (const [, id] of child.matchAll(LINKS)) {
          const target = byId.get(id ?? '')
          if (target) sum += of(target)
        }
      } else sum++
    }
    known.set(part, sum)
    return sum
  }
  return of(drawing)
}

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
    typeof drawing === 'object' && !REFUSED.some((pattern) => pattern.test(plain)) && weigh(drawing) <= MAX_PARTS
  const picture =
    thumbnail && isPlain ? await renderSvg(plain, box ? Math.max(...box) : undefined).catch(() => undefined) : undefined
  return { metadata, ...(picture && { picture }) }
}
