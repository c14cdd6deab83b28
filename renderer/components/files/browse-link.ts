/** Where a peer's folder is shown; `path` is a place in its catalogue as the node named it. */
export function browseLink(peer: string, path = ''): string {
  return `/search/browse/${peer}${path === '' ? '' : `/${encodeURIComponent(path)}`}`
}

/** The folder that a file of a peer lies in. */
export function folderLink(peer: string, path: string): string {
  return browseLink(peer, path.slice(0, Math.max(0, path.lastIndexOf('/'))))
}
