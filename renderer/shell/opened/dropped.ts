/** Whether a file of this name is opened rather than shared. */
export const opensHere = (name: string): boolean => /\.(hyoban|hyoban-invite|torrent)$/i.test(name)

/** The folder to share for a dropped file or folder: folders are shared whole, so a file's own folder. */
export function folderToShare(path: string, folder: boolean): string {
  if (folder) return path
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))
  // a file at the top of a disk: "/" or "C:\\"
  return cut === 0 || path[cut - 1] === ':' ? path.slice(0, cut + 1) : path.slice(0, Math.max(0, cut))
}

/** The link among dropped data, or its text. */
export function textOf(data: Pick<DataTransfer, 'getData'>): string {
  const links = data.getData('text/uri-list').split(/\r?\n/)
  return links.find((line) => line !== '' && !line.startsWith('#')) ?? data.getData('text/plain').trim()
}

/** Encodes bytes as base64. */
export function toBase64(bytes: Uint8Array): string {
  let text = ''
  // in pieces, since a call takes a limited number of arguments
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(text)
}
