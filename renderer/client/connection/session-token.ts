const KEY = 'hyoban.token'

const inHash = (location: Location): string => new URLSearchParams(location.hash.slice(1)).get('token') ?? ''

/**
 * The web shell's token: taken from the address fragment on the first visit (and removed there, so that it is not
 * bookmarked or shared), from this tab's session storage after a reload. Empty if there is none.
 */
export function takeToken(location: Location, history: History, storage: Storage): string {
  const token = inHash(location)
  if (!token) return storage.getItem(KEY) ?? ''
  keepToken(storage, token)
  history.replaceState(history.state, '', location.pathname + location.search)
  return token
}

/** Keeps a token for this tab. */
export function keepToken(storage: Storage, token: string): void {
  storage.setItem(KEY, token)
}

/**
 * Reloads the page when a server's new address is opened in this tab: only the fragment differs, so the browser would
 * not load anything by itself.
 */
export function reloadOnNewToken(page: Window): void {
  page.addEventListener('hashchange', (event) => {
    if (!inHash(page.location)) return
    event.stopImmediatePropagation()
    page.location.reload()
  })
}
