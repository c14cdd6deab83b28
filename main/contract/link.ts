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
/** The largest file that can be transferred: 1 TiB. */
const MAX_SIZE = 2 ** 40

/** `hyoban:?root=<64 hex digits>&name=<percent-encoded>&size=<bytes>`: the one place that knows the format. Lone surrogates become U+FFFD. */
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
 * Reads a link from anywhere (a click, a paste, an argument); null for whatever is none. Fields in any order, unknown ones passed over,
 * a field said twice refused. `hyoban:?`, `hyoban://?` and `hyoban:///?` are taken: some systems add the slashes.
 */
export function parseLink(text: string): HyobanLink | null {
  const link = text.length > MAX_LINK ? '' : text.trim()
  const match = /^hyoban:\/{0,3}\?([^#]*)/i.exec(link)
  if (!match) return null
  const fields = new Map<string, string>()
  for (const field of (match[1] as string).split('&')) {
    const equals = field.indexOf('=')
    if (equals < 0) continue
    const value = decoded(field.slice(equals + 1))
    const key = field.slice(0, equals).toLowerCase()
    if (value === null || fields.has(key)) return null
    fields.set(key, value)
  }
  const root = fields.get('root')?.toLowerCase() ?? ''
  const size = fields.get('size') ?? ''
  const name = (fields.get('name') ?? '').trim()
  if (!/^[0-9a-f]{64}$/.test(root) || !/^(0|[1-9][0-9]{0,12})$/.test(size) || Number(size) > MAX_SIZE) return null
  if (name === '' || name.length > MAX_NAME || !name.isWellFormed()) return null
  return { root, name, size: Number(size) }
}
