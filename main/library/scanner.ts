import type { BigIntStats, Dirent } from 'node:fs'
import { lstat, opendir, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { systemCode } from '../base/errors.ts'
import type { Area, FoundFile, SkippedRow } from './library-store.ts'

/** A few hundred files at most, so that whoever takes them stays responsive. */
const BATCH = 128
/** Longest path in a catalogue, in bytes of UTF-8, with the shared folder's name. */
const MOST_PATH_BYTES = 1024
/** What systems put into folders for themselves; hidden although the name does not begin with a dot. */
const SYSTEM_NAMES = new Set(['desktop.ini', 'thumbs.db', '$recycle.bin', 'system volume information'])

export interface Batch {
  files: FoundFile[]
  skipped: SkippedRow[]
}

/** True for names that are left out as hidden. */
export function isHidden(name: string): boolean {
  return name.startsWith('.') || SYSTEM_NAMES.has(name.toLowerCase())
}

/** Unfinished downloads, of this app and of others: not worth offering. */
export function isUnfinished(name: string): boolean {
  return /\.(part|crdownload|!qb)$/i.test(name)
}

/** True if `path` is `folder` or lies below it. */
export function isInside(path: string, folder: string): boolean {
  const rest = relative(folder, path)
  return rest === '' || (rest !== '..' && !rest.startsWith(`..${sep}`) && !/^[a-zA-Z]:/.test(rest))
}

function specialMessage(stats: BigIntStats): string {
  if (stats.isFIFO()) return 'a named pipe'
  if (stats.isSocket()) return 'a socket'
  return 'a device or another special file'
}

function unreadable(error: unknown): string {
  const code = systemCode(error)
  if (code === 'EACCES' || code === 'EPERM') return 'no permission to read it'
  if (code === 'ENAMETOOLONG') return 'its path is too long'
  return `it cannot be read (${code ?? 'unknown reason'})`
}

/** The name came out of bytes that are no UTF-8; no path built from it leads back to the file. */
const brokenName = (name: string): boolean => name.includes('\ufffd')

/** Why a path cannot stand in a catalogue, or null: other systems could not show it, or not write it. */
export function unpublishable(path: string): string | null {
  if (Buffer.byteLength(path) > MOST_PATH_BYTES) return 'its path is too long'
  if (/[\p{Cc}\\]/u.test(path) || !path.isWellFormed()) return 'its name has characters that other systems do not take'
  return null
}

/** Walks an area of one shared folder: which files it holds, what is left out and why. Follows no symlink to a folder. */
export class Scanner {
  readonly #root: string
  readonly #name: string
  readonly #excluded: readonly string[]
  readonly #signal: AbortSignal | undefined

  /** The shared folder with its real path; `excluded`: absolute paths that are never shared, such as the data directory. */
  constructor(folder: { path: string; name: string }, excluded: readonly string[], signal?: AbortSignal) {
    this.#root = folder.path
    this.#name = folder.name
    this.#excluded = excluded
    this.#signal = signal
  }

  /** Batches of what is there. Throws the system's error if the shared folder itself cannot be read; ends early on the signal. */
  async *scan({ dir, deep }: Pick<Area, 'dir' | 'deep'>): AsyncGenerator<Batch, void, void> {
    const pending = [dir]
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      for await (const { names, error } of this.#entries(next)) {
        if (this.#signal?.aborted) return
        if (error !== undefined) yield { files: [], skipped: [{ dir: parentOf(next), path: next, reason: 'unreadable', message: unreadable(error) }] }
        const batch: Batch = { files: [], skipped: [] }
        const folders = await Promise.all(names.map((entry) => this.#visit(next, entry, batch)))
        if (deep) for (const folder of folders) if (folder !== null) pending.push(folder)
        yield batch
      }
    }
  }

  /** The entries of one directory, a batch at a time; a directory that is gone has none. */
  async *#entries(dir: string): AsyncGenerator<{ names: Dirent[]; error?: unknown }, void, void> {
    let names: Dirent[] = []
    try {
      for await (const entry of await opendir(this.#absolute(dir), { bufferSize: BATCH })) {
        names.push(entry)
        if (names.length < BATCH) continue
        yield { names }
        names = []
      }
      if (names.length > 0) yield { names }
    } catch (error) {
      if (dir === '') throw error
      const code = systemCode(error)
      if (code !== 'ENOENT' && code !== 'ENOTDIR') yield { names, error }
    }
  }

  #absolute(path: string): string {
    return path === '' ? this.#root : join(this.#root, path)
  }

  /** Sorts one entry into the batch; returns its path if it is a folder to walk. */
  async #visit(dir: string, entry: Dirent, batch: Batch): Promise<string | null> {
    const path = dir === '' ? entry.name : `${dir}/${entry.name}`
    const skip = (reason: SkippedRow['reason'], message: string): null => {
      batch.skipped.push({ dir, path, reason, message })
      return null
    }
    if (isHidden(entry.name)) return skip('hidden', 'hidden')
    const refused = unpublishable(`${this.#name}/${path}`)
    if (refused !== null) return skip('unreadable', refused)
    const absolute = this.#absolute(path)
    if (this.#excluded.some((excluded) => isInside(absolute, excluded))) return skip('special', "Hyoban's own data")
    try {
      if (entry.isDirectory()) return brokenName(entry.name) ? skip('unreadable', 'its name is not valid UTF-8') : path
      let stats = await lstat(absolute, { bigint: true })
      if (stats.isSymbolicLink()) {
        const why = await this.#linkRefused(absolute)
        if (why !== null) return skip('symlinks', why)
        stats = await stat(absolute, { bigint: true })
      }
      if (stats.isDirectory()) return path
      if (!stats.isFile()) return skip('special', specialMessage(stats))
      if (isUnfinished(entry.name)) return skip('special', 'an unfinished download')
      batch.files.push({
        dir,
        path,
        size: Number(stats.size),
        modified: Math.max(0, Number(stats.mtimeNs / 1_000_000n)),
        stamp: `${stats.size}:${stats.mtimeNs}:${stats.ino}`,
      })
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') return skip('unreadable', unreadable(error))
      // gone between listing and looking; or a name that cannot be looked at
      if (brokenName(entry.name)) return skip('unreadable', 'its name is not valid UTF-8')
    }
    return null
  }

  /** Why a symlink is left out, or null if it leads to a file of this very tree. */
  async #linkRefused(absolute: string): Promise<string | null> {
    let target: string
    try {
      target = await realpath(absolute)
    } catch {
      return 'a link that leads nowhere'
    }
    if (!isInside(target, this.#root)) return 'a link out of the shared folder'
    if (relative(this.#root, target).split(sep).some(isHidden)) return 'a link to something hidden'
    if (this.#excluded.some((excluded) => isInside(target, excluded))) return "a link to Hyoban's own data"
    return (await stat(target)).isDirectory() ? 'a link to a folder that is shared anyway' : null
  }
}

/** The directory of a relative path; '' for one at the top. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}
