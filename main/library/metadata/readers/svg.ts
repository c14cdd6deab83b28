import type { Metadata } from '../../../domain/metadata.ts'
import { TooLarge, type FormatReader } from '../extraction.ts'
import { renderSvg } from './picture.ts'
import { readStart } from './read-part.ts'
import { at, attribute, MAX_XML_BYTES, parseXml, textOf, type XmlNode } from './xml.ts'

/** Parts that may be drawn, each counted as often as it is referred to: a few lines can ask for millions of copies. */
const MAX_PARTS = 5000
/**
 * What would make the drawing read something else, hold pictures of other formats, draw something at each point, or say
 * any of this in another spelling (numbers of letters, escapes). Such drawings are not drawn.
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
/** Dashes: a line a million long in dashes of a millionth is drawn for ever, and a small picture shows none. */
const DASHES = /\bstroke-dasharray\s*(?:=\s*(?:"[^"]*"|'[^']*')|:[^;"']*)/gi
/** References to other parts, in any attribute. */
const LINKS = /(?:url\(\s*["']?\s*|^\s*)#([^"')\s]+)/g

type Part = Exclude<XmlNode, string>

const childrenOf = (part: Part): [name: string, child: XmlNode][] =>
  Object.entries(part).flatMap(([name, value]) =>
    Array.isArray(value) ? value.map((one): [string, XmlNode] => [name, one]) : [[name, value]],
  )

/**
 * How many parts are drawn for one, those counted that it refers to, again and again; Infinity where it refers to
 * itself or beyond `MAX_PARTS`.
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
    // met again before it is done, it leads to itself
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

/** A length in pixels: "12", "12.5px"; undefined for shares and other units, which say nothing without paper. */
function pixels(value: string | undefined): number | undefined {
  const number = Number(/^\s*(\d{1,9}(?:\.\d+)?)\s*(?:px)?\s*$/.exec(value ?? '')?.[1])
  return number > 0 ? number : undefined
}

/** Width and height as it names them, else those of its view box. */
function sizeOf(drawing: XmlNode): [number, number] | undefined {
  const [width, height] = [pixels(attribute(drawing, 'width')), pixels(attribute(drawing, 'height'))]
  if (width && height) return [width, height]
  const box = (attribute(drawing, 'viewBox') ?? '').trim().split(/[\s,]+/)
  const [wide, high] = [pixels(box[2]), pixels(box[3])]
  return wide && high ? [wide, high] : undefined
}

/** Drawings: title, size, the beginning of what they say; drawn only where they need nothing but themselves. */
export const readSvg: FormatReader = async ({ path, size, thumbnail }) => {
  if (size > MAX_XML_BYTES) throw new TooLarge('a drawing of so many bytes')
  const bytes = await readStart(path, MAX_XML_BYTES)
  // the usual document type names no entities; one that does is refused
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
