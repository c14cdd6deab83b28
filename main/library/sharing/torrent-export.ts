import { basename } from 'node:path'
import { HyobanError } from '../../base/errors.ts'
import { toHex } from '../../base/hex.ts'
import {
  magnetOf,
  makeTorrent,
  type Magnet,
  type TorrentEntry,
  type TorrentFile,
  hasNoBytes,
} from '../../domain/torrent.ts'
import type { Transfer } from '../../contract/transfers.ts'
import { layerOfFile } from '../hashing/file-layer.ts'
import { safeFolder, safeName } from '../../domain/text/safe-name.ts'

/** Maximum number of files in one torrent. */
const MAX_FILES = 10_000

/** A shared file and its chunk hashes; `incomplete`: still being downloaded. */
interface SharedSource {
  path: string
  size: number
  layer: Uint8Array
  incomplete?: unknown
}

/** The part of the library that an export needs. */
export interface TorrentLibrary {
  source(root: string): Promise<SharedSource | null> | SharedSource | null
  folders(): { id: number; name: string }[]
  files(query: { folder?: number; text: string; offset: number; limit: number }): {
    total: number
    rows: { dir: string; path: string; size: number; root: Uint8Array | null }[]
  }
}

/**
 * What to export: a shared file by its root, a shared folder or a subfolder, a transfer, or all downloads of a group.
 */
export type ExportWish =
  { root: string } | { folderId: number; path: string } | { transferId: string } | { groupId: string }

export interface ExportedTorrent extends Magnet {
  name: string
  /** Base64. */
  torrent: string
}

/** A file to export; `disk`: path of the complete file, if the transfers know it. */
interface ExportFile extends TorrentEntry {
  disk: string | null
}

interface Plan {
  name: string
  files: ExportFile[]
}

async function planRoot(library: TorrentLibrary, root: string): Promise<Plan> {
  const source = await library.source(root)
  if (!source)
    throw new HyobanError('NOT_FOUND', 'You do not share this file.', {
      hint: 'Only files that you share can be exported.',
      details: {
        root,
      },
    })
  const name = basename(source.path)
  return { name, files: [{ path: [name], size: source.size, root, disk: source.path }] }
}

function planFolder(library: TorrentLibrary, folderId: number, path: string): Plan {
  const folder = library.folders().find(({ id }) => id === folderId)
  if (!folder) throw new HyobanError('NOT_FOUND', 'This folder is no longer shared.')
  const below = path.split('/').filter((part) => part !== '')
  const prefix = below.length === 0 ? '' : `${below.join('/')}/`
  const files: ExportFile[] = []
  for (let offset = 0, total = 1; offset < total; offset += 1000) {
    const page = library.files({ folder: folderId, text: '', offset, limit: 1000 })
    total = page.total
    for (const row of page.rows) {
      if (!row.path.startsWith(prefix)) continue
      if (!row.root)
        throw new HyobanError('IN_USE', 'The folder is still being indexed.', {
          hint: 'Export it when all of its files are indexed.',
          details: { path: row.path },
        })
      if (files.length >= MAX_FILES)
        throw new HyobanError('BAD_INPUT', `A torrent can hold at most ${MAX_FILES} files.`, {
          hint: 'Export one of its subfolders.',
        })
      files.push({ path: row.path.slice(prefix.length).split('/'), size: row.size, root: toHex(row.root), disk: null })
    }
  }
  if (files.length === 0)
    throw new HyobanError('NOT_FOUND', 'There are no files in this folder.', { details: { path } })
  return { name: below.at(-1) ?? folder.name, files }
}

const gone = (): HyobanError => new HyobanError('NOT_FOUND', 'This transfer is no longer in the list.')

/** Its name on this disk, so that other programs find it; while incomplete, the name that it will get. */
const nameHere = ({ path, name, direction }: Transfer): string =>
  direction === 'down' && path ? basename(path) : safeName(name)
const diskOf = ({ state, direction, path }: Transfer): string | null =>
  direction === 'down' && state === 'done' && path ? path : null

function planTransfer(transfers: readonly Transfer[], id: string): Plan {
  const transfer = transfers.find((one) => one.id === id)
  if (!transfer) throw gone()
  const name = nameHere(transfer)
  return { name, files: [{ path: [name], size: transfer.size, root: transfer.root, disk: diskOf(transfer) }] }
}

function planGroup(transfers: readonly Transfer[], id: string): Plan {
  const members = transfers.filter(({ group, direction }) => group?.id === id && direction === 'down')
  const name = members[0]?.group?.name
  if (name === undefined) throw gone()
  const files = members.map((one) => ({
    path: [
      ...safeFolder(one.folder)
        .split('/')
        .filter((part) => part !== ''),
      nameHere(one),
    ],
    size: one.size,
    root: one.root,
    disk: diskOf(one),
  }))
  return { name: safeName(name), files: files.sort((a, b) => (a.path.join('/') < b.path.join('/') ? -1 : 1)) }
}

/** Contents that only some communities may see; ContentOrigins is one. */
interface RestrictedContents {
  placesOf(root: string): ReadonlySet<string> | null
}

/** BitTorrent programs refuse a torrent of empty files ("invalid length of torrent"). */
export function noBytes(name: string): HyobanError {
  return new HyobanError('BAD_INPUT', `There is nothing in ${name}: BitTorrent cannot transfer empty files alone.`, {
    hint: 'Choose a folder that also contains files with content.',
    details: { name },
  })
}

/** Makes .torrent files and magnet links (BitTorrent v2, BEP 52) of shared and downloaded files. */
export class TorrentExport {
  readonly #library: TorrentLibrary
  readonly #transfers: () => readonly Transfer[]
  readonly #restricted: RestrictedContents | undefined

  /** `restricted` left out: all contents may be exported. */
  constructor(library: TorrentLibrary, transfers: () => readonly Transfer[], restricted?: RestrictedContents) {
    this.#library = library
    this.#transfers = transfers
    this.#restricted = restricted
  }

  /**
   * A v2 .torrent of complete files. Throws NOT_FOUND, IN_USE while they are being hashed or downloaded, FILE_CHANGED,
   * BAD_INPUT if there are too many, CANCELLED.
   */
  async torrent(wish: ExportWish, signal?: AbortSignal): Promise<ExportedTorrent> {
    const { name, files } = await this.#plan(wish)
    const whole: TorrentFile[] = []
    for (const file of files) {
      whole.push({ path: file.path, size: file.size, root: file.root, layer: await this.#layerOf(file, signal) })
    }
    const { bytes, magnet, infohash } = makeTorrent(name, whole)
    return { name, torrent: Buffer.from(bytes).toString('base64'), magnet, infohash }
  }

  /**
   * The magnet link of the same. It reads no file, so it also works during a download. Throws NOT_FOUND, IN_USE,
   * BAD_INPUT.
   */
  async magnet(wish: ExportWish): Promise<Magnet & { name: string }> {
    const { name, files } = await this.#plan(wish)
    return { name, ...magnetOf(name, files) }
  }

  /** Throws BAD_INPUT for what came by an invitation community: other programs would offer it to anybody. */
  async #plan(wish: ExportWish): Promise<Plan> {
    const plan = await this.#anyPlan(wish)
    if (hasNoBytes(plan.files)) throw noBytes(plan.name)
    const kept = plan.files.find(({ root }) => (this.#restricted?.placesOf(root) ?? null) !== null)
    if (!kept) return plan
    const path = kept.path.join('/')
    throw new HyobanError('BAD_INPUT', `${path} came by a community that only invited people see.`, {
      hint: 'Members can find and download it there.',
      details: { problem: 'privateContent', name: path },
    })
  }

  #anyPlan(wish: ExportWish): Promise<Plan> | Plan {
    if ('root' in wish) return planRoot(this.#library, wish.root)
    if ('folderId' in wish) return planFolder(this.#library, wish.folderId, wish.path)
    const transfers = this.#transfers()
    return 'transferId' in wish ? planTransfer(transfers, wish.transferId) : planGroup(transfers, wish.groupId)
  }

  /** The chunk hashes of a file: from the library if it is shared, else read from the downloaded file. */
  async #layerOf({ size, root, disk, path }: ExportFile, signal?: AbortSignal): Promise<Uint8Array> {
    if (size === 0) return new Uint8Array()
    const shared = await this.#library.source(root)
    if (shared && !shared.incomplete) return shared.layer
    if (disk === null)
      throw new HyobanError('IN_USE', `${path.at(-1) ?? ''} is not complete yet.`, {
        hint: 'Export it when the download is complete. The magnet link can be copied now.',
        details: { path: path.join('/') },
      })
    return layerOfFile(disk, { size, root }, signal)
  }
}
