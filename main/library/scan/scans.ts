import { networkMountOf } from '../../base/disks/network-mounts.ts'
import { asHyobanError } from '../../base/errors.ts'
import { CooperativeYield } from './cooperative-yield.ts'
import { FolderScan } from './folder-scan.ts'
import type { LibraryContext } from '../library-options.ts'
import type { Area } from '../library-store.ts'
import { isAwayError, placeOf } from './mount.ts'
import { ScanQueue } from './scan-queue.ts'
import { Scanner } from './scanner.ts'
import { Settling } from './settling.ts'
import type { FolderState } from '../sharing/folder-state.ts'
import type { SharedFolders } from '../sharing/shared-folders.ts'
import { TreeWatcher } from './tree-watcher.ts'

/** Interval of checking a missing folder, in ms; its files leave the catalogue if it is missing twice in a row. */
const RECHECK_MS = 3000
/** Interval of full scans, in ms; they find what the watcher misses (network disks, system limits). */
const FULL_SCAN_MS = 15 * 60_000
/** The same for folders that cannot be watched everywhere. */
const UNWATCHED_SCAN_MS = 3 * 60_000
/** Rows forgotten per transaction. */
const FORGET_ROWS = 200

/** Hashes what the store has to hash; HashJobs is one. */
interface FileHashing {
  start(): void
}

/** Brings a folder's files into the catalogue or withdraws them; CatalogueJobs is one. */
interface FolderVisibility {
  applyVisibility(folder: FolderState): void
}

interface ScansOptions {
  context: LibraryContext
  folders: SharedFolders
  hashing: FileHashing
  catalogue: FolderVisibility
}

/** Follows the shared folders: watches them, scans one area at a time, and rechecks folders that are missing. */
export class Scans {
  readonly #context: LibraryContext
  readonly #folders: SharedFolders
  readonly #hashing: FileHashing
  readonly #catalogue: FolderVisibility
  readonly #queue = new ScanQueue()
  readonly #scanner = new Scanner()
  readonly #settling: Settling

  constructor({ context, folders, hashing, catalogue }: ScansOptions) {
    this.#context = context
    this.#folders = folders
    this.#hashing = hashing
    this.#catalogue = catalogue
    this.#settling = new Settling(context.clock)
  }

  get length(): number {
    return this.#queue.length
  }

  /** True while a new file is looked at for a second time, which takes a moment. */
  get settling(): boolean {
    return this.#folders.all.some((folder) => folder.isSettling)
  }

  /** Watches and scans a folder; each directory is watched just before it is listed. */
  open(folder: FolderState): void {
    const { row } = folder
    const { clock, log } = this.#context
    const { excluded } = this.#folders
    folder.watcher = new TreeWatcher(
      { path: row.path, excluded, clock },
      {
        directoriesChanged: (dirs) => dirs.forEach((dir) => this.add({ folder: row.id, dir, deep: false })),
        treeChanged: () => this.add({ folder: row.id, dir: '', deep: true }),
        watchFailed: ({ message }) => {
          log(`library: ${row.name} cannot be watched everywhere: ${message}`)
          this.#scheduleUnwatchedScans(folder)
        },
      },
    )
    folder.scanning = true
    if (networkMountOf(row.path)) this.#scheduleUnwatchedScans(folder)
    this.add({ folder: row.id, dir: '', deep: true })
  }

  /** The folder is no longer shared, or its disk is disconnected. */
  drop(folder: FolderState): void {
    this.#queue.drop(folder.row.id)
    this.#context.jobs.cancel(unwatchedName(folder.row.id))
    folder.watcher?.close()
    folder.watcher = undefined
    folder.gone.clear()
    folder.tree.clear()
    folder.waiting.clear()
  }

  add(area: Area): void {
    const { jobs, signal } = this.#context
    const folder = this.#folders.byId.get(area.folder)
    if (!folder || folder.problem || signal.aborted) return
    if (area.dir === '' && area.deep) folder.scanning = true
    this.#queue.add(area)
    jobs.run('scan', () => this.#run())
  }

  /** Scans every folder periodically from now on. */
  scheduleFullScans(): void {
    this.#context.jobs.later('full', FULL_SCAN_MS, () => {
      for (const id of this.#folders.byId.keys()) this.add({ folder: id, dir: '', deep: true })
      this.scheduleFullScans()
    })
  }

  #scheduleUnwatchedScans(folder: FolderState): void {
    const { id } = folder.row
    this.#context.jobs.later(unwatchedName(id), UNWATCHED_SCAN_MS, () => {
      this.add({ folder: id, dir: '', deep: true })
      if (this.#folders.byId.has(id)) this.#scheduleUnwatchedScans(folder)
    })
  }

  /** Checks after `ms` whether a folder that has failed is available again. */
  scheduleRecheck(folder: FolderState, ms = RECHECK_MS): void {
    const { jobs } = this.#context
    const name = recheckName(folder.row.id)
    jobs.later(name, ms, () => jobs.run(name, () => this.#recheck(folder)))
  }

  cancelRecheck(folder: FolderState): void {
    this.#context.jobs.cancel(recheckName(folder.row.id))
  }

  async close(): Promise<void> {
    for (const folder of this.#folders.all) folder.watcher?.close()
    await this.#scanner.close()
  }

  async #run(): Promise<void> {
    const { signal } = this.#context
    while (!signal.aborted) {
      const area = this.#queue.next()
      const folder = area && this.#folders.byId.get(area.folder)
      if (area && folder && !folder.problem) {
        try {
          await this.#scan(folder, area)
        } catch (error) {
          this.#fail(folder, error)
        }
      }
      if (!area && !(await this.#forget())) break
    }
  }

  async #scan(folder: FolderState, area: Area): Promise<void> {
    const full = area.dir === '' && area.deep
    if (full) folder.met = 0
    const scan = new FolderScan(folder, {
      context: this.#context,
      scanner: this.#scanner,
      settling: this.#settling,
      scans: this,
      hashing: this.#hashing,
      excluded: this.#folders.excluded,
    })
    await scan.run(area)
    if (full) folder.scanning = false
    this.#context.events.emit('change', null)
  }

  /** Forgets files that no scan has met; false if there were none. */
  async #forget(): Promise<boolean> {
    const { store, events, signal } = this.#context
    const pause = new CooperativeYield()
    let any = false
    for (const folder of this.#folders.all) {
      const gone = [...folder.gone]
      folder.gone.clear()
      for (let at = 0; at < gone.length && !signal.aborted && !folder.ended.signal.aborted; at += FORGET_ROWS) {
        store.forget(folder.row.id, gone.slice(at, at + FORGET_ROWS))
        any = true
        await pause.take()
      }
      if (gone.length === 0) continue
      folder.touch()
      events.emit('change', null)
    }
    this.#hashing.start()
    return any
  }

  /** The folder itself is missing or unreadable: reports it, and rechecks until it is available again. */
  #fail(folder: FolderState, error: unknown): void {
    const { events, signal } = this.#context
    if (folder.ended.signal.aborted || signal.aborted) return
    const problem = (folder.problem = asHyobanError(error, folder.row.path))
    this.drop(folder)
    this.scheduleRecheck(folder)
    events.emit('problem', { folder: folder.view(), problem })
    events.emit('change', null)
  }

  async #recheck(folder: FolderState): Promise<void> {
    const { store, events, signal } = this.#context
    const { row } = folder
    const place = await placeOf(row)
    if (folder.ended.signal.aborted || signal.aborted) return
    // Entries of a disconnected disk are kept: withdrawing and republishing thousands each time would burden all peers.
    const isKept = row.available && isAwayError(folder.problem)
    const available = place === 'there' || (place !== 'gone' && isKept)
    if (row.available !== available) {
      row.available = available
      store.setAvailable(row.id, available)
      folder.touch()
      this.#catalogue.applyVisibility(folder)
    }
    if (place !== 'there') return this.scheduleRecheck(folder)
    folder.watcher?.close()
    folder.problem = null
    this.open(folder)
    events.emit('mended', folder.view())
  }
}

const unwatchedName = (folder: number): string => `unwatched ${folder}`
const recheckName = (folder: number): string => `look ${folder}`
