import { isEarlier, isMoved } from '../../domain/file-stamp.ts'
import { CooperativeYield } from './cooperative-yield.ts'
import type { LibraryContext } from '../library-options.ts'
import type { Area, FoundFile, KnownFile, SkippedRow } from '../library-store.ts'
import { absence, placeKey, placeOf } from './mount.ts'
import { parentOf } from './path-rules.ts'
import type { Listing } from './listing.ts'
import type { Scanner } from './scanner.ts'
import { type Settling, STILL_WRITTEN } from './settling.ts'
import type { FolderState } from '../sharing/folder-state.ts'

/** Files compared per step, and files written per transaction. */
const COMPARE_FILES = 120
const WRITE_FILES = 60

interface FolderScanOptions {
  context: LibraryContext
  scanner: Scanner
  settling: Settling
  /** Receives directories that appeared in an area that is scanned without its subdirectories, or have to be again. */
  scans: { add(area: Area): void }
  hashing: { start(): void }
  /** Absolute paths that are never shared. */
  excluded: readonly string[]
}

/**
 * One scan of an area of a shared folder: compares what is there with what is known, directory by directory, and writes
 * only the differences. Missing files are collected in the folder's `gone` and forgotten only when the scan queue is
 * empty: they may have moved to a place that is scanned next.
 */
export class FolderScan {
  readonly #folder: FolderState
  readonly #options: FolderScanOptions
  readonly #signal: AbortSignal
  readonly #pause = new CooperativeYield()
  #fresh: FoundFile[] = []
  #skipped: SkippedRow[] = []
  /** Files of the directory being compared that are still being written, and when to look again. */
  #waiting = { ms: Infinity, soon: false }
  /** Directories that were listed, and those that could not be and keep their files. */
  readonly #visited = new Set<string>()
  readonly #kept: string[] = []
  readonly #mounts: Set<string>
  /** True for files that were there before anybody watched them. */
  readonly #isFirst: boolean
  #device = ''
  /** Of the folder itself (mount.ts); empty until it was listed. */
  #place = ''

  constructor(folder: FolderState, options: FolderScanOptions) {
    this.#folder = folder
    this.#options = options
    this.#signal = AbortSignal.any([options.context.signal, folder.ended.signal])
    this.#mounts = new Set(folder.row.mounts)
    this.#isFirst = folder.tree.size === 0
  }

  /**
   * Scans the area. Throws the system's error if the shared folder itself cannot be listed, and FOLDER_MISSING
   * (`details.away`) if its disk is disconnected.
   */
  async run(area: Area): Promise<void> {
    const { scanner, excluded, context } = this.#options
    const { store } = context
    const signal = this.#signal
    const { row, watcher } = this.#folder
    this.#device = row.device.split(':')[0] as string
    this.#place = row.device
    // A folder that cannot be listed keeps its files.
    const place = await placeOf(row)
    if (place !== 'there') throw absence(place, row.path)
    if (signal.aborted) return
    store.clearSkipped(area)
    const walk = { root: row.path, name: row.name, excluded, patterns: row.patterns }
    for await (const listings of scanner.scan(
      walk,
      area,
      (dirs) => dirs.forEach((dir) => watcher?.watch(dir)),
      signal,
    )) {
      for (const listing of listings) await this.#take(listing, area)
      if (signal.aborted) return
      this.#write(0)
      this.#folder.touch()
      context.events.emit('change', null)
    }
    if (signal.aborted) return
    // If the disk was disconnected during the scan, files that were not met may still exist.
    const after = await placeOf(row)
    if (after !== 'there') throw absence(after, row.path)
    if (signal.aborted) return
    if (area.deep) await this.#sweep(area)
    if (row.device !== this.#place || row.mounts.length !== this.#mounts.size) {
      Object.assign(row, { device: this.#place, mounts: [...this.#mounts] })
      store.setPlace(row.id, row)
    }
  }

  async #take(listing: Listing, area: Area): Promise<void> {
    const { dir, error, skipped } = listing
    if (error) {
      if (dir === '') throw Object.assign(new Error(error.message), { code: error.code })
      const gone = error.code === 'ENOENT' || error.code === 'ENOTDIR'
      if (!gone) this.#skipped.push({ dir: parentOf(dir), path: dir, reason: 'unreadable', message: error.message })
      if (error.keep) this.#kept.push(dir)
      else if (!area.deep) await this.#sweep({ ...area, deep: true })
      return
    }
    if (this.#isUnmounted(listing)) {
      this.#skipped.push({
        dir: parentOf(dir),
        path: dir,
        reason: 'unreadable',
        message: 'the disk mounted here is not connected; its files stay listed',
      })
      this.#kept.push(dir)
      return
    }
    this.#visited.add(dir)
    for (const row of skipped) this.#skipped.push(row)
    await this.#compare(listing)
    await this.#children(listing, area)
  }

  /** True for an empty directory that was a mount point before; records current mount points. */
  #isUnmounted({ dir, device, inode, empty }: Listing): boolean {
    if (dir === '') {
      this.#device = device
      this.#place = placeKey(device, inode)
      return false
    }
    const foreign = device !== this.#device && this.#device !== ''
    if (foreign && ![...this.#mounts].some((mount) => dir === mount || dir.startsWith(`${mount}/`)))
      this.#mounts.add(dir)
    if (foreign || !this.#mounts.has(dir)) return false
    if (empty) return true
    this.#mounts.delete(dir)
    return false
  }

  /** Compares a directory's files with those known there. Both are sorted by bytes, so that mostly a merge suffices. */
  async #compare({ dir, names: joined, stamps: joinedStamps, sizes, modified, unsure }: Listing): Promise<void> {
    const { store } = this.#options.context
    const {
      row: { id: folder },
      gone,
    } = this.#folder
    const names = joined === '' ? [] : joined.split('\0')
    const stamps = joinedStamps.split('\0')
    const prefix = dir === '' ? '' : `${dir}/`
    const sure = new Set(unsure.map((name) => prefix + name))
    this.#folder.met += names.length
    this.#waiting = { ms: Infinity, soon: false }
    for (let at = 0; at === 0 || at < names.length; at += COMPARE_FILES) {
      const end = at + COMPARE_FILES
      const known = store.known(
        folder,
        dir,
        at === 0 ? null : prefix + names[at],
        end < names.length ? prefix + names[end] : null,
      )
      let next = 0
      let rest: Map<string, (typeof known)[number]> | undefined
      for (let i = at; i < Math.min(end, names.length); i++) {
        const path = prefix + names[i]
        let old = rest ? undefined : known[next]
        if (old?.[1] === path) next++
        else {
          rest ??= new Map(known.slice(next).map((row) => [row[1], row]))
          old = rest.get(path)
          rest.delete(path)
        }
        if (old && gone.size > 0) gone.delete(old[0])
        const stamp = stamps[i] as string
        if (old?.[3] === 0 && (old[2] === stamp || isMoved(old[2], stamp))) continue
        this.#find({ dir, path, size: sizes[i] as number, modified: modified[i] as number, stamp }, old)
      }
      for (const [id, path] of rest?.values() ?? known.slice(next)) if (!sure.has(path)) gone.add(id)
      this.#write(WRITE_FILES)
      await this.#pause.take()
    }
    this.#lookAgain(dir)
  }

  /** A new or changed file: it is hashed, unless it is still being written. */
  #find(file: FoundFile, old: KnownFile | undefined): void {
    const { id } = this.#folder.row
    const isSame = old === undefined || old[2] === '' || old[2] === file.stamp
    const wait =
      old && isEarlier(old[2], file.stamp)
        ? { ms: 0, writing: false }
        : this.#options.settling.look(`${id} ${file.path}`, {
            changed: !isSame,
            modified: this.#isFirst ? -Infinity : file.modified,
          })
    if (wait.ms === 0) {
      this.#fresh.push(file)
      return
    }
    this.#waiting.ms = Math.min(this.#waiting.ms, wait.ms)
    this.#waiting.soon ||= !wait.writing
    if (wait.writing) {
      const { dir, path } = file
      this.#skipped.push({ dir, path, reason: 'writing', message: STILL_WRITTEN })
    }
    this.#fresh.push({ ...file, failure: STILL_WRITTEN })
  }

  /** Scans a directory again as soon as a file there may have been written to its end. */
  #lookAgain(dir: string): void {
    const { context, scans } = this.#options
    const { row, waiting } = this.#folder
    const { ms, soon } = this.#waiting
    const name = `settle ${row.id} ${dir}`
    waiting.delete(dir)
    if (ms === Infinity) {
      context.jobs.cancel(name)
      return
    }
    waiting.set(dir, soon)
    context.jobs.later(name, ms, () => {
      waiting.delete(dir)
      scans.add({ folder: row.id, dir, deep: false })
    })
  }

  /** Handles subdirectories that appeared or disappeared since this directory was last listed. */
  async #children({ dir, folders }: Listing, area: Area): Promise<void> {
    const { tree } = this.#folder
    const before = tree.get(dir)
    tree.set(dir, folders)
    const now = new Set(folders)
    const path = (name: string): string => (dir === '' ? name : `${dir}/${name}`)
    for (const name of before ?? []) {
      if (now.has(name)) continue
      this.#folder.leave(path(name))
      if (!area.deep) await this.#sweep({ ...area, dir: path(name), deep: true })
    }
    if (area.deep) return
    const known = new Set(before)
    for (const name of folders)
      if (!known.has(name)) this.#options.scans.add({ folder: area.folder, dir: path(name), deep: true })
  }

  /** Files in directories that were not visited are gone, except below those that could not be listed. */
  async #sweep(area: Area): Promise<void> {
    const { store } = this.#options.context
    const {
      row: { id: folder },
      gone,
    } = this.#folder
    for (let dir = store.nextDir(area, null); dir !== null; dir = store.nextDir(area, dir)) {
      const here = dir
      if (!this.#visited.has(here) && !this.#kept.some((kept) => here === kept || here.startsWith(`${kept}/`))) {
        for (const [id] of store.known(folder, here, null, null)) gone.add(id)
      }
      await this.#pause.take()
    }
  }

  /** Writes the collected rows if there are more than `least`. */
  #write(least: number): void {
    const { context, hashing } = this.#options
    const { store, events } = context
    const {
      row: { id },
    } = this.#folder
    if (this.#skipped.length > least) {
      store.skip(id, this.#skipped)
      this.#skipped = []
    }
    if (this.#fresh.length <= least) return
    store.found(id, this.#fresh)
    this.#fresh = []
    hashing.start()
    events.emit('change', null)
  }
}
