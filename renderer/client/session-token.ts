const KEY = 'hyoban.token'

/**
 * The web shell's token: from the address's fragment on the first visit (then taken out of the address, so that it is not
 * bookmarked or shared), from this tab's session storage after a reload. Empty if there is none.
 */
export function takeToken(location: Location, history: History, storage: Storage): string {
  const fragment = new URLSearchParams(location.hash.slice(1))
  const token = fragment.get('token')
  if (!token) return storage.getItem(KEY) ?? ''
  storage.setItem(KEY, token)
  history.replaceState(history.state, '', location.pathname + location.search)
  return token
}
