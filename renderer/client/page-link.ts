/**
 * The Hyoban link in the address of the page (`/?link=hyoban:...`, how a browser or a launcher hands one to the web
 * shell), taken out of the
 * address, so that a reload does not ask again. Null if there is none.
 */
export function takeLink(
  location: Pick<Location, 'pathname' | 'search' | 'hash'>,
  history: Pick<History, 'state' | 'replaceState'>,
): string | null {
  const fields = new URLSearchParams(location.search)
  const link = fields.get('link')
  if (link === null) return null
  fields.delete('link')
  const rest = fields.toString()
  history.replaceState(history.state, '', location.pathname + (rest && `?${rest}`) + location.hash)
  return link
}
