import type { XmlNode } from './xml.ts'

// What it costs to render a drawing, in parts: a plain element is one. librsvg sets no limit to the work that a few
// lines of XML can ask for. What still takes too long is killed with its process.

/** Maximum cost of a drawing that is rendered. */
export const MAX_COST = 5000
/** Elements that are drawn on layers of their own, each time that they are referenced. */
const LAYERS: Readonly<Record<string, number>> = { filter: 200, mask: 100, pattern: 100, clipPath: 50 }
/** Each step of a filter computes every pixel. */
const FILTER_STEP = 100
/** Attributes that make their element a layer. */
const LAYER_ATTRIBUTES = new Set(['@opacity', '@mix-blend-mode', '@isolation'])
const LAYER = 20
/** Characters of attributes (paths, points, transforms), styles and text that cost as much as a part. */
const CHARS_PER_PART = 24
/** Maximum number of coordinates of one path: lines that cross each other cost their square. */
const MAX_COORDINATES = 20_000
const NUMBER = /\d*\.?\d+(?:e[-+]?\d+)?/gi
/** Text in these is not drawn. */
const SILENT = new Set(['title', 'desc', 'metadata'])
/** References to other elements, in any attribute. */
const LINKS = /(?:url\(\s*["']?\s*|^\s*)#([^"')\s]+)/g

export type DrawingPart = Exclude<XmlNode, string>

const childrenOf = (part: DrawingPart): [name: string, child: XmlNode][] =>
  Object.entries(part).flatMap(([name, value]) =>
    Array.isArray(value) ? value.map((one): [string, XmlNode] => [name, one]) : [[name, value]],
  )

const costOfText = (text: string): number => text.length / CHARS_PER_PART

function costOfAttribute(name: string, value: string): number {
  const isPath = name === '@d' || name === '@points'
  if (isPath && (value.match(NUMBER)?.length ?? 0) > MAX_COORDINATES) return Infinity
  const isLayer = LAYER_ATTRIBUTES.has(name) || (name === '@style' && /opacity|blend|isolation/i.test(value))
  return costOfText(value) + (isLayer ? LAYER : 0)
}

/** Cost of drawing a part with all that it references, transitively; Infinity if it references itself. */
export function costOf(drawing: DrawingPart): number {
  const byId = new Map<string, [name: string, part: DrawingPart]>()
  const list = (name: string, part: DrawingPart): void => {
    if (typeof part['@id'] === 'string') byId.set(part['@id'], [name, part])
    for (const [childName, child] of childrenOf(part)) if (typeof child === 'object') list(childName, child)
  }
  list('svg', drawing)
  const known = new Map<DrawingPart, number>()
  const of = (name: string, part: DrawingPart): number => {
    const before = known.get(part)
    if (before !== undefined) return before
    // Reached again before it is done: the reference is circular.
    known.set(part, Infinity)
    let sum = 1 + (LAYERS[name] ?? 0) + (name.startsWith('fe') ? FILTER_STEP : 0)
    for (const [childName, child] of childrenOf(part)) {
      if (typeof child === 'object') sum += of(childName, child)
      else if (childName.startsWith('@')) {
        sum += costOfAttribute(childName, child)
        for (const [, id] of child.matchAll(LINKS)) {
          const target = byId.get(id ?? '')
          if (target) sum += of(...target)
        }
      } else if (!SILENT.has(childName)) sum += 1 + costOfText(child)
    }
    known.set(part, sum)
    return sum
  }
  return of('svg', drawing)
}
