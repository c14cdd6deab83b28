import { type BigIntStats, type Dirent, lstatSync, readdirSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import ignore, { type Ignore } from 'ignore'
import { systemCode } from '../../base/errors.ts'
import { needsBytes, readablePath, realPathSync, systemPath } from '../../base/process/system-path.ts'
import { fileTime, stampOf } from '../../domain/file-stamp.ts'
import type { SkippedRow } from '../library-store.ts'
import { emptyListing, type Listing, type ListTask } from './listing.ts'
import { isHidden, isInside, isUnfinished, parentOf, unpublishable } from './path-rules.ts'

/*
 * Lists directories in a thread: synchronous calls cost a third of asynchronous ones, and a disk that hangs (a network
 * mount whose server is down) blocks only this thread. Reasons for leaving files out are worded here, for the user.
 */

/** Errors of a failing or disconnected disk, as opposed to missing files or permissions. */
const FAILING = new Set([
  'EIO',
  'ESTALE',
  'ENOTCONN',
  'ETIMEDOUT',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENODEV',
  'ENXIO',
  'EBUSY',
  'EAGAIN',
  'EMFILE',
  'ENFILE',
  'UNKNOWN',
])

function specialMessage(stats: BigIntStats): string {
  if (stats.isFIFO()) return 'a named pipe'
  if (stats.isSocket()) return 'a socket'
  return 'a device or another special file'
}

function unreadable(code: string): string {
  if (code === 'EACCES' || code === 'EPERM') return 'no permission to read it'
  if (code === 'ENAMETOOLONG') return 'its path is too long'
  return `it cannot be read (${code})`
}

type Entry = Pick<Dirent, 'name' | 'isDirectory'>

/** The entries of a directory with readable names; read as bytes only where a name is not plain text. */
function entriesOf(directory: string): Entry[] {
  const path = systemPath(directory)
  const entries = readdirSync(path, { withFileTypes: true })
  if (!entries.some(({ name }) => needsBytes(name))) return entries
  return readdirSync(path, { withFileTypes: true, encoding: 'buffer' }).map((entry) => ({
    name: readablePath(entry.name),
    isDirectory: () => entry.isDirectory(),
  }))
}

/** Why a symlink is left out; null if it leads to a file inside the shared folder. */
function linkRefused(absolute: string, { root, excluded }: ListTask): string | null {
  let target: string
  try {
    target = realPathSync(absolute)
  } catch {
    return 'a broken link'
  }
  if (!isInside(target, root)) return 'a link to outside the shared folder'
  if (relative(root, target).split(sep).some(isHidden)) return 'a link to a hidden file or folder'
  if (excluded.some((own) => isInside(target, own))) return "a link to Hyoban's own data"
  return statSync(systemPath(target)).isDirectory() ? 'a link to a folder that is already shared' : null
}

/** Sorts by UTF-8 bytes, as the database does. Without surrogates this equals JavaScript's own order. */
function byBytes(names: Entry[]): Entry[] {
  const plain = names.sort((a, b) => (a.name < b.name ? -1 : 1))
  return names.some(({ name }) => /[\ud800-\udfff]/.test(name))
    ? plain.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)))
    : plain
}

function list(dir: string, task: ListTask, rules: Ignore | null): Listing {
  const absolute = dir === '' ? task.root : join(task.root, dir)
  const listing = emptyListing(dir)
  let entries: Entry[]
  try {
    const { dev, ino } = statSync(systemPath(absolute), { bigint: true })
    Object.assign(listing, { device: String(dev), inode: String(ino) })
    entries = byBytes(entriesOf(absolute))
  } catch (error) {
    const code = systemCode(error) ?? 'UNKNOWN'
    return { ...listing, error: { code, message: unreadable(code), keep: FAILING.has(code) } }
  }
  listing.empty = entries.length === 0
  const names: string[] = []
  const stamps: string[] = []
  const sizes: number[] = []
  const modified: number[] = []
  // Only directories that contain an excluded path need to check for it.
  const own = task.excluded.filter((path) => isInside(path, absolute))
  for (const entry of entries) {
    const { name } = entry
    const path = dir === '' ? name : `${dir}/${name}`
    const skip = (reason: SkippedRow['reason'], message: string): void =>
      void listing.skipped.push({ dir, path, reason, message })
    if (isHidden(name)) {
      skip('hidden', 'hidden')
      continue
    }
    const refused = unpublishable(`${task.name}/${path}`)
    if (refused !== null) {
      skip('unreadable', refused)
      continue
    }
    const full = `${absolute}${sep}${name}`
    if (own.length > 0 && own.some((excluded) => isInside(full, excluded))) {
      skip('special', "Hyoban's own data")
      continue
    }
    if (rules?.ignores(entry.isDirectory() ? `${path}/` : path)) {
      skip('excluded', 'excluded by a pattern')
      continue
    }
    try {
      if (entry.isDirectory()) {
        listing.folders.push(name)
        continue
      }
      let stats = lstatSync(systemPath(full), { bigint: true })
      if (stats.isSymbolicLink()) {
        const why = linkRefused(full, task)
        if (why !== null) {
          skip('symlinks', why)
          continue
        }
        stats = statSync(systemPath(full), { bigint: true })
      }
      // Some file systems do not return types when listing.
      if (stats.isDirectory()) listing.folders.push(name)
      else if (!stats.isFile()) skip('special', specialMessage(stats))
      else if (isUnfinished(name)) skip('special', 'an unfinished download')
      else {
        names.push(name)
        stamps.push(stampOf(stats))
        sizes.push(Number(stats.size))
        modified.push(fileTime(stats.mtimeNs))
      }
    } catch (error) {
      const code = systemCode(error) ?? 'UNKNOWN'
      // otherwise removed since the listing
      if (code !== 'ENOENT') skip('unreadable', unreadable(code))
      if (FAILING.has(code)) listing.unsure.push(name)
    }
  }
  return {
    ...listing,
    names: names.join('\0'),
    stamps: stamps.join('\0'),
    sizes: Float64Array.from(sizes),
    modified: Float64Array.from(modified),
  }
}

/** True if a pattern excludes the directory or one above it. */
function isLeftOut(dir: string, rules: Ignore | null): boolean {
  for (let at = dir; rules && at !== ''; at = parentOf(at)) if (rules.ignores(`${at}/`)) return true
  return false
}

/** The worker's task: lists directories in order, at least one, until `most` entries are reached. Never throws. */
export default function listDirectories(task: ListTask): Listing[] {
  const rules = task.patterns.length > 0 ? ignore({ ignorecase: false }).add(task.patterns as string[]) : null
  const listings: Listing[] = []
  let seen = 0
  for (const dir of task.dirs) {
    if (listings.length > 0 && seen >= task.most) break
    const hidden = dir !== '' && (dir.split('/').some(isHidden) || isLeftOut(dir, rules))
    const listing = hidden
      ? emptyListing(dir, { code: 'ENOENT', message: 'left out', keep: false })
      : list(dir, task, rules)
    listings.push(listing)
    seen += listing.sizes.length + listing.folders.length + listing.skipped.length + 1
  }
  return listings
}
