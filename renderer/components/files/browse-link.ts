/** Route of a peer's folder; `path` is a catalogue path as given by the node. */
export function browseLink(peer: string, path = ''): string {
  return `/search/browse/${peer}${path === '' ? '' : `/${encodeURIComponent(path)}`}`
}

/** Route of the folder that contains a peer's file. */
export function folderLink(peer: string, path: string): string {
  return browseLink(peer, path.slice(0, Math.max(0, path.lastIndexOf('/'))))
}
