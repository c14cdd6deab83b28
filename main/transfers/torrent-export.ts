import { basename } from 'node:path'
import { HyobanError } from '../base/errors.ts'
import { toHex } from '../base/hex.ts'
import type { TransferSource } from './ports.ts'
import { makeTorrent, type TorrentFile } from '../base/torrent.ts'

/** Files of one torrent at most. */
const MOST_FILES = 10_000

/** The library as far as an export needs it. */
export interface TorrentLibrary {
  source(root: string): Promise<TransferSource | null> | TransferSource | null
  folders(): { id: number; name: string }[]
  files(query: { folder?: number; text: string; offset: number; limit: number }): { total: number; rows: { dir: string; path: string; size: number; root: Uint8Array | null }[] }
}

export interface ExportedTorrent {
  name: string
  /** Base64. */
  torrent: string
  magnet: string
  infohash: string
}

function exported(name: string, files: TorrentFile[]): ExportedTorrent {
  const { bytes, magnet, infohash } = makeTorrent(name, files)
  return { name, torrent: Buffer.from(bytes).toString('base64'), magnet, infohash }
}

/** One shared file. Throws NOT_FOUND if nothing is shared under this root. */
export async function exportRoot(library: TorrentLibrary, root: string): Promise<ExportedTorrent> {
  const source = await library.source(root)
  if (!source) throw new HyobanError('NOT_FOUND', 'You do not share this file.', 'Only files that you share can be exported.', { root })
  const name = basename(source.path)
  return exported(name, [{ path: [name], size: source.size, root, layer: source.layer }])
}

/** A shared folder, or the one below it at `path`. Throws NOT_FOUND, IN_USE while it is being hashed, BAD_INPUT if it is too large. */
export async function exportFolder(library: TorrentLibrary, folderId: number, path: string): Promise<ExportedTorrent> {
  const folder = library.folders().find(({ id }) => id === folderId)
  if (!folder) throw new HyobanError('NOT_FOUND', 'This folder is not shared any more.')
  const below = path.split('/').filter((part) => part !== '')
  const prefix = below.length === 0 ? '' : `${below.join('/')}/`
  const files: TorrentFile[] = []
  for (let offset = 0, total = 1; offset < total; offset += 1000) {
    const page = library.files({ folder: folderId, text: '', offset, limit: 1000 })
    total = page.total
    for (const row of page.rows) {
      if (!row.path.startsWith(prefix)) continue
      if (!row.root) throw new HyobanError('IN_USE', 'The folder is still being indexed.', 'Export it when all of its files are indexed.', { path: row.path })
      if (files.length >= MOST_FILES) throw new HyobanError('BAD_INPUT', `A torrent of more than ${MOST_FILES} files is not made.`, 'Export a folder below it.')
      const root = toHex(row.root)
      const source = row.size === 0 ? null : await library.source(root)
      files.push({ path: row.path.slice(prefix.length).split('/'), size: row.size, root, layer: source?.layer ?? new Uint8Array() })
    }
  }
  if (files.length === 0) throw new HyobanError('NOT_FOUND', 'There are no files in this folder.', '', { path })
  return exported(below.at(-1) ?? folder.name, files)
}
