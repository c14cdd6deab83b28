/**
 * Takes the Hyoban link out of the page's address (`/?link=hyoban:...`, how a browser or launcher passes one to the
 * web shell), so that a reload does not ask again. Null if there is none.
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
