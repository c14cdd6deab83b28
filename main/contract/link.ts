import { MAX_FILE_BYTES } from '../domain/content.ts'
import { MAGNET_ROOT } from '../domain/torrent/magnet.ts'

/** What a Hyoban link names: one content by its root, how the sender calls it and how long it is. */
export interface HyobanLink {
  root: string
  name: string
  /** Bytes. */
  size: number
}

export const LINK_SCHEME = 'hyoban:'
/** Longest link that is looked at, in characters. */
const MAX_LINK = 8192
const MAX_NAME = 1024

/**
 * `hyoban:?root=<64 hex digits>&name=<percent-encoded>&size=<bytes>`: the only code that knows the format. Lone
 * surrogates become U+FFFD.
 */
export function formatLink({ root, name, size }: HyobanLink): string {
  return `${LINK_SCHEME}?root=${root}&name=${encodeURIComponent(name.toWellFormed())}&size=${size}`
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', '%20'))
  } catch {
    // not well-formed UTF-8
    return null
  }
}

/**
 * Why a text is not a link: wrong scheme, too long, the field that is missing, invalid, repeated or malformed, or a
 * magnet link that names a torrent and no content.
 */
export type LinkFault = 'scheme' | 'long' | 'encoding' | 'twice' | 'root' | 'size' | 'name' | 'magnet'

/**
 * Parses a link from any source (click, paste, argument). Fields may be in any order, unknown ones are ignored,
 * repeated ones rejected. Accepts `hyoban:?`, `hyoban://?` and `hyoban:///?`, since some systems add slashes, and the
 * magnet links of single files that Hyoban makes.
 */
export function readLink(text: string): { link: HyobanLink; fault: null } | { link: null; fault: LinkFault } {
  const no = (fault: LinkFault): { link: null; fault: LinkFault } => ({ link: null, fault })
  if (text.length > MAX_LINK) return no('long')
  const match = /^(hyoban|magnet):\/{0,3}\?([^#]*)/i.exec(text.trim())
  if (!match) return no('scheme')
  const isMagnet = match[1]?.toLowerCase() === 'magnet'
  const fields = new Map<string, string>()
  for (const field of (match[2] as string).split('&')) {
    const equals = field.indexOf('=')
    if (equals < 0) continue
    const value = decoded(field.slice(equals + 1))
    const key = field.slice(0, equals).toLowerCase()
    if (value === null) return no('encoding')
    // a magnet link may have several topics and trackers
    if (fields.has(key) && !(isMagnet && ['xt', 'tr', 'ws'].includes(key))) return no('twice')
    fields.set(key, value)
  }
  if (isMagnet && !fields.has(MAGNET_ROOT)) return no('magnet')
  const [ofRoot, ofSize, ofName] = isMagnet ? [MAGNET_ROOT, 'xl', 'dn'] : ['root', 'size', 'name']
  const root = fields.get(ofRoot)?.toLowerCase() ?? ''
  const size = fields.get(ofSize) ?? ''
  const name = (fields.get(ofName) ?? '').trim()
  if (!/^[0-9a-f]{64}$/.test(root)) return no('root')
  if (!/^(0|[1-9][0-9]{0,12})$/.test(size) || Number(size) > MAX_FILE_BYTES) return no('size')
  if (name === '' || name.length > MAX_NAME || !name.isWellFormed()) return no('name')
  return { link: { root, name, size: Number(size) }, fault: null }
}

/** Like `parseLink`, but null for text that is not a link. */
export function parseLink(text: string): HyobanLink | null {
  return readLink(text).link
}
