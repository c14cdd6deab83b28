import { basename } from 'node:path'
import { HyobanError } from '../base/errors.ts'
import { openRegular } from '../base/process/regular-file.ts'
import { INVITATION_PREFIX, MAX_OPENED_BYTES, type Opened, type OpenedFault } from '../contract/views/opened.ts'
import { readTorrent, type TorrentFault } from '../domain/torrent/reader.ts'

/** Characters of an invitation, with room for white space. */
const MAX_INVITATION = 20_000
const TORRENT_FAULTS: Record<TorrentFault, OpenedFault> = {
  damaged: 'torrent',
  old: 'oldTorrent',
  tooMany: 'manyFiles',
}

/** What a file opens, by its name and its bytes. */
export function openedContent(name: string, bytes: Uint8Array): Opened {
  const fault = (one: OpenedFault): Opened => ({ kind: 'fault', fault: one, name })
  if (/\.hyoban(-invite)?$/i.test(name)) {
    if (bytes.byteLength > MAX_INVITATION) return fault('large')
    const text = new TextDecoder().decode(bytes).trim()
    return text.startsWith(INVITATION_PREFIX) ? { kind: 'invitation', text } : fault('invitation')
  }
  if (!/\.torrent$/i.test(name)) return fault('kind')
  if (bytes.byteLength > MAX_OPENED_BYTES) return fault('large')
  const torrent = readTorrent(bytes)
  if (torrent.fault !== null) return fault(TORRENT_FAULTS[torrent.fault])
  const files = torrent.files.map(({ path, size, root }) => ({ path: path.join('/'), size, root }))
  return { kind: 'torrent', name: torrent.name, files }
}

/** Reads a file that the user opened with Hyoban; never more of it than may be opened. */
export async function openedFile(path: string): Promise<Opened> {
  const name = basename(path)
  try {
    const file = await openRegular(path, { follow: true })
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_OPENED_BYTES + 1))
      return openedContent(name, buffer.subarray(0, bytesRead))
    } finally {
      await file.close()
    }
  } catch (error) {
    const fault = error instanceof HyobanError ? 'kind' : 'unreadable'
    return { kind: 'fault', fault, name }
  }
}
