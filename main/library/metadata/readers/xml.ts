import { XMLParser } from 'fast-xml-parser'

/** Maximum size of XML that is parsed as a tree, in bytes; such parts of books and documents are small. */
export const MAX_XML_BYTES = 512 * 1024
const MAX_DEPTH = 40

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: true,
  maxNestedTags: MAX_DEPTH,
})

export type XmlNode = string | { [name: string]: XmlNode | XmlNode[] }

/**
 * Parses small XML into a tree without namespace prefixes. Throws on a document type: these formats need neither
 * entities (which can expand to billions) nor external references.
 */
export function parseXml(bytes: Uint8Array): XmlNode {
  const text = new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : bytes[0] === 0xfe ? 'utf-16be' : 'utf-8').decode(bytes)
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) throw new Error('a document type is not taken')
  return parser.parse(text) as XmlNode
}

/** All nodes at a path of names. */
export function at(node: XmlNode, ...path: string[]): XmlNode[] {
  return path.reduce<XmlNode[]>(
    (nodes, name) =>
      nodes.flatMap((one) => {
        const found = typeof one === 'object' && Object.hasOwn(one, name) ? one[name] : undefined
        return found === undefined ? [] : Array.isArray(found) ? found : [found]
      }),
    [node],
  )
}

/** The text of a node; undefined if it has none. */
export function textOf(node: XmlNode | undefined): string | undefined {
  const text = typeof node === 'object' ? node['#text'] : node
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined
}

export function attribute(node: XmlNode, name: string): string | undefined {
  const value = typeof node === 'object' && Object.hasOwn(node, `@${name}`) ? node[`@${name}`] : undefined
  return typeof value === 'string' ? value : undefined
}

/** The year at the beginning of a date: '2003-05-01T10:00:00Z', '2003'. */
export function yearOf(date: string | undefined): number | undefined {
  const year = /^\s*(\d{4})/.exec(date ?? '')?.[1]
  return year ? Number(year) : undefined
}
